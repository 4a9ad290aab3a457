"""Finding a child: any spelling, any script, a beginning, a number; and nothing told of files elsewhere."""

import pytest
from django.db import connection

from tests.factories.cases import open_case, register
from tutela.audit import api as audit  # noqa: F401
from tutela.cases.models import SearchToken
from tutela.cases.queries.search import possible_match, search
from tutela.kernel.database.acting import acting_as

SPELLINGS = {
    ("Yusuf", "Tesfaye"): ["يوسف تسفاي", "ዩሱፍ ተስፋዬ", "Youssouf Tesfayé", "Yousef Tesfaye", "Yúsuf Tesfaie"],
    ("Fatima", "Al-Masri"): ["فاطمة المصري", "Fatoumata Al Masri", "Fatimah Almasri", "Fátima Al-Masri"],
    ("Muhammad", "Haddad"): ["محمد حداد", "Mohamed Hadad", "Mohammed Haddad", "Mohamad Haddad"],
    ("Selam", "Bekele"): ["ሰላም በቀለ", "Sélam Békélé", "Selaam Bekelle"],
    ("Jose", "Quispe"): ["José Quispé", "Josè Quispe", "Jose Kispe"],
    ("Aisha", "Diallo"): ["عائشة ديالو", "Aïcha Diallo", "Aicha Dialo", "Ayesha Diallo"],
    ("Khadija", "Benali"): ["خديجة بن علي", "Khadidja Ben Ali", "Jadiya Benali", "Khadijah Ben Aly"],
    ("Hassan", "Omar"): ["حسن عمر", "Hasan Omar", "Hassan Oumar"],
}
STRANGERS = [
    "Ivana Petrova",
    "Li Wei",
    "Kwame Mensah",
    "Nadia Rossi",
    "Ester Lopes",
    "Omar Diallo",
    "Selim Haddad",
    "Maria Quintana",
]


@pytest.mark.slow
@pytest.mark.requirement("R16")
def test_names_are_found_in_any_spelling_and_strangers_are_not(team, capsys):
    files = {name: open_case(team, given_names=name[0], family_names=name[1]) for name in SPELLINGS}
    asked = found = wrong = shown = 0
    missed = []
    with acting_as(team.worker):
        for name, spellings in SPELLINGS.items():
            for spelling in spellings:
                hits = [match.file.pk for match in search(team.worker, spelling)]
                asked += 1
                found += files[name].pk in hits
                missed += [] if files[name].pk in hits else [spelling]
                shown += len(hits)
                wrong += sum(hit != files[name].pk for hit in hits)
        answered = [stranger for stranger in STRANGERS if search(team.worker, stranger)]
    recall, false = found / asked, wrong / max(shown, 1)
    with capsys.disabled():
        print(
            f"\nname search: recall {recall:.2f} of {asked}, precision {1 - false:.2f}, strangers answered {answered}, missed {missed}"
        )
    assert recall >= 0.8
    assert false <= 0.1
    assert len(answered) <= 1


def test_a_beginning_and_a_number_find_the_child(team):
    file = open_case(team, given_names="Selamawit", family_names="Bekele")
    register(team, file, identifiers=[{"kind": "birth certificate", "number": "AB-12345/9"}])
    with acting_as(team.worker):
        assert [match.file.pk for match in search(team.worker, "AB 12345 9")] == [file.pk]
        assert search(team.worker, "12345999") == []
        assert [match.file.pk for match in search(team.worker, "Selamawit")] == [file.pk]
        assert search(team.worker, " ") == []


@pytest.mark.requirement("R25")
def test_elsewhere_there_is_only_a_yes(team, other, file):
    with acting_as(other.worker):
        assert search(other.worker, "Amina Testova") == []
        assert possible_match("Amina Testova") is True
        assert possible_match("Ivana Petrova") is False
        assert possible_match("Amina") in (True, False)
        assert possible_match("") is False


def test_no_plaintext_index(team):
    open_case(team, given_names="Zanzibarina", family_names="Qwertyuiopa")
    with acting_as(team.worker), connection.cursor() as cursor:
        assert SearchToken.objects.exists()
        for table in ("cases_searchtoken", "cases_child", "cases_casefile", "cases_revision"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall()).lower()
            assert "zanzibarina" not in text
            for plain in ("zanzibarina", "qwertyuiopa", "zanz", "qwert"):
                assert plain.encode().hex() not in text
