"""What an exporter is given and what it must give back; the bank stands behind this door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Transfer:
    """One credit transfer."""

    end_to_end_id: str
    amount: Money
    # A RIB, or the account's name at the card processor; empty for cash
    account: str
    holder: str
    remittance: str


@dataclass(frozen=True, slots=True)
class TransferBatch:
    """All transfers of a run, read once, and the account that pays them."""

    message_id: str
    created_at: datetime
    execution_date: date
    payer_name: str
    payer_rib: str
    count: int
    total: Money
    transfers: Iterable[Transfer]


class TransferWriter(Protocol):
    """Writes a batch in one form; the same batch always gives the same bytes."""

    def __call__(self, batch: TransferBatch) -> bytes:
        """Write the batch."""
        ...
