"""The durable state: one SQLite file in write-ahead mode, one transaction per request.

SQLite's own lock and the process-wide lock below make every request's changes appear at once or not at
all; a killed process loses nothing that was committed. (synchronous=NORMAL: safe against the death of
the process, which is what the tests do to it, not against a power cut.)
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marketplace.sandbox.errors import Json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    account TEXT NOT NULL,
    parent TEXT,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_type ON objects (type, account, seq);
CREATE INDEX IF NOT EXISTS objects_by_parent ON objects (parent, type);
CREATE TABLE IF NOT EXISTS movements (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    net INTEGER NOT NULL,
    available_on INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS movements_by_account ON movements (account, currency, available_on, net);
CREATE TABLE IF NOT EXISTS idempotency (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL,
    last_status INTEGER,
    last_error TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due_at);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event, state);
CREATE TABLE IF NOT EXISTS timers (
    object TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS timers_due ON timers (due_at);
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_TABLES = ("objects", "movements", "idempotency", "deliveries", "timers", "settings")


class Store:
    """Objects, balance movements, idempotency keys, deliveries and timers in one SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the lock, commit at the end, roll back when the block raises."""
        with self._lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def insert(self, obj: Json, *, type_: str, account: str, parent: str | None = None) -> None:
        """Add a new object under its id."""
        self.db.execute(
            "INSERT INTO objects (id, type, account, parent, created, body) VALUES (?, ?, ?, ?, ?, ?)",
            (obj["id"], type_, account, parent, obj["created"], json.dumps(obj)),
        )

    def update(self, obj: Json) -> None:
        """Replace the body of a stored object."""
        self.db.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(obj), obj["id"]))

    def set_parent(self, id_: str, parent: str) -> None:
        """Record what the object hangs on (a session on its payment intent)."""
        self.db.execute("UPDATE objects SET parent = ? WHERE id = ?", (parent, id_))

    def delete(self, id_: str) -> None:
        """Remove an object."""
        self.db.execute("DELETE FROM objects WHERE id = ?", (id_,))

    def find(self, id_: str, *, type_: str | None = None, account: str | None = None) -> Json | None:
        """Return the object, or None when it is absent, of another type, or another account's."""
        row = self.db.execute("SELECT type, account, body FROM objects WHERE id = ?", (id_,)).fetchone()
        if row is None or type_ not in (None, row[0]) or account not in (None, row[1]):
            return None
        body: Json = json.loads(row[2])
        return body

    def owner(self, id_: str) -> str:
        """Return the connected account that owns the object, "" for the platform."""
        row = self.db.execute("SELECT account FROM objects WHERE id = ?", (id_,)).fetchone()
        return str(row[0]) if row else ""

    def children(self, parent: str, type_: str) -> list[Json]:
        """Return the objects of a type that hang on `parent`, newest first."""
        rows = self.db.execute(
            "SELECT body FROM objects WHERE parent = ? AND type = ? ORDER BY seq DESC", (parent, type_)
        )
        return [json.loads(row[0]) for row in rows]

    def scan(self, type_: str, account: str, *, before: int | None, after: int | None) -> Iterator[Json]:
        """Yield objects newest first (older than `before`), or oldest first (newer than `after`)."""
        if after is None:
            order, bound, limit = "DESC", "<", before if before is not None else 1 << 62
        else:
            order, bound, limit = "ASC", ">", after
        rows = self.db.execute(
            f"SELECT body FROM objects WHERE type = ? AND account = ? AND seq {bound} ? ORDER BY seq {order}",
            (type_, account, limit),
        )
        for row in rows:
            yield json.loads(row[0])

    def sequence(self, id_: str) -> int | None:
        """Return the position of an object in the order of creation."""
        row = self.db.execute("SELECT seq FROM objects WHERE id = ?", (id_,)).fetchone()
        return int(row[0]) if row else None

    def set_timer(self, id_: str, due_at: int) -> None:
        """Have the sandbox look at the object again at `due_at` (its clock, in seconds)."""
        self.db.execute("INSERT OR REPLACE INTO timers (object, due_at) VALUES (?, ?)", (id_, due_at))

    def take_due_timers(self, now: int) -> list[str]:
        """Remove and return the ids whose time has come, the earliest first."""
        rows = self.db.execute(
            "SELECT object FROM timers WHERE due_at <= ? ORDER BY due_at, object", (now,)
        ).fetchall()
        self.db.execute("DELETE FROM timers WHERE due_at <= ?", (now,))
        return [str(row[0]) for row in rows]

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a stored setting."""
        with self._lock:
            row = self.db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return default if row is None else json.loads(row[0])

    def set_setting(self, key: str, value: Any) -> None:
        """Store a setting."""
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, json.dumps(value)))

    def wipe(self) -> None:
        """Remove everything, settings included."""
        for table in _TABLES:
            self.db.execute(f"DELETE FROM {table}")

    def close(self) -> None:
        """Close the file after the transaction in progress."""
        with self._lock:
            self.db.close()
