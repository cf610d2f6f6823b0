"""A processor's connected accounts, in memory: what a test needs of the gateway without a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from marketplace.kernel.money import Money
from orders.gateways.base import AccountPicture, ProcessorRefused, ProcessorUnreachable, TransferPicture

ACCOUNT = "acct_1Amal7BB7WZ01zgk"


@dataclass
class ConnectTwin:
    """Accounts that can be paid, transfers by their keys, and the ways in which a call can fail."""

    now: datetime
    payable: dict[str, bool] = field(default_factory=lambda: {ACCOUNT: True})
    made: dict[str, TransferPicture] = field(default_factory=dict)
    # Before the call is carried out, or after it (the answer is lost)
    is_down: bool = False
    loses_answers: bool = False
    refuses: str = ""

    def account(self, account_reference: str) -> AccountPicture:
        """Read an account."""
        self._answer()
        if account_reference not in self.payable:
            raise ProcessorRefused("No such account.")
        return AccountPicture(account_reference, "Amal SARL", self.payable[account_reference])

    def transfer(self, *, key: str, account_reference: str, amount: Money, group: str) -> TransferPicture:
        """Move money, once per key."""
        self._answer()
        if self.refuses:
            raise ProcessorRefused(self.refuses)
        known = self.made.setdefault(
            key,
            TransferPicture(
                f"tr_{len(self.made) + 1}", group, account_reference, amount, Money(0), self.now, None
            ),
        )
        if self.loses_answers:
            raise ProcessorUnreachable("The answer was lost.")
        return known

    def transfer_made(self, transfer_reference: str) -> TransferPicture:
        """Read a transfer."""
        self._answer()
        return next(row for row in self.made.values() if row.transfer_reference == transfer_reference)

    def transfer_of(self, group: str) -> TransferPicture | None:
        """Find the transfer of a payout."""
        self._answer()
        return next((row for row in self.made.values() if row.group == group), None)

    def transfers_since(self, *, timestamp: int, limit: int) -> Sequence[TransferPicture]:
        """List all transfers since then."""
        self._answer()
        rows = [row for row in self.made.values() if row.made_at.timestamp() >= timestamp]
        return rows[:limit]

    def take_back(self, minor: int, *, at: datetime) -> TransferPicture:
        """Somebody reverses so much of the only transfer."""
        ((key, row),) = self.made.items()
        self.made[key] = replace(row, reversed=row.reversed + Money(minor), reversed_at=at)
        return self.made[key]

    def _answer(self) -> None:
        if self.is_down:
            raise ProcessorUnreachable("Nobody answers.")
