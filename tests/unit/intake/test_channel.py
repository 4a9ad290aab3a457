"""Behind the channel: answers and contact, oversight, alerts, retention, rotation, duties, barriers and the figures."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection

from tests.factories.accounts import actor_of, make_user
from tests.unit.intake.conftest import the_public
from tutela.accounts.api import PUBLIC_ACTOR, create_system_users
from tutela.accounts.models import TeamKey
from tutela.intake import policies
from tutela.intake.actions import details, mailbox, settle, triage
from tutela.intake.actions.alert import alert_duty
from tutela.intake.actions.answer import answer_reporter, mark_read, record_contact
from tutela.intake.actions.erase import erase_expired_reports
from tutela.intake.actions.escalate import escalate_overdue_reports
from tutela.intake.actions.forward_report import forward_report
from tutela.intake.actions.open_report import open_report, reveal_reporter
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.actions.reseal import outdated_reports, reseal_reports, teams_to_reseal
from tutela.intake.enums import IntakeReason, OtherContactKind
from tutela.intake.models import Message, OtherContact, Report, Reporter, ReportStep, TriageNote
from tutela.intake.queries.figures import category_of, figures_of
from tutela.intake.queries.mailbox import lines_of, mailbox_again, mailbox_of_receipt
from tutela.intake.queries.reports import queue, visible_to
from tutela.intake.queries.routing import is_oversight, offices_to_exclude, team_for
from tutela.intake.tasks import alert, erase
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.vault import CannotOpen, aead
from tutela.kernel.vault import team as team_vault
from tutela.vocabulary import api as vocabulary


def mine(world, **where):
    with acting_as(world.officer):
        return Report.objects.get(**where)


class TestAnswering:
    def test_the_reporter_reads_it_with_the_code_and_nobody_else(self, world, send):
        received = send()
        with acting_as(world.officer):
            report = Report.objects.get()
            answer_reporter(report=report, text="canary-answer", keys=world.keys, by=world.officer, closing=True)
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            assert [(line.text, line.from_team) for line in lines_of(found)] == [("canary-answer", True)]
        assert mine(world).answered_on == today()
        with acting_as(world.officer):
            assert b"canary" not in bytes(Message.objects.get().words)

    @pytest.mark.requirement("R19")
    def test_never_is_never(self, world, send):
        send(contact="never")
        with acting_as(world.officer):
            report = Report.objects.get()
            with pytest.raises(Refused) as caught:
                answer_reporter(report=report, text="x", keys=world.keys, by=world.officer)
            assert caught.value.reason == IntakeReason.NEVER_CONTACT

    @pytest.mark.requirement("R19")
    @pytest.mark.parametrize("chosen", ["never", "here", "phone", "message"])
    @pytest.mark.parametrize("way", ["phone", "message", "here"])
    def test_only_the_way_that_was_chosen(self, world, send, chosen, way):
        send(contact=chosen, phone="1" if chosen in ("phone", "message") else "")
        with acting_as(world.officer):
            report = Report.objects.get()
            if way == chosen and way != "here":
                record_contact(report=report, way=way, keys=world.keys, by=world.officer)
                assert ReportStep.objects.filter(kind="contacted", after=way).exists()
            else:
                with pytest.raises(Refused) as caught:
                    record_contact(report=report, way=way, keys=world.keys, by=world.officer)
                assert caught.value.reason == IntakeReason.CONTACT_REFUSED

    def test_a_number_taken_back_cannot_be_called(self, world, send):
        received = send(contact="phone", phone="0551", name="x")
        with the_public():
            mailbox.withdraw_contact(mailbox=mailbox_of_receipt(received.receipt), by=PUBLIC_ACTOR)
        with acting_as(world.officer), pytest.raises(Refused):
            record_contact(report=Report.objects.get(), way="phone", keys=world.keys, by=world.officer)

    def test_a_number_shows_only_while_one_may_call(self, world, send):
        send(contact="here", phone="0551", name="Blue bird")
        with acting_as(world.supervisor):
            words = reveal_reporter(report=Report.objects.get(), keys=world.keys, reason="x", by=world.supervisor)
        assert (words["name"], words["phone"]) == ("Blue bird", "")

    def test_bad_input(self, world, report):
        with acting_as(world.officer):
            for text in (" ", "a" * 10_001):
                with pytest.raises(InvalidInput):
                    answer_reporter(report=report, text=text, keys=world.keys, by=world.officer)
            with pytest.raises(InvalidInput):
                record_contact(report=report, way="letter", keys=world.keys, by=world.officer)
            with pytest.raises(Refused):
                answer_reporter(report=report, text="x", keys={}, by=world.officer)
        for actor in (world.elsewhere, world.caseworker):
            assert policies.answer_reporter.why_not(actor, report, "here") == IntakeReason.NOT_VISIBLE
            assert policies.contact_reporter.why_not(actor, report, "phone", "phone") == IntakeReason.NOT_VISIBLE

    def test_what_the_reporter_wrote_stands_in_the_queue_until_it_is_read(self, world, send):
        received = send()
        with acting_as(world.officer):
            report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
            settle.settle_report(report=report, target="information_only", reason="x", by=world.officer)
            assert list(queue(world.officer)) == []
        with the_public():
            mailbox.write_to_team(mailbox=mailbox_of_receipt(received.receipt), text="more", by=PUBLIC_ACTOR)
        with acting_as(world.officer):
            assert list(queue(world.officer)) == [report]
            mark_read(report=Report.objects.get(), by=world.officer)
            assert list(queue(world.officer)) == []


class TestMailboxFences:
    def test_a_mailbox_shows_no_other(self, world, send):
        first, second = send(), send(worry="another")
        with acting_as(world.officer):
            report = Report.objects.get(pk=second.report_id)
            answer_reporter(report=report, text="for the second", keys=world.keys, by=world.officer)
        with the_public():
            assert lines_of(mailbox_of_receipt(first.receipt)) == []
            assert mailbox_again(b"x" * 32, b"") is None

    def test_a_message_moved_to_another_report_opens_nowhere(self, world, send):
        first, second = send(), send(worry="another")
        with acting_as(world.officer):
            answer_reporter(report=Report.objects.get(pk=first.report_id), text="x", keys=world.keys, by=world.officer)
            Message.objects.update(report_id=second.report_id)
            with pytest.raises(CannotOpen):
                open_report(report=Report.objects.get(pk=second.report_id), keys=world.keys, by=world.officer)
        with the_public(), pytest.raises(CannotOpen):
            lines_of(mailbox_of_receipt(second.receipt))

    def test_words_that_the_server_did_not_write_do_not_open(self, world, report):
        """Whoever has the database and the team's public key, but not the server's key, cannot plant a report."""
        from tutela.intake.models import seal_words

        with acting_as(world.officer):
            public = bytes(TeamKey.objects.get(pk=report.team_key_id).public_key)
            planted = seal_words(public, {"worry": "planted"}, "intake_report", report.pk)
            Report.objects.update(words=planted.words, words_key=planted.key)
            with pytest.raises(CannotOpen):
                open_report(report=Report.objects.get(), keys=world.keys, by=world.officer)
            Report.objects.update(mac=b"\xff\xff\xff\xff" + planted.mac[4:])
            with pytest.raises(CannotOpen):
                open_report(report=Report.objects.get(), keys=world.keys, by=world.officer)

    def test_a_lost_mailbox_is_not_here(self, world, send):
        received = send()
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            mailbox.change_code(mailbox=found, by=PUBLIC_ACTOR)
            for act in (
                lambda: mailbox.change_code(mailbox=found, by=PUBLIC_ACTOR),
                lambda: mailbox.write_to_team(mailbox=found, text="x", by=PUBLIC_ACTOR),
                lambda: mailbox.withdraw_contact(mailbox=found, by=PUBLIC_ACTOR),
            ):
                with pytest.raises(NotHere):
                    act()

    @pytest.mark.parametrize("text", ["", " \n", "x" * (mailbox.LONGEST + 1)])
    def test_a_message_of_nothing_or_too_much_is_not_written(self, world, send, text):
        received = send()
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            with pytest.raises(InvalidInput) as refusal:
                mailbox.write_to_team(mailbox=found, text=text, by=PUBLIC_ACTOR)
            assert list(refusal.value.fields) == ["text"]
        assert not Message.objects.exists()

    def test_a_key_of_another_team_is_refused_by_the_database(self, world, send):
        send()
        key = next(iter(world.other_keys))
        lookup = bytes(mine(world).receipt_lookup)
        with the_public(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT intake_mailbox_write(%s, gen_random_uuid(), current_date, 'reporter', %s, '', '', '', false)",
                [lookup, key],
            )
            assert cursor.fetchone() == (False,)
            cursor.execute(
                "SELECT intake_mailbox_write(%s, gen_random_uuid(), current_date, 'reply', %s, '', '', '', false)",
                [lookup, next(iter(world.keys))],
            )
            assert cursor.fetchone() == (False,), "nobody writes as the team"

    def test_the_receipt_of_a_spoken_report_is_to_be_changed(self, world):
        with acting_as(world.officer):
            received = receive_report(
                submission=Submission(worry="x"), team=world.team, by=world.officer, channel="walk_in", code_shared=True
            )
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            assert found.code_shared
            fresh = mailbox.change_code(mailbox=found, by=PUBLIC_ACTOR)
            assert not mailbox_of_receipt(fresh).code_shared


@pytest.mark.requirement("R87")
@pytest.mark.rule("P7")
class TestOversight:
    @pytest.fixture
    def complaint(self, world):
        with the_public():
            submission = Submission(worry="x", about="official", territory=world.office.territory)
            receive_report(submission=submission, team=team_for(submission.territory, "official"), by=PUBLIC_ACTOR)
        with acting_as(world.ombudsperson):
            return Report.objects.get()

    @pytest.mark.parametrize("who", ["officer", "supervisor", "head", "duty", "administrator", "caseworker", "partner"])
    def test_nobody_of_the_hierarchy_sees_it(self, world, complaint, who):
        actor = getattr(world, who)
        with acting_as(actor):
            assert Report.objects.count() == 0, "the database"
            assert list(visible_to(actor)) == [], "the list"
            assert not policies.see_report.allows(actor, complaint), "the rule"
            assert not policies.read_words.allows(actor, complaint)

    def test_the_mechanism_reads_triages_and_settles_it(self, world, complaint):
        with acting_as(world.ombudsperson):
            opened = open_report(report=complaint, keys=world.oversight_keys, by=world.ombudsperson)
            assert opened.content["about"] == "official"
            triage.take_in_hand(report=complaint, by=world.ombudsperson)
            answer_reporter(report=complaint, text="x", keys=world.oversight_keys, by=world.ombudsperson)
            assert policies.take_report.why_not(world.ombudsperson, complaint) == IntakeReason.NO_PERMISSION
            settle.settle_report(report=complaint, target="referred_out", reason="x", by=world.ombudsperson)
            assert complaint.state == "referred_out"

    def test_it_climbs_to_nobody_of_the_hierarchy(self, world, complaint):
        with moved_to(now() + dt.timedelta(days=5)), acting_as(world.keeper):
            for _time in range(4):
                escalate_overdue_reports(by=world.keeper)
        with acting_as(world.ombudsperson):
            assert Report.objects.get().escalated_to == world.users["ombudsperson"]

    def test_an_office_that_was_named_does_not_get_it(self, world, in_hand):
        assert is_oversight(team_for(world.office.territory, excluded=world.office))
        assert team_for(world.office.territory, excluded=world.other_office) == world.team
        assert world.office in offices_to_exclude(world.office.territory)
        assert offices_to_exclude(None)

    def test_nor_later_by_forwarding(self, world):
        with the_public():
            submission = Submission(worry="x", excluded=world.other_office)
            received = receive_report(submission=submission, team=world.team, by=PUBLIC_ACTOR)
        with acting_as(world.officer):
            report = Report.objects.get(pk=received.report_id)
            triage.take_in_hand(report=report, by=world.officer)
            with pytest.raises(Refused) as caught:
                forward_report(report=report, team=world.other_team, keys=world.keys, reason="x", by=world.officer)
            assert caught.value.reason == IntakeReason.NAMED_OFFICE
            forward_report(report=report, team=world.oversight, keys=world.keys, reason="x", by=world.officer)
            assert Report.objects.count() == 0
        with acting_as(world.ombudsperson):
            assert Report.objects.get().oversight

    def test_without_a_mechanism_nobody_receives_it(self, world):
        TeamKey.objects.filter(team=world.oversight).update(retired_at=now())
        assert team_for(world.office.territory, "facility") is None


@pytest.mark.requirement("R16")
class TestPartner:
    def test_hands_in_and_sees_nothing(self, world):
        with acting_as(world.partner):
            received = receive_report(
                submission=Submission(worry="x", name="y"), team=world.team, by=world.partner, channel="sms"
            )
            assert len(received.receipt) == 18
            assert Report.objects.count() == 0
            assert list(visible_to(world.partner)) == []
        assert mine(world).channel == "sms"


@pytest.mark.requirement("R21")
class TestAlert:
    def test_duty_is_told_once_without_a_word_of_content(self, world, send):
        for who in ("officer", "supervisor", "duty"):
            world.users[who].email = f"{who}@example.org"
            world.users[who].save()
        send(signs=("near",), worry="canary-worry")
        send()
        with acting_as(world.keeper):
            assert alert_duty(by=world.keeper) == 1
            assert alert_duty(by=world.keeper) == 0
        assert {one.to[0] for one in mail.outbox} == {"officer@example.org", "supervisor@example.org", "duty@example.org"}
        assert "canary" not in str([(one.subject, one.body) for one in mail.outbox])

    def test_danger_written_after_the_end_is_told_too(self, world, send):
        received = send()
        with acting_as(world.officer):
            report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
            settle.settle_report(report=report, target="information_only", reason="x", by=world.officer)
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            mailbox.write_to_team(mailbox=found, text="now", danger=True, by=PUBLIC_ACTOR)
        with acting_as(world.keeper):
            assert alert_duty(by=world.keeper) == 1

    def test_a_broken_post_office_stops_nothing(self, world, send, monkeypatch, caplog):
        from tutela.intake.actions import alert as room

        def broken(*_what):
            raise OSError("canary-host")

        monkeypatch.setattr(room, "send_mail", broken)
        world.users["officer"].email = "a@example.org"
        world.users["officer"].save()
        send(signs=("weapon",))
        with acting_as(world.keeper):
            assert alert_duty(by=world.keeper) == 1
        assert "canary" not in caplog.text

    def test_the_mechanism_is_told_of_its_own(self, world):
        world.users["ombudsperson"].email = "o@example.org"
        world.users["ombudsperson"].save()
        with the_public():
            submission = Submission(worry="x", about="facility", signs=("hurt_now",))
            receive_report(submission=submission, team=world.oversight, by=PUBLIC_ACTOR)
        create_system_users()
        alert(0)
        assert [one.to for one in mail.outbox] == [["o@example.org"]]

    def test_no_person_does_it(self, world):
        for act in (alert_duty, erase_expired_reports):
            with acting_as(world.officer), pytest.raises(Refused):
                act(by=world.officer)


class TestRetention:
    def test_ninety_days_after_closing_nothing_opens_and_the_reporter_is_told(self, world, send):
        received = send(name="x", contact="phone", phone="1")
        with acting_as(world.officer):
            report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
            triage.write_note(report=report, text="note", by=world.officer)
            answer_reporter(report=report, text="bye", keys=world.keys, by=world.officer)
            settle.settle_report(report=report, target="information_only", reason="x", by=world.officer)
        days = vocabulary.jurisdiction().retention.report_not_taken_up_days
        with moved_to(now() + dt.timedelta(days=days - 1)), acting_as(world.keeper):
            assert erase_expired_reports(by=world.keeper) == 0
        create_system_users()
        with moved_to(now() + dt.timedelta(days=days)):
            erase(0)
        with acting_as(world.officer):
            report = Report.objects.get()
            for row in (report, *TriageNote.objects.all(), *Message.objects.all()):
                assert bytes(row.words) == bytes(row.words_key) == b""
            with pytest.raises(Refused) as caught:
                open_report(report=report, keys=world.keys, by=world.officer)
            assert caught.value.reason == IntakeReason.ERASED
            assert policies.answer_reporter.why_not(world.officer, report, "here") == IntakeReason.ERASED
            assert policies.record_details.why_not(world.officer, report) == IntakeReason.ERASED
        with acting_as(world.supervisor):
            assert Reporter.objects.count() == 0
        with the_public():
            found = mailbox_of_receipt(received.receipt)
            assert found.erased_on is not None
            assert [line.text for line in lines_of(found)] == [""]

    def test_what_was_taken_up_or_written_to_stays(self, world, send):
        received = send()
        with acting_as(world.officer):
            report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
            settle.settle_report(report=report, target="information_only", reason="x", by=world.officer)
        with the_public():
            mailbox.write_to_team(mailbox=mailbox_of_receipt(received.receipt), text="wait", by=PUBLIC_ACTOR)
        with moved_to(now() + dt.timedelta(days=400)), acting_as(world.keeper):
            assert erase_expired_reports(by=world.keeper) == 0


class TestRotation:
    def rotate(self, world):
        """A second version of the team's key, shared with the officer and the supervisor; both private parts."""
        public, private = aead.new_pair()
        old = TeamKey.objects.get(team=world.team)
        TeamKey.objects.filter(pk=old.pk).update(retired_at=now())
        fresh = TeamKey.objects.create(
            team=world.team, version=2, public_key=public, recovery_public=b"r" * 32, recovery_seal=b"s"
        )
        return {**world.keys, fresh.pk: private}, fresh

    def test_old_reports_are_sealed_anew_and_the_old_key_opens_nothing(self, world, send):
        send(name="x")
        with acting_as(world.officer):
            report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
            triage.write_note(report=report, text="note", by=world.officer)
            answer_reporter(report=report, text="hello", keys=world.keys, by=world.officer)
        keys, fresh = self.rotate(world)
        with acting_as(world.officer):
            assert teams_to_reseal(by=world.officer) == [(world.team, 1)]
            with pytest.raises(Refused):
                reseal_reports(team=world.team, keys={}, by=world.officer)
            before = bytes(Report.objects.get().words)
            reseal_reports(team=world.team, keys=keys, by=world.officer)
        with acting_as(world.supervisor):
            assert reseal_reports(team=world.team, keys=keys, by=world.supervisor) == 0, "who reported, by the lead"
            report = Report.objects.get()
            assert bytes(report.words) == before, "the words are not touched"
            opened = open_report(report=report, keys={fresh.pk: keys[fresh.pk]}, by=world.supervisor)
            assert (opened.content["worry"], len(opened.notes), len(opened.messages)) == ("A child cries every night.", 1, 1)
            assert outdated_reports(team=world.team, by=world.supervisor) == 0
            with pytest.raises(Refused):
                open_report(report=report, keys=world.keys, by=world.supervisor)

    def test_a_team_that_is_up_to_date_has_nothing_to_do(self, world, report):
        with acting_as(world.officer):
            assert teams_to_reseal(by=world.officer) == []
            assert reseal_reports(team=world.team, keys=world.keys, by=world.officer) == 0
            assert not ReportStep.objects.filter(kind="resealed").exists()
            assert dt.timedelta(minutes=30) == team_vault.SESSION


@pytest.mark.requirement("R24")
class TestDuty:
    def test_the_deadline_is_the_countrys_of_the_day_it_was_told(self, world, report):
        with acting_as(world.officer):
            duty = details.set_duty(report=report, profession="teacher", by=world.officer)
            assert duty.due_at == report.clock_from + vocabulary.reporting_duty("teacher").within
            details.set_duty(report=report, profession="police_officer", by=world.officer)
            with pytest.raises(InvalidInput):
                details.settle_duty(
                    report=report, state="exception", ground="confidential_medical_service", by=world.officer
                )
            with pytest.raises(InvalidInput):
                details.settle_duty(report=report, state="open", by=world.officer)
            settled = details.settle_duty(report=report, state="exception", ground="already_reported", by=world.officer)
            assert (settled.ground, settled.settled_on) == ("already_reported", today())
            with pytest.raises(InvalidInput):
                details.set_duty(report=report, profession="teacher", by=world.officer)

    def test_no_duty_no_settling(self, world, report):
        with acting_as(world.officer):
            with pytest.raises(InvalidInput):
                details.set_duty(report=report, profession="journalist", by=world.officer)
            with pytest.raises(InvalidInput):
                details.settle_duty(report=report, state="done", by=world.officer)

    def test_overdue_duties_are_listed_by_office(self, world, report):
        with acting_as(world.officer):
            details.set_duty(report=report, profession="teacher", by=world.officer)
            assert figures_of(world.officer).duties_overdue == {}
            with moved_to(now() + dt.timedelta(days=2)):
                assert figures_of(world.officer).duties_overdue == {world.office.name: 1}
            details.settle_duty(report=report, state="done", by=world.officer)
            with moved_to(now() + dt.timedelta(days=2)):
                assert figures_of(world.officer).duties_overdue == {}


@pytest.mark.requirement("R23")
class TestBarriers:
    def test_barriers_are_counted_and_the_mean_delay_comes_from_the_same_rows(self, world, send):
        with moved_to(dt.datetime(2027, 3, 31, 10, tzinfo=dt.UTC)):
            for _report in range(5):
                send()
        with acting_as(world.officer):
            for report in Report.objects.all():
                details.record_barriers(
                    report=report, codes=["NR21", "NR03"], holder="family", happened_on="2027-03-01",
                    first_told_on="2027-03-11", by=world.officer,
                )  # fmt: skip
            found = figures_of(world.officer)
        assert found.barriers == {"NR03": 5, "NR21": 5}
        assert (found.delay_to_telling, found.delay_to_report) == (10.0, 30.0)

    def test_few_are_not_shown_and_unknown_is_unknown(self, world, report):
        with acting_as(world.officer):
            details.record_barriers(
                report=report, codes=[], holder="UNK", happened_on="XXXX-03-01", first_told_on="2027", by=world.officer
            )
            found = figures_of(world.officer)
        assert found.barriers == {"UNK": None}
        assert found.delay_to_report is None

    @pytest.mark.parametrize(
        ("codes", "holder", "field"), [(["NR99"], "UNK", "codes"), (["UNK", "NR01"], "UNK", "codes"), ([], "moon", "holder")]
    )
    def test_bad_input(self, world, report, codes, holder, field):
        with acting_as(world.officer), pytest.raises(InvalidInput) as caught:
            details.record_barriers(
                report=report, codes=codes, holder=holder, happened_on="", first_told_on="", by=world.officer
            )
        assert list(caught.value.fields) == [field]


class TestFigures:
    def test_the_promise_is_measured_and_non_data_stay_out(self, world, send):
        send()
        send(worry="late")
        with acting_as(world.officer):
            first, second = Report.objects.order_by("pk")
            answer_reporter(report=first, text="x", keys=world.keys, by=world.officer)
            found = figures_of(world.officer)
            assert (found.reports, found.kept, found.late, found.waiting) == (2, 1, 0, 1)
            with moved_to(now() + dt.timedelta(days=30)):
                assert figures_of(world.officer).late == 1
                answer_reporter(report=second, text="x", keys=world.keys, by=world.officer)
            assert figures_of(world.officer).late == 1
            Report.objects.filter(pk=second.pk).update(state="non_data")
            assert figures_of(world.officer).reports == 1

    def test_other_contacts_are_counted_apart(self, world):
        with acting_as(world.officer):
            for _time in range(5):
                details.count_other_contact(office=world.office, channel="helpline", kind="silent", by=world.officer)
            assert figures_of(world.officer).other_contacts == {"silent": 5}
            with pytest.raises(InvalidInput) as caught:
                details.count_other_contact(office=world.office, channel="x", kind="y", by=world.officer)
            assert set(caught.value.fields) == {"channel", "kind"}
        with acting_as(world.elsewhere):
            with pytest.raises(Refused):
                details.count_other_contact(office=world.office, channel="helpline", kind="silent", by=world.elsewhere)
            assert OtherContact.objects.count() == 0
        assert OtherContactKind.SILENT.label

    def test_every_concern_has_a_category(self):
        from tutela.intake.queries.figures import categories

        codes = [option.code for option in vocabulary.options("concerns", with_unknown=False)]
        assert [code for code in codes if category_of(code) == "not_assigned"] == []
        assert {category_of(code) for code in codes} <= set(categories())
        assert category_of("UNK") == "not_assigned"


def test_a_second_mechanism_member_is_no_part_of_the_hierarchy(world):
    other = actor_of(make_user("ombudsperson", office=world.other_office))
    assert not policies.enter_report.allows(other, world.office.pk)
