"""
Empties the database after a test that really committed.

Django truncates every table and makes content types and permissions anew, a second or more for each such test. Here
only what is filled is deleted, without triggers, which a superuser of the test database may do; what Django wrote of
itself stays. Anybody else's database is emptied in Django's own way.
"""

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

# Django's own, which no test changes
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# What answers were kept under: a version is never taken back, it is raised.
VERSIONS = "graphql_api_answerversion"
# No stubs know the method
_CASES: Any = TransactionTestCase
_by_django = _CASES._fixture_teardown


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _empty() -> None:
    tables = sorted(set(connection.introspection.table_names()) - KEPT - {VERSIONS})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT 1 FROM \"{each}\")" for each in tables)
        )
        for (each,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{each}"')
        cursor.execute(f"UPDATE {VERSIONS} SET number = number + 1")


def _teardown(self: TransactionTestCase) -> None:
    if _is_superuser():
        _empty()
    else:
        _by_django(self)


def install() -> None:
    """Empty like this from now on."""
    _CASES._fixture_teardown = _teardown
