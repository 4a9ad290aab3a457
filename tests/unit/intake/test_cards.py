"""Codes on paper for children in a place: one way past everybody who works there, once, stored only as a hash (R94)."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.urls import reverse

from tests.factories.accounts import actor_of, make_actor, make_grant, make_office, make_user
from tests.unit.intake.conftest import the_public
from tests.unit.intake.test_desk import enter_as
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.audit.models import Event
from tutela.intake import policies
from tutela.intake.actions.cards import hand_out_cards, print_cards, withdraw_cards
from tutela.intake.actions.open_report import open_report
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.enums import IntakeReason
from tutela.intake.models import Card, CardBatch, Report
from tutela.intake.queries.cards import card_behind, card_figures, card_of_word, get_sheet, places_for_cards, sheets_of
from tutela.intake.queries.mailbox import derived_of
from tutela.intake.views.limits import LIMITS
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, OperatorError, Refused
from tutela.kernel.vault import receipt

pytestmark = pytest.mark.requirement("R94")
SOON = today() + dt.timedelta(days=90)


@pytest.fixture(autouse=True)
def fresh_limits():
    LIMITS.__init__()


@pytest.fixture
def home(world):
    """The office of a home in the district."""
    return make_office(world.office.territory, name="House of the canary", holds_files=False)


@pytest.fixture
def sheet(world, home):
    with acting_as(world.ombudsperson):
        return print_cards(place=home, language="en", expires_on=SOON, by=world.ombudsperson)


def kept_events():
    with acting_as(make_actor("data_protection_officer")):
        return list(Event.objects.order_by("position"))


def word_of(code):
    with the_public():
        return card_behind(one.lookup for one in derived_of(code))


def tell(world, code, worry="canary-inside", once=b""):
    said = Submission(worry=worry, about="facility", card=card_of_word(word_of(code)) or lookup_of(code))
    with the_public():
        return receive_report(submission=said, team=world.oversight, by=PUBLIC_ACTOR, once=once)


def lookup_of(code):
    return derived_of(code)[0].lookup


def opened(world, by=None):
    by = by or world.ombudsperson
    with acting_as(by):
        report = Report.objects.order_by("-received_on", "id").last()
        return open_report(report=report, keys=world.oversight_keys, by=by).content


def test_a_sheet_is_kept_as_hashes_and_counted(world, sheet, home):
    assert len(set(sheet.codes)) == 8
    assert all(receipt.parse(code) == code for code in sheet.codes)
    with acting_as(world.ombudsperson):
        kept = {bytes(card.lookup) for card in Card.objects.all()}
        assert kept == {lookup_of(code) for code in sheet.codes}, "what is stored is what a receipt would leave"
        assert not any(code.encode() in one for code in sheet.codes for one in kept)
        hand_out_cards(batch=sheet.batch, number=5, through="health", by=world.ombudsperson)
        hand_out_cards(batch=sheet.batch, number=2, through="visitor", by=world.ombudsperson)
        for wrong in (
            {"number": 2, "through": "health"},
            {"number": 0, "through": "health"},
            {"number": 1, "through": "guard"},
        ):
            with pytest.raises(InvalidInput):
                hand_out_cards(batch=sheet.batch, by=world.ombudsperson, **wrong)
    tell(world, sheet.codes[0])
    with acting_as(world.ombudsperson):
        found = card_figures(world.ombudsperson)
        assert found == {"sheets": 1, "printed": 8, "handed_out": 7, "used": 1}
        assert get_sheet(world.ombudsperson, sheet.batch.pk).used == 1
    told = [entry for entry in kept_events() if entry.action == "cards_handed_out"]
    assert [entry.actor for entry in told] == [str(world.ombudsperson.id)] * 2
    assert [json.loads(entry.details) for entry in told] == [
        {"cards": 5, "through": "health"}, {"cards": 2, "through": "visitor"},
    ]  # fmt: skip
    assert not any(str(home.pk) in entry.details + entry.subject for entry in kept_events())


def test_a_card_works_once_and_tells_where_it_comes_from(world, sheet, home):
    code = sheet.codes[0]
    tell(world, code)
    content = opened(world)
    assert (content["card_place_name"], content["card_fresh"]) == ("House of the canary", True)
    with acting_as(world.ombudsperson):
        report = Report.objects.get()
        assert (report.oversight, report.territory) == (True, home.territory)
        assert not any(bytes(home.name, "utf-8") in bytes(getattr(report, name)) for name in ("words", "words_key"))
    assert word_of(code) == "", "used"
    tell(world, code, "canary-second")
    assert [opened_one["card_fresh"] for opened_one in _all_opened(world)] == [True, False], "lost nothing, and says so"


def _all_opened(world):
    with acting_as(world.ombudsperson):
        found = [
            open_report(report=one, keys=world.oversight_keys, by=world.ombudsperson).content for one in Report.objects.all()
        ]
    return sorted(found, key=lambda content: content["worry"])


def test_sending_twice_is_one_report_and_one_card(world, sheet):
    first = tell(world, sheet.codes[0], once=b"form")
    again = tell(world, sheet.codes[0], once=b"form")
    assert (again.receipt, again.again) == (first.receipt, True)


def test_an_empty_report_with_a_card_is_one(world, sheet):
    tell(world, sheet.codes[0], worry="")
    assert opened(world)["card_place_name"]


def test_a_sheet_that_was_seen_is_taken_back(world, sheet):
    assert word_of(sheet.codes[1])
    with acting_as(world.ombudsperson):
        withdraw_cards(batch=sheet.batch, by=world.ombudsperson)
        for act in (lambda: withdraw_cards(batch=sheet.batch, by=world.ombudsperson),
                    lambda: hand_out_cards(batch=sheet.batch, number=1, through="peer", by=world.ombudsperson)):  # fmt: skip
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.reason == IntakeReason.CARDS_OVER
    assert [word_of(code) for code in sheet.codes] == [""] * 8


def test_a_copy_from_before_it_was_taken_back_hands_nothing_out(world, sheet):
    """Two members at two screens: the rule is asked of the sheet as it is, not as it was shown."""
    with acting_as(world.ombudsperson):
        shown = [CardBatch.objects.get(pk=sheet.batch.pk) for _screen in range(2)]
        withdraw_cards(batch=sheet.batch, by=world.ombudsperson)
        for act in (lambda: hand_out_cards(batch=shown[0], number=1, through="peer", by=world.ombudsperson),
                    lambda: withdraw_cards(batch=shown[1], by=world.ombudsperson)):  # fmt: skip
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.reason == IntakeReason.CARDS_OVER
        assert CardBatch.objects.get(pk=sheet.batch.pk).handed_out == 0


def test_a_card_expires(world, sheet):
    with acting_as(world.ombudsperson):
        CardBatch.objects.update(expires_on=today() - dt.timedelta(days=1))
    assert word_of(sheet.codes[0]) == ""
    with acting_as(world.ombudsperson):
        for day in (today(), today() + dt.timedelta(days=400)):
            with pytest.raises(InvalidInput):
                print_cards(place=sheet.batch.place, language="en", expires_on=day, by=world.ombudsperson)


def test_what_comes_with_a_card_goes_to_the_mechanism_alone(world, sheet):
    said = Submission(worry="x", card=lookup_of(sheet.codes[0]))
    with the_public(), pytest.raises(InvalidInput) as caught:
        receive_report(submission=said, team=world.team, by=PUBLIC_ACTOR)
    assert "about" in caught.value.fields
    assert word_of(sheet.codes[0]), "not used up by what was refused"


def test_without_a_mechanism_that_can_read_no_card_is_printed(world, home):
    type(home).objects.filter(pk=world.oversight_office.pk).update(closed_on=today())
    with acting_as(world.ombudsperson), pytest.raises(OperatorError):
        print_cards(place=home, language="en", expires_on=SOON, by=world.ombudsperson)


class TestTheHouseLearnsNothing:
    """Attack: the manager of the house, by every door, and somebody who is of the mechanism and works there."""

    @pytest.fixture
    def manager(self, world, home):
        world.users["manager"] = make_user("facility_manager", office=home)
        return actor_of(world.users["manager"])

    def test_actions_lists_and_rows(self, world, sheet, home, manager):
        tell(world, sheet.codes[0])
        with acting_as(manager):
            assert [table.objects.count() for table in (CardBatch, Card, Report)] == [0, 0, 0], "the database alone holds"
            assert sheets_of(manager).count() == 0
            with pytest.raises(NotHere):
                get_sheet(manager, sheet.batch.pk)
            for act in (lambda: print_cards(place=home, language="en", expires_on=SOON, by=manager),
                        lambda: hand_out_cards(batch=sheet.batch, number=1, through="peer", by=manager),
                        lambda: withdraw_cards(batch=sheet.batch, by=manager)):  # fmt: skip
                with pytest.raises(Refused):
                    act()

    def test_pages(self, client, world, sheet, manager):
        enter_as(client, world, "manager")
        addresses = [reverse("cards"), reverse("cards_new"), reverse("cards_hand_out", args=[sheet.batch.pk])]
        answers = [client.get(address) for address in addresses]
        answers += [client.post(reverse("cards_withdraw", args=[sheet.batch.pk]))]
        assert {answer.status_code for answer in answers} <= {403, 404}
        assert not any(b"canary" in answer.content for answer in answers)

    def test_a_member_of_the_mechanism_who_works_there(self, world, sheet, home):
        tell(world, sheet.codes[0])
        user = make_user("ombudsperson", office=world.oversight_office)
        make_grant(user, "facility_manager", office=home)
        both = actor_of(user)
        assert policies.see_cards.why_not(both, sheet.batch) == policies.keep_cards.why_not(both, home.pk)
        assert policies.keep_cards.why_not(both, home.pk) == IntakeReason.WORKS_THERE
        with acting_as(both):
            assert CardBatch.objects.count() == Card.objects.count() == sheets_of(both).count() == 0
            assert home not in places_for_cards(both)
            assert world.oversight_office not in places_for_cards(both)
        with pytest.raises(Refused) as caught:
            opened(world, by=both)
        assert caught.value.reason == IntakeReason.WORKS_THERE
        assert home in places_for_cards(world.ombudsperson)

    def test_the_public_role_has_no_list(self, world, sheet):
        with the_public(), connection.cursor() as cursor:
            for table in ("intake_card", "intake_cardbatch"):
                cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
                assert cursor.fetchone() == (False,)
            cursor.execute("SELECT count(*) FROM intake_card_open(%s)", [[bytes(32)]])
            assert cursor.fetchone() == (0,)

    def test_other_offices_of_the_chain(self, world, sheet):
        for actor in (world.officer, world.supervisor, world.head, world.duty, world.administrator):
            with acting_as(actor):
                assert CardBatch.objects.count() == 0
            assert policies.see_cards.why_not(actor, sheet.batch) == IntakeReason.NOT_VISIBLE


@pytest.mark.urls("tutela.config.staff_urls")
def test_the_mechanism_prints_hands_out_and_takes_back(client, world, home):
    enter_as(client, world, "ombudsperson")
    said = {"place": home.code, "in_language": "ar", "expires_on": SOON.isoformat(), "address": "help.example"}
    assert client.post(reverse("cards_new"), said | {"address": ""}).status_code == 422
    wrong = client.post(reverse("cards_new"), said | {"expires_on": today().isoformat()})
    assert (wrong.status_code, "help.example" in wrong.content.decode()) == (422, True)
    answer = client.post(reverse("cards_new"), said)
    page = answer.content.decode()
    assert 'lang="ar" dir="rtl"' in page
    codes = ["".join(re.findall(r"\d", part)) for part in re.findall(r'class="code" dir="ltr">(.*?)</strong>', page)]
    assert len(codes) == page.count("help.example") == 8
    assert word_of(codes[0])
    with acting_as(world.ombudsperson):
        (batch,) = CardBatch.objects.all()
    hand = reverse("cards_hand_out", args=[batch.pk])
    assert client.get(hand).status_code == 200
    assert client.post(hand, {"number": "9", "through": "health"}).status_code == 422
    assert client.post(hand, {"number": "8", "through": "health"}).status_code == 302
    shown = client.get(reverse("cards")).content.decode()
    assert "8 of 8" in shown
    assert "A doctor or nurse from outside" in shown
    assert not any(code in shown for code in codes)
    assert client.post(reverse("cards_withdraw", args=[batch.pk])).status_code == 302
    assert "Taken back" in client.get(reverse("cards")).content.decode()
    assert client.post(reverse("cards_withdraw", args=[batch.pk])).status_code == 403
    assert reverse("cards") in client.get(reverse("triage_desk")).content.decode()
