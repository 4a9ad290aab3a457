"""The tables that the migrations make are those of the models: the migrations are run in a quicker way than Django's usual one
(``tutela.config.commands.migrate``), and every test stands on what came of it."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tutela.kernel.database import embedded

FOUND = """
    SELECT 'column', table_name::text, column_name::text, concat_ws(' ', data_type, udt_name, is_nullable, column_default,
           character_maximum_length, numeric_precision, identity_generation)
      FROM information_schema.columns WHERE table_schema = %(schema)s
    UNION ALL SELECT 'constraint', relname::text, conname::text, pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype <> 't' AND c.connamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
"""


def _rows(database, schema, tables):
    rows = database.execute(FOUND, {"schema": schema}).fetchall()
    return {(*row[:3], row[3].replace(f"{schema}.", "")) for row in rows if row[1] in tables}


@pytest.mark.django_db
def test_the_tables_are_those_of_the_models():
    every = [
        one._meta for one in apps.get_models(include_auto_created=True) if one._meta.app_label != "auth"
    ]  # Django's own, unused
    tables = {one.db_table for one in every if one.managed and not one.proxy}
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for one in every:
            if one.db_table in tables and not one.auto_created:
                editor.create_model(one.model)
    with (
        settings.LOCATION.connect(embedded.SUPERUSER, connection.settings_dict["NAME"]) as database,
        database.transaction(force_rollback=True),
    ):
        database.execute("CREATE SCHEMA made")
        database.execute("SET LOCAL search_path TO made, public")
        for statement in editor.collected_sql:
            database.execute(statement)
        made, migrated = _rows(database, "made", tables), _rows(database, "public", tables)
    assert len(made) > 1_000
    assert sorted(made ^ migrated) == []
