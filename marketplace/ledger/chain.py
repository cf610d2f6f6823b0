"""
What a seal covers, written so that anybody can recompute it.

The content of an entry is one line of canonical JSON (sorted keys, no spaces, UTC times): its own columns and all its
postings with the codes of their accounts. Its hash is SHA-256 of the previous hash followed by that line.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

GENESIS = "0" * 64
BATCH = 1000

_CONTENT = """
    entry.id, entry.key, entry.reason, entry.reference, entry.facts, entry.actor, entry.happened_at,
    entry.recorded_at, entry.line_count, (
        SELECT coalesce(
            jsonb_agg(
                jsonb_build_array(posting.id, account.code, account.kind, posting.amount_minor, posting.currency,
                                  posting.subject)
                ORDER BY posting.id
            ), '[]'::jsonb
        )
        FROM ledger_posting AS posting LEFT JOIN ledger_account AS account ON account.id = posting.account_id
        WHERE posting.entry_id = entry.id
    )
"""
WAITING = f"""
    SELECT {_CONTENT} FROM ledger_entry AS entry
    WHERE entry.id = ANY(%s) ORDER BY entry.id
"""
_SEALED = f"""
    SELECT seal.position, seal.previous_hash, seal.hash, seal.sealed_at, seal.entry_id, {_CONTENT}
    FROM ledger_seal AS seal LEFT JOIN ledger_entry AS entry ON entry.id = seal.entry_id
    WHERE seal.position > %s ORDER BY seal.position LIMIT %s
"""
_NAMES = (
    "id", "key", "reason", "reference", "facts", "actor", "happened_at", "recorded_at", "line_count", "postings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A seal as it stands, and the content of its entry as it stands now; None if the entry is gone."""

    position: int
    previous_hash: str
    hash: str
    sealed_at: datetime
    entry_id: int
    key: str
    content: bytes | None

    @property
    def is_whole(self) -> bool:
        """Say whether the entry is still what was sealed."""
        return self.content is not None and hash_of(self.previous_hash, self.content) == self.hash


def content_of(row: tuple[Any, ...]) -> bytes:
    """Write the columns of `_CONTENT` as canonical JSON."""
    values = dict(zip(_NAMES, row, strict=True))
    for name in ("facts", "postings"):
        if isinstance(values[name], str):
            values[name] = orjson.loads(values[name])
    for name in ("happened_at", "recorded_at"):
        values[name] = values[name].astimezone(UTC).isoformat()
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def hash_of(previous_hash: str, content: bytes) -> str:
    """Return the hash of a seal."""
    return hashlib.sha256(previous_hash.encode() + content).hexdigest()


def sealed_entries(*, after: int = 0) -> Iterator[SealedEntry]:
    """Yield the chain in its order, a thousand rows in memory at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [after, BATCH])
            rows = cursor.fetchall()
        for position, previous_hash, seal_hash, sealed_at, entry_id, *content in rows:
            is_there = content[0] is not None
            yield SealedEntry(
                position=position,
                previous_hash=previous_hash,
                hash=seal_hash,
                sealed_at=sealed_at,
                entry_id=entry_id,
                key=content[1] if is_there else "",
                content=content_of(tuple(content)) if is_there else None,
            )
            after = position
        if len(rows) < BATCH:
            return
