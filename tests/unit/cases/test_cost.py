"""What lists, files and searches may cost: queries, plans and what is opened. Not times; those are `script/bench`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import sign_in
from tests.factories.cases import make_team_of_office, open_case
from tutela.cases.names import tokens_of_groups, words_to_find
from tutela.cases.queries import search as searching
from tutela.cases.queries.search import search
from tutela.cases.queries.work import listed
from tutela.kernel.database.acting import acting_as
from tutela.ui.forms import Form

FRAMING = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def team(db):
    return make_team_of_office(second_factor=True)


def _many_tokens(child_id):
    """Enough of them, and counted, for the planner to care which index it takes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_searchtoken (child_id, kind, token) "
            "SELECT %s, 'word', sha256(number::text::bytea) FROM generate_series(1, 3000) AS number",
            [child_id],
        )
        cursor.execute("SET LOCAL ROLE tutela_owner")
        cursor.execute("ANALYZE cases_searchtoken")
        cursor.execute("SET LOCAL ROLE tutela_staff")


def asked(client, method, *arguments):
    """The statements of one request, and its answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(*arguments)
    assert answer.status_code == 200
    return [query["sql"] for query in captured if not query["sql"].upper().startswith(FRAMING)], answer.content.decode()


def plan(sql, values=None):
    """How the staff role would read, were it to shun reading whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_longer_list_asks_no_more_and_reads_only_what_it_shows(client, team):
    open_case(team, given_names="Selam", family_names="Bekele")
    sign_in(client, team.supervisor.user)
    client.get("/files")
    short, _text = asked(client, "get", "/files")
    for number in range(4):
        open_case(team, given_names=f"Noor{number}", family_names="Hailu")
    long, text = asked(client, "get", "/files")
    assert all(f"Noor{number}" in text for number in range(4))
    assert len(long) == len(short) <= 14
    assert sum("kernel_datakey" in sql for sql in long) == 1
    rows = next(sql for sql in long if "cases_personaround" in sql)
    assert '"given_names"' in rows
    for column in ("whereabouts", "safe_contact", "identifiers", "password"):
        assert f'"{column}"' not in rows


def test_a_search_asks_no_more_for_more_children(client, team):
    sign_in(client, team.supervisor.user)
    open_case(team, given_names="Selam", family_names="Bekele")
    client.get("/find")
    one, _text = asked(client, "post", "/find", {"words": "Selam Bekele"})
    for _number in range(4):
        open_case(team, given_names="Selam", family_names="Bekele")
    five, text = asked(client, "post", "/find", {"words": "Selam Bekele"})
    assert text.count("Selam Bekele") >= 5
    assert len(five) == len(one) <= 14
    assert sum("kernel_datakey" in sql for sql in five) == 1


def test_row_security_of_files_leads_to_indexes(team):
    with acting_as(team.worker):
        found = plan("SELECT * FROM cases_casefile")
    assert "Seq Scan on cases_casefile" not in found
    for column in ("worker_id", "office_id", "id"):
        assert f"Index Cond: ({column} = " in found
    assert "cases_fileaccess" not in found


def test_the_list_looks_parts_up_file_by_file(team):
    with acting_as(team.worker):
        found = plan(*listed(team.worker).query.sql_with_params())
    assert "hashed SubPlan" not in found
    for part in ("cases_deadline", "cases_personaround", "cases_child", "cases_casefile"):
        assert f"Seq Scan on {part}" not in found


def test_names_are_looked_up_by_the_index(team):
    file = open_case(team)
    group = tokens_of_groups(words_to_find("Selam"))[0]
    with acting_as(team.worker):
        _many_tokens(file.child_id)
        found = plan(searching._BY_WORD.format(words="(0, %s::bytea[])"), [group, 10])
        among = plan(searching._AMONG, [group, [file.child_id]])
    for text in (found, among):
        assert "hashed SubPlan" not in text
        assert "search_token_child" in text
        assert "Index Cond: (" in text
        assert "(token = ANY (" in text.partition("Index Cond: ")[2].partition("\n")[0]


@pytest.mark.requirement("R16")
def test_a_common_name_is_found_beside_another(team, monkeypatch):
    monkeypatch.setattr(searching, "OF_A_WORD", 3)
    for given, family in (("Selam", "Hailu"), ("Selam", "Tadesse"), ("Abel", "Bekele"), ("Noor", "Bekele")):
        open_case(team, given_names=given, family_names=family)
    wanted = open_case(team, given_names="Selam", family_names="Bekele")
    rare = open_case(team, given_names="Zewditu", family_names="Bekele")
    with acting_as(team.worker):
        groups = tokens_of_groups(words_to_find("Selam Bekele"))
        assert searching._by_word(groups)[1] == [0, 1]
        assert search(team.worker, "Selam Bekele")[0].file.pk == wanted.pk
        assert search(team.worker, "Zewditu Bekele")[0].file.pk == rare.pk
        assert len(searching._candidates(groups[:1])) <= 3


def test_the_newest_file_of_a_child_is_shown_with_its_worker(team):
    file = open_case(team, given_names="Selam", family_names="Bekele")
    with acting_as(team.worker):
        found = search(team.worker, "Selam Bekele")
        assert [(match.file.pk, match.child.pk) for match in found] == [(file.pk, file.child_id)]
        assert found[0].file.worker_name == team.worker.user.full_name


def test_forms_compile_their_templates_once():
    assert Form().renderer is Form().renderer
