"""At which version everything stands that answers show, and until when nothing changes by itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from marketplace.graphql.answers.tables import APPOINTED

# Topic -> its version
Versions = Mapping[str, str]

# A handful of rows: put together here, that is cheaper than asking PostgreSQL to group them.
_VERSIONS = "SELECT topic, era, number FROM graphql_api_answerversion ORDER BY id"


def versions_now() -> Versions:
    """Return the version of every topic that ever changed, in one statement."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        for topic, era, number in cursor.fetchall():
            found[topic] = f"{found.get(topic, '')} {era}.{number}"
    return found


def next_appointment(tables: Iterable[str], now: datetime) -> datetime | None:
    """Return when one of these tables will show something else by the mere passing of time, in one statement."""
    parts = [
        f"(SELECT min({column}) FROM {table} WHERE {condition} AND {column} > %(now)s)"
        for table in tables
        for column, condition in APPOINTED.get(table, {}).items()
    ]
    if not parts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT LEAST({', '.join(parts)})", {"now": now})
        found: Any = cursor.fetchone()[0]
        return found if isinstance(found, datetime) else None
