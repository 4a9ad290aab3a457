"""The map of channels moves into the directory with what stands in it."""

from django.db import migrations

_KEPT = {
    "population": "territory_id, children, year, source",
    "reportingchannel": "id, territory_id, channel, hours, cost, accessibility, languages, contact, day_and_night, "
    "confirmed_on, ended_on",
}
_COPY = [
    statement
    for table, columns in _KEPT.items()
    for statement in (
        f"ALTER TABLE intake_{table} NO FORCE ROW LEVEL SECURITY",
        f"INSERT INTO directory_{table} ({columns}) SELECT {columns} FROM intake_{table}",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET CONSTRAINTS ALL DEFERRED",
    )
]


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_reporting_channels'),
        ('intake', '0003_online_feedback_population'),
    ]

    operations = [
        migrations.RunSQL(_COPY, migrations.RunSQL.noop),
        migrations.DeleteModel(name='Population'),
        migrations.DeleteModel(name='ReportingChannel'),
    ]
