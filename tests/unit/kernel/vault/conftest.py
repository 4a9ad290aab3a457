"""A master key of this test's own, and a sealed model that no migration knows."""

import uuid

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import settings as effort

from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed, keys, master

patient = effort(deadline=None)
"""For properties: the machine may be busy."""

with isolate_apps("tutela.kernel"):

    class Letter(Sealed):
        id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
        title = models.CharField(max_length=40, default="")
        names = EncryptedTextField(max_length=100)
        story = EncryptedTextField(blank=True, null=True)
        facts = EncryptedJSONField(blank=True, null=True)

        class Meta:
            app_label = "kernel"
            db_table = "test_letter"

    class Stamp(models.Model):
        letter = models.ForeignKey(Letter, on_delete=models.CASCADE)

        class Meta:
            app_label = "kernel"
            db_table = "test_stamp"


@pytest.fixture(autouse=True)
def master_file(tmp_path):
    """The file the vault takes its master key from during the test."""
    path = tmp_path / "master.key"
    master.create_master_key_file(path)
    with master.using(master.FileKeySource(path)):
        yield path


@pytest.fixture
def letters(db):
    """The model, with its table."""
    create_table(Letter)
    return Letter


@pytest.fixture
def subject(db):
    """The id of a subject that has a data key."""
    return new_subject()


def new_subject():
    subject_id = uuid.uuid4()
    keys.create_key(subject_id, "child")
    return subject_id


def create_table(model):
    editor = connection.schema_editor()
    editor.deferred_sql = []
    statement, parameters = editor.table_sql(model)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_owner")
        cursor.execute(statement, parameters or None)
        cursor.execute(f"GRANT ALL ON {model._meta.db_table} TO tutela_staff")
        cursor.execute("SET LOCAL ROLE tutela_staff")


def stored(instance, column):
    """The bytes in the row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {instance._meta.db_table} WHERE id = %s", [instance.pk])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def overwrite(instance, column, value):
    """Put bytes into the row behind the vault's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {instance._meta.db_table} SET {column} = %s WHERE id = %s", [value, instance.pk])
