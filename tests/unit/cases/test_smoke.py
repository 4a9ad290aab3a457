import pytest
from django.db import connection


@pytest.mark.django_db
def test_template_database_is_migrated():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, count(*) from pg_policies group by 1")
        assert cursor.fetchone()[0] == "tutela_staff"
