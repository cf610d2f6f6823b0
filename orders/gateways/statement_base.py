"""
What a reader of bank statements is given and what it gives back.

A reader walks through the file once and keeps one row at a time, so that a statement of a gigabyte needs as little
memory as a short one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Protocol

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.refused_file import FileRefused

# A statement of a year with 2,000 movements a day is about 200 megabytes of CAMT.053
MAX_BYTES = 400_000_000
# No honest line of a statement is longer; a file without line ends must not be read into memory whole
MAX_LINE = 20_000


@dataclass(frozen=True, slots=True)
class StatementHead:
    """Whose statement it is, and what stood on the account before it."""

    line: int
    account: str
    number: str
    from_date: date
    opening: Money


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement: credits positive, debits negative."""

    line: int
    day: date
    amount: Money
    bank_reference: str
    counterparty: str
    text: str


@dataclass(frozen=True, slots=True)
class StatementTail:
    """What stands on the account after it; `count` is how many movements the file says it has, if it says so."""

    line: int
    to_date: date
    closing: Money
    count: int | None = None


StatementPart = StatementHead | StatementRow | StatementTail


class StatementReader(Protocol):
    """Reads one form of statement: a head, any number of rows, a tail."""

    def __call__(self, file: "CountedFile") -> Iterator[StatementPart]:
        """
        Yield the parts in this order.

        :raises FileRefused: with the line and the reason, as soon as one cannot be read
        """
        ...


def refused(line: int, why: str) -> FileRefused:
    """Refuse a file for one line."""
    return FileRefused([(line, why)])


class CountedFile:
    """A file that counts and hashes what is read from it, and ends with a refusal when it is too long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0
        self.line = 0

    @property
    def sha256(self) -> str:
        """The hash of what was read so far."""
        return self._hash.hexdigest()

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes."""
        return self._counted(self._file.read(size))

    def readline(self) -> bytes:
        """
        Read one line with its end.

        :raises FileRefused: if it is longer than a line may be
        """
        got = self._counted(self._file.readline(MAX_LINE + 1))
        self.line += bool(got)
        if len(got) > MAX_LINE:
            raise refused(self.line, _("the line is longer than %(most)d characters") % {"most": MAX_LINE})
        return got

    def drain(self) -> str:
        """Read to the end and return the hash of the whole."""
        while self.read(1 << 16):
            pass
        return self.sha256

    def _counted(self, got: bytes) -> bytes:
        self.size += len(got)
        if self.size > MAX_BYTES:
            raise refused(self.line or 1, _("the file is larger than %(most)d bytes") % {"most": MAX_BYTES})
        self._hash.update(got)
        return got


def day_read(text: str, line: int) -> date:
    """
    Read an ISO date.

    :raises FileRefused: if it is none
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refused(line, _("%(text)s is no date") % {"text": text.strip()[:30] or "-"}) from None


def amount_read(text: str, currency: str, line: int) -> Money:
    """
    Read an amount with a decimal point, exactly.

    :raises FileRefused: if it is none, or finer than the currency's smallest unit
    """
    try:
        amount = Decimal(text.strip())
        if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
            raise InvalidOperation
        return Money.from_decimal(amount, currency)
    except (InvalidOperation, InvalidInput):
        raise refused(
            line,
            _("%(text)s is no amount in %(currency)s")
            % {"text": text.strip()[:30] or "-", "currency": currency[:5] or "-"},
        ) from None
