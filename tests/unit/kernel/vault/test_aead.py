import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.kernel.vault import CannotOpen, aead

from .conftest import patient

PLACE = aead.associated("scheme", "table", "column", "row")
parts = st.tuples(*[st.text(max_size=12)] * 4)


@patient
@given(message=st.binary(max_size=2000), pad_to=st.sampled_from([0, 16, 64, 512]))
def test_what_is_sealed_opens_again(message, pad_to):
    key = aead.new_key()
    assert aead.unseal(key, aead.seal(key, message, PLACE, pad_to=pad_to), PLACE) == message


@patient
@given(message=st.binary(max_size=40), pad_to=st.sampled_from([0, 16]), data=st.data())
def test_no_bit_can_be_changed(message, pad_to, data):
    key = aead.new_key()
    sealed = bytearray(aead.seal(key, message, PLACE, pad_to=pad_to))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        aead.unseal(key, bytes(sealed), PLACE)


def test_every_single_bit_of_one_ciphertext_counts():
    key = aead.new_key()
    sealed = aead.seal(key, b"Amina", PLACE, pad_to=16)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            aead.unseal(key, bytes(changed), PLACE)


@patient
@given(here=parts, there=parts)
def test_places_are_never_confused(here, there):
    assert (aead.associated(*here) == aead.associated(*there)) == (here == there)


def test_parts_cannot_slide_into_each_other():
    assert aead.associated("s", "ab", "c", "d") != aead.associated("s", "a", "bc", "d")


def test_another_place_does_not_open():
    key = aead.new_key()
    with pytest.raises(CannotOpen, match="moved"):
        aead.unseal(key, aead.seal(key, b"x", PLACE), aead.associated("scheme", "table", "column", "other"))


def test_another_key_does_not_open():
    with pytest.raises(CannotOpen):
        aead.unseal(aead.new_key(), aead.seal(aead.new_key(), b"x", PLACE), PLACE)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x01" + bytes(39), b"\x09" + bytes(60)])
def test_what_the_vault_did_not_make_is_named_so(junk):
    with pytest.raises(CannotOpen, match="not sealed by this vault"):
        aead.unseal(aead.new_key(), junk, PLACE)


def test_the_same_text_never_looks_the_same():
    key = aead.new_key()
    assert len({aead.seal(key, b"same", PLACE) for _ in range(50)}) == 50


@pytest.mark.parametrize(("pad_to", "algorithm"), [(0, 1), (16, 2), (64, 3), (512, 4)])
def test_the_first_byte_names_the_algorithm(pad_to, algorithm):
    assert aead.seal(aead.new_key(), b"x", PLACE, pad_to=pad_to)[0] == algorithm


def test_padding_hides_the_length():
    key = aead.new_key()
    lengths = {len(aead.seal(key, b"x" * size, PLACE, pad_to=64)) for size in range(64)}
    assert lengths == {1 + 24 + 64 + 16}


def test_an_unknown_padding_is_refused():
    with pytest.raises(ValueError, match="no algorithm pads to 7"):
        aead.seal(aead.new_key(), b"x", PLACE, pad_to=7)


@patient
@given(message=st.binary(max_size=500))
def test_a_sealed_box_opens_for_its_receiver(message):
    public, private = aead.new_pair()
    sealed = aead.seal_to(public, message)
    assert aead.unseal_with(private, sealed) == message
    assert len(sealed) == len(message) + 49


def test_a_sealed_box_opens_for_nobody_else():
    sealed = aead.seal_to(aead.new_pair()[0], b"x")
    with pytest.raises(CannotOpen, match="another key"):
        aead.unseal_with(aead.new_pair()[1], sealed)


@patient
@given(data=st.data())
def test_no_bit_of_a_sealed_box_can_be_changed(data):
    public, private = aead.new_pair()
    sealed = bytearray(aead.seal_to(public, b"key"))
    # Bit 7 of byte 32 is the one X25519 ignores (RFC 7748); libsodium still mixes it into the nonce.
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        aead.unseal_with(private, bytes(sealed))


@pytest.mark.parametrize("junk", [b"", b"\x10", b"\x10" + bytes(10), b"\x01" + bytes(60)])
def test_junk_is_not_a_sealed_box(junk):
    with pytest.raises(CannotOpen):
        aead.unseal_with(aead.new_pair()[1], junk)


def test_public_of():
    public, private = aead.new_pair()
    assert aead.public_of(private) == public
