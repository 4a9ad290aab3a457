"""Registers: one row, whole files, round trips, bad input."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import monitoring as make
from tests.factories.accounts import make_actor, make_user, sign_in
from tutela.audit.models import Event
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.monitoring import models
from tutela.planning import models as planned
from tutela.registers import api as kept
from tutela.registers.forms import rows as forms
from tutela.registers.policies import keep_register
from tutela.registers.queries import rows as registers

pytestmark = pytest.mark.django_db
D = dt.date


def take(model, text, by):
    with acting_as(by):
        return kept.keep_rows(rows=[forms.take(form) for form in forms.read_file(model, text)], by=by)


def test_only_the_keepers_of_a_register_write_it(analyst, planner, statistician, signer, outsider):
    people = (analyst, planner, statistician, signer)
    for slug, model in registers.known().items():
        mine = [actor for actor in people if actor.has(model.register.permission)]
        assert [actor for actor in people if keep_register.allows(actor, model)] == mine != [], slug
        assert not keep_register.allows(outsider, model)


def test_every_register_writes_a_file_that_it_can_read_back(state, analyst, planner, statistician):
    """A full file of each kind of column: the second reading changes no value."""
    make.make_act(state, text="=HYPERLINK(1); 'x'\nline")
    make.make_provision(state)
    recommendation = make.make_recommendation(themes=["law"], groups=["girls"])
    make.make_activity(recommendations=[recommendation], questions=["G1"])
    make.make_value(make.make_indicator(expected=["S"]), 2024, "0.25")
    make.make(models.WatchedState, code="XTS", name="Tessara")
    for model, by in (
        (models.WatchedState, analyst),
        (models.Act, analyst),
        (models.Provision, analyst),
        (models.Recommendation, planner),
        (planned.Strategy, planner),
        (planned.Objective, planner),
        (planned.Activity, planner),
        (models.Indicator, statistician),
        (models.Measurement, statistician),
    ):
        text = kept.as_csv(model)
        number = model.objects.count()
        assert number
        assert take(model, text, by) == (0, number), model
        assert kept.as_csv(model) == text, model


@pytest.mark.requirement("R106")
def test_acts_come_in_from_a_file_and_twice_is_once(state, analyst):
    text = "state,instrument,kind,acted_on,in_force_on,source\nXMV,OPSC,ratification,2003-05-12,2003-06-12,UNTC\nXMV,CRC,accession,1991-01-02,,UNTC\n"
    assert take(models.Act, text, analyst) == (2, 0)
    assert take(models.Act, text, analyst) == (0, 2)
    assert models.Act.objects.count() == 2
    assert models.ReportDue.objects.count() == 1
    partial = "state,instrument,kind,acted_on,text\nXMV,CRC,accession,1991-01-02,Declares.\n"
    take(models.Act, partial, analyst)
    assert models.Act.objects.get(instrument="CRC").source == "UNTC", "a column that is not there changes nothing"


def test_one_wrong_row_and_nothing_is_taken_with_every_fault_named(state, analyst):
    text = (
        "state,instrument,kind,acted_on,in_force_on,source\n"
        "XMV,OPSC,ratification,2003-05-12,2003-06-12,UNTC\n"
        "ZZZ,OPSC,ratification,2003-05-12,,UNTC\n"
        "XMV,NOPE,visit,12.5.2003,,\n"
        "XMV,CRC,accession,2003-05-12,2001-01-01,UNTC\n"
        "XMV,OPSC,ratification,2003-05-12,,UNTC\n"
    )
    with pytest.raises(InvalidInput) as wrong:
        take(models.Act, text, analyst)
    assert wrong.value.fields.keys() >= {
        "line 3, state", "line 4, instrument", "line 4, kind", "line 4, acted_on", "line 4, source", "line 5, in_force_on", "line 6, state",
    }  # fmt: skip
    assert not models.Act.objects.exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "Missing: code"),
        ("code,nonsense\nA,b\n", "nonsense"),
        ("code,name\nAAA,b,c\n", "more or fewer cells"),
        ("code,name\nAAA\n", "more or fewer cells"),
        ('code,name\nAAA,"' + "x" * 200_000 + '"\n', "not a CSV table"),
        ("code,name\n" + "".join(f"A{n},x\n" for n in range(5_001)), "Split the file"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(analyst, text, word):
    with pytest.raises(InvalidInput) as wrong:
        take(models.WatchedState, text, analyst)
    assert word in " ".join(wrong.value.fields["text"])
    assert not models.WatchedState.objects.exists()


def test_a_change_names_its_version_and_a_stale_one_shows_both(state, analyst):
    row = registers.row(models.WatchedState, state.pk)
    row.name = "New name"
    with acting_as(analyst):
        kept.keep_row(row=row, by=analyst, seen_version=1)
    row.name = "Other name"
    with pytest.raises(StaleVersion) as stale, acting_as(analyst):
        kept.keep_row(row=row, by=analyst, seen_version=1)
    assert (stale.value.current["name"], stale.value.submitted["name"], stale.value.version) == ("New name", "Other name", 2)
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="register_row_changed", subject=f"states:{state.pk}").count() == 1
    with pytest.raises(NotHere):
        registers.row(models.WatchedState, analyst.id)


def test_the_screens_of_a_register(client, state):
    sign_in(client, make_user("legal_analyst"))
    new = reverse("register_row_new", args=["acts"])
    sent = {"state": "XMV", "instrument": "OPSC", "kind": "signature", "acted_on": "2000-09-06", "source": "UNTC"}
    wrong = client.post(new, sent | {"in_force_on": "1999-01-01", "source": "Treaty office"})
    assert wrong.status_code == 422
    assert "Treaty office" in wrong.content.decode()
    assert client.post(new, sent).status_code == 302
    act = models.Act.objects.get()
    assert client.get(reverse("register_row", args=["acts", act.pk])).status_code == 200
    change = reverse("register_row_change", args=["acts", act.pk])
    for shown in (client.get(change), client.post(change, sent | {"acted_on": "nonsense", "version": "1"})):
        assert '<option value="XMV" selected>' in " ".join(shown.content.decode().split()), "what is chosen stays chosen"
    assert client.post(change, sent | {"source": "HCCH", "version": "1"}).status_code == 302
    assert client.post(change, sent | {"source": "ILO", "version": "1"}).status_code == 412
    act.refresh_from_db()
    assert act.source == "HCCH"
    assert client.get(reverse("register", args=["acts"]) + "?q=hcch").content.decode().count("HCCH") >= 1
    file = reverse("register_import", args=["acts"])
    assert client.post(file, {"text": "state,instrument\n"}).status_code == 422
    good = "state,instrument,kind,acted_on,source\nXMV,CRC,signature,1990-01-26,UNTC\n"
    assert client.post(file, {"text": good.replace("CRC", "NOPE")}).status_code == 422
    assert client.post(file, {"text": good}).status_code == 302
    assert models.Act.objects.count() == 2


def test_fields_given_once_are_not_on_the_form_of_a_change(client, planner):
    assert "owner_person" in forms.form_of(planned.Activity, True).base_fields
    assert "owner_person" not in forms.form_of(planned.Activity, False).base_fields
    activity = make.make_activity()
    with pytest.raises(Refused), acting_as(planner):
        kept.keep_row(row=models.WatchedState(code="A", name="A"), by=planner)
    recommendation = make.make_recommendation()
    form = forms.form_of(models.Recommendation, False)(instance=recommendation)
    assert not form["activities"].value()
    recommendation.activities.add(activity)
    form = forms.form_of(models.Recommendation, False)(instance=recommendation)
    assert form["activities"].value() == activity.code


def test_codes_of_other_rows_are_named_when_they_are_not_there(planner, state):
    form = forms.form_of(models.Recommendation, True)({"superseded_by": "GONE", "goals": "16.2, 5.3;8.7"})
    assert "GONE" in form.errors["superseded_by"][0]
    assert form.cleaned_data["goals"] == ["16.2", "5.3", "8.7"]
    known = make.make_recommendation(code="KNOWN")
    form = forms.form_of(models.Indicator, True)({"recommendations": "KNOWN GONE"})
    assert "GONE" in form.errors["recommendations"][0]
    field = forms.RowField(models.Recommendation)
    assert field.prepare_value(known.pk) == "KNOWN"
    assert field.prepare_value("typed") == "typed"
