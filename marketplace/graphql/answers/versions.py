"""At which version everything stands that answers show, and until when nothing changes by itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from marketplace.graphql.answers.tables import APPOINTED

# Topic -> its version
Versions = Mapping[str, str]

_VERSIONS = (
    "SELECT topic, string_agg(era || '.' || number, ' ' ORDER BY id)"
    " FROM graphql_api_answerversion GROUP BY topic"
)


def versions_now() -> Versions:
    """Return the version of every topic that ever changed, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        return dict(cursor.fetchall())


def next_appointment(tables: Iterable[str], now: datetime) -> datetime | None:
    """Return when one of these tables will show something else by the mere passing of time, in one statement."""
    parts = [
        f"(SELECT min({column}) FROM {table} WHERE {condition} AND {column} > %(now)s)"
        for table in tables
        if table in APPOINTED
        for column, condition in [APPOINTED[table]]
    ]
    if not parts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT LEAST({', '.join(parts)})", {"now": now})
        found: Any = cursor.fetchone()[0]
        return found if isinstance(found, datetime) else None
