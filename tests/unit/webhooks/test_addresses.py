"""Where nothing is sent to."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.webhooks.policies import addresses

pytestmark = pytest.mark.requirement("R135")


@pytest.fixture(autouse=True)
def outside_the_demo(settings):
    settings.DEMO = False


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.clinic.example/tutela",
        "https://hooks.clinic.example",
        "https://hooks.clinic.example:8443/a/b-c_d~e",
        "https://a.b.c.example:443/",
    ],
)
def test_what_is_sent_to(address):
    assert addresses.place_of(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hooks.clinic.example",
        "http://hooks.clinic.example/",
        "ftp://hooks.clinic.example/",
        "file:///etc/passwd",
        "https:///nothing",
        "https://localhost/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://user@hooks.clinic.example/",
        "https://user:word@hooks.clinic.example/",
        "https://hooks.clinic.example@10.0.0.7/",
        "https://hooks.clinic.example:22/",
        "https://hooks.clinic.example:0/",
        "https://hooks.clinic.example:99999/",
        "https://hooks.clinic.example:x/",
        "https://hooks.clinic.example/?token=1",
        "https://hooks.clinic.example/?",
        "https://hooks.clinic.example/#a",
        "https://hooks.clinic.example/#",
        "https://hooks.clinic.example/a b",
        "https://hooks.clinic.example/\r\nHost: other.example",
        "https://hooks.clinic.example\\@other.example/",
        "https://Hooks.clinic.example/",
        "https://клиника.example/",
        "https://-a.example/",
        "https://a..example/",
        "https://hooks.clinic.example./",
        "https://[bad",
        "http://localhost:8000/",
        "https://" + "a" * 300 + ".example/",
    ],
)
def test_what_is_not_sent_to(address):
    assert addresses.place_of(address) is None


def test_this_machine_in_the_demo_alone(settings):
    settings.DEMO = True
    place = addresses.place_of("http://localhost:8000/in")
    assert (place.scheme, place.port, place.origin) == ("http", 8000, "localhost:8000")
    assert addresses.place_of("http://127.0.0.1/").origin == "127.0.0.1"
    assert addresses.place_of("http://hooks.clinic.example/") is None
    assert addresses.may_connect("127.0.0.1")
    assert not addresses.may_connect("10.0.0.7")


def test_an_address_is_taken_apart_and_the_path_kept():
    whole = addresses.place_of("https://hooks.clinic.example/tutela/in")
    assert (whole.scheme, whole.host, whole.port, whole.path) == ("https", "hooks.clinic.example", 443, "/tutela/in")
    assert addresses.place_of("https://hooks.clinic.example:8443").path == "/"


def test_the_origin_names_only_an_unusual_port():
    assert addresses.place_of("https://a.example/").origin == "a.example"
    assert addresses.place_of("https://a.example:8443/").origin == "a.example:8443"


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    ],
)
def test_numbers_that_nothing_goes_to(number):
    assert not addresses.may_connect(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "93.184.216.34"])
def test_numbers_of_the_open_network(number):
    assert addresses.may_connect(number)


def test_a_private_network_that_the_operator_names(settings):
    settings.TUTELA_WEBHOOK_NETWORKS = ["10.20.0.0/16", "fd00:1::/32"]
    assert addresses.may_connect("10.20.3.4")
    assert addresses.may_connect("fd00:1::5")
    assert not addresses.may_connect("10.21.3.4")
    assert not addresses.may_connect("127.0.0.1")


def test_where_a_translator_is_named_the_number_in_it_is_judged_too(settings):
    assert not addresses.may_connect("64:ff9b::808:808")
    settings.TUTELA_WEBHOOK_NETWORKS = ["64:ff9b::/96"]
    assert addresses.may_connect("64:ff9b::808:808")
    for inside in ("64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b::c0a8:101"):
        assert not addresses.may_connect(inside), "a private number behind it"


@given(st.ip_addresses(v=4))
def test_a_number_in_a_wrapping_is_judged_as_itself(number):
    if not addresses.may_connect(str(number)):
        for wrapped in (
            ipaddress.IPv6Address(f"::ffff:{number}"),
            ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(number)),
            ipaddress.IPv6Address((0x2002 << 112) + (int(number) << 80)),
        ):
            assert not addresses.may_connect(str(wrapped))
