"""What is read often and changes seldom, kept in this process for as long as nothing that it shows was changed."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import connection

from marketplace.graphql.answers.reading import shows, versions_of_answer

V = TypeVar("V")
# Lists of very many different shelves do not fill the memory.
_REMEMBERED = 10_000


class KeptWhileUnchanged(Generic[V]):
    """
    Values by key, each under the version at which everything of a topic stood before it was read.

    A value may be newer than its version, then it is read once more, but never older.
    """

    def __init__(self, topic: str, table: str) -> None:
        self._topic = topic
        self._table = table
        self._version = ""
        self._values: dict[Hashable, V] = {}

    def get(self, key: Hashable, read: Callable[[], V]) -> V:
        """
        Return the value as it is now; at most one small statement while it is the one that was read last.

        What an open transaction sees may never come to be: it is read anew, and not kept.
        """
        if connection.in_atomic_block:
            return read()
        version = versions_of_answer().get(self._topic, "")
        if version != self._version or len(self._values) >= _REMEMBERED:
            self._version, self._values = version, {}
        values = self._values
        if key in values:
            shows(self._table)
        else:
            values[key] = read()
        return values[key]
