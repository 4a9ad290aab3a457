"""Laws of the reporting channel: receipts, derived keys, the sealed envelope, the branching of the questions."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.intake import questions
from tutela.intake.enums import AgeBand, ContactChoice, DangerSign, ReporterType
from tutela.intake.models import SealedWords, open_words, row_mac, seal_words
from tutela.intake.questions import FIELDS, MOST_FOR_A_CHILD, PATHS, TELLING, Step
from tutela.kernel.vault import CannotOpen, aead, kdf, receipt

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "reporter_type": st.sampled_from(ReporterType.values),
        "age_band": st.sampled_from(["", *AgeBand.values]),
        "signs": st.lists(st.sampled_from(DangerSign.values), unique=True),
        "contact": st.sampled_from(["", *ContactChoice.values]),
        "profession": st.sampled_from(["", "teacher"]),
    },
)
SCRIPTS = [0x30, 0x660, 0x6F0, 0x966, 0x1040, 0xFF10]
BRIEFLY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(kdf, "argon2id", lambda secret, salt: kdf.blake2b(salt, secret, person=b"tests"))


@pytest.mark.requirement("R18")
class TestBranching:
    @BRIEFLY
    @given(ANSWERS)
    def test_a_child_is_asked_at_most_eight_questions(self, answers):
        asked = [step for step in questions.path_of(answers) if step not in TELLING]
        if answers.get("reporter_type") in (ReporterType.CHILD, ReporterType.PEER):
            assert len(asked) <= MOST_FOR_A_CHILD

    @BRIEFLY
    @given(ANSWERS)
    def test_going_on_ends_at_the_last_look_and_going_back_at_the_start(self, answers):
        step, seen = Step.WHO, [Step.WHO]
        while step != Step.CHECK:
            step = questions.after(step, answers)
            assert step not in seen, "no page twice"
            seen.append(step)
        assert tuple(seen) == questions.path_of(answers)
        back = [Step.CHECK]
        while (before := questions.before(back[-1], answers)) is not None:
            back.append(before)
        assert back == seen[::-1]

    @BRIEFLY
    @given(ANSWERS)
    def test_danger_is_asked_before_the_story_and_leads_to_the_number(self, answers):
        steps = questions.path_of(answers)
        assert steps.index(Step.SIGNS) < steps.index(Step.WORRY)
        assert (Step.DANGER in steps) == questions.in_danger(answers)

    @BRIEFLY
    @given(ANSWERS, st.sampled_from(Step))
    def test_numbers_of_questions_never_pass_their_count(self, answers, step):
        number, of = questions.count(step, answers)
        assert 1 <= number <= of

    @BRIEFLY
    @given(ANSWERS)
    def test_a_step_left_by_changed_answers_leads_back_to_the_start(self, answers):
        for step in set(Step) - set(questions.path_of(answers)):
            assert questions.after(step, answers) == Step.WHO
            assert questions.before(step, answers) is None

    def test_every_path_has_its_fields(self):
        asked = {step for path in PATHS.values() for step in path} - TELLING
        assert asked == set(FIELDS)


@pytest.mark.requirement("R19")
class TestReceipt:
    @BRIEFLY
    @given(st.sampled_from(SCRIPTS), st.lists(st.sampled_from([" ", "-", "\u00a0", "\n"]), max_size=5))
    def test_any_scripts_digits_and_separators_are_the_same_code(self, zero, separators):
        digits = receipt.create()
        typed = "".join(chr(zero + int(digit)) for digit in digits)
        for place, separator in enumerate(separators, start=1):
            typed = typed[:place] + separator + typed[place:]
        assert receipt.parse(typed) == digits
        assert receipt.parse(receipt.display(digits)) == digits

    @BRIEFLY
    @given(st.integers(0, 17), st.integers(1, 9))
    def test_one_wrong_digit_is_always_noticed(self, place, by):
        digits = receipt.create()
        wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
        with pytest.raises(receipt.ReceiptMistyped):
            receipt.parse(wrong)

    @BRIEFLY
    @given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
    def test_lookup_and_wrap_differ_and_depend_on_the_pepper(self, pepper, other):
        digits, salt = receipt.create(), b"s" * 16
        made = receipt.derive(digits, pepper, salt)
        assert made == receipt.derive(digits, pepper, salt)
        assert made.lookup != made.wrap
        if pepper != other:
            assert receipt.derive(digits, other, salt).lookup != made.lookup


@pytest.mark.django_db
class TestEnvelope:
    @BRIEFLY
    @given(st.dictionaries(st.text(max_size=10), st.text(max_size=300), max_size=4))
    def test_opens_for_the_team_only_in_its_place_and_tells_no_length(self, content):
        public, private = aead.new_pair()
        sealed = seal_words(public, content, "intake_report", "row")
        assert open_words(private, sealed, "intake_report", "row") == content
        assert (len(sealed.words) - 41) % 512 == 0
        for table, row in (("intake_report", "other"), ("intake_message", "row")):
            with pytest.raises(CannotOpen):
                open_words(private, sealed, table, row)
        with pytest.raises(CannotOpen):
            open_words(aead.new_pair()[1], sealed, "intake_report", "row")

    @BRIEFLY
    @given(st.sampled_from(["words", "key", "mac"]), st.integers(0, 40), st.integers(1, 255))
    def test_any_changed_byte_closes_it(self, part, place, flip):
        public, private = aead.new_pair()
        sealed = seal_words(public, {"worry": "x"}, "intake_report", "row")
        raw = bytearray(getattr(sealed, part))
        raw[place % len(raw)] ^= flip
        with pytest.raises(CannotOpen):
            open_words(private, SealedWords(**sealed._asdict() | {part: bytes(raw)}), "intake_report", "row")

    def test_an_unknown_version_of_the_key_gives_no_hash(self):
        assert row_mac(b"w", b"k", "t", "r", version=9_999) == b""
