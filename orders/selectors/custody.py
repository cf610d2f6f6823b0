"""Who holds how much cash, now or when a past day had ended: recomputed from the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import BASE_CURRENCY, Money, total_of
from marketplace.kernel.policy import require
from marketplace.ledger.audit import day_ends
from marketplace.ledger.selectors import OpenAccount, open_accounts
from orders.policies import may_see_breaks


class Holding(StrEnum):
    """In whose hands cash can be, in the order of its road."""

    CARRIER = "carrier"
    DESK = "desk"
    DEPOSIT = "deposit"
    CASE = "case"


# From so many days on it stays with its holder for too long
TOO_LONG = {Holding.CARRIER: 7, Holding.DESK: 3, Holding.DEPOSIT: 5, Holding.CASE: 14}


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """What one holder holds: how many parcels, bundles, slips or cases, and the age of the oldest in days."""

    holding: Holding
    holder_id: int | None
    holder_names: Mapping[str, str]
    count: int
    total: Money
    oldest: datetime
    days: int

    @property
    def is_late(self) -> bool:
        """Say whether the oldest stays there for too long."""
        return self.days >= TOO_LONG[self.holding]


@dataclass(frozen=True, slots=True)
class Custody:
    """All cash between the doorstep and the bank's statement when a day had ended."""

    day: date
    rows: tuple[CustodyRow, ...]

    @property
    def total(self) -> Money:
        """The sum in all hands."""
        return total_of([row.total for row in self.rows], BASE_CURRENCY)


def custody_at(*, actor: Actor, day: date) -> Custody:
    """
    Return who held how much when a day had ended, and for how long; two queries.

    :raises NotAllowed: if the actor neither keeps cash nor audits
    """
    require(may_see_breaks(actor), _("Only staff in charge of cash may do this."))
    return Custody(day, custody_rows(day_ends(day)))


def custody_rows(at: datetime) -> tuple[CustodyRow, ...]:
    """Return the holders at a moment, in the order of the road."""
    found = [each for each in open_accounts("cash:", at=at) if each.total]
    names = organisations_named([pk for each in found if (pk := _holder_of(each)) is not None])
    rows = [_row(each, names, at) for each in found]
    return tuple(sorted(rows, key=lambda row: (list(Holding).index(row.holding), -row.total.minor)))


def _holder_of(account: OpenAccount) -> int | None:
    parts = account.account.partition("@")[0].split(":")
    return int(parts[2]) if len(parts) > 2 else None


def _row(account: OpenAccount, names: Mapping[int, OrganisationCard], at: datetime) -> CustodyRow:
    holder_id = _holder_of(account)
    holder = names.get(holder_id) if holder_id is not None else None
    return CustodyRow(
        holding=Holding(account.account.split(":")[1].partition("@")[0]),
        holder_id=holder_id,
        holder_names=holder.names if holder is not None else {},
        count=account.count,
        total=account.total,
        oldest=account.oldest,
        days=(at - account.oldest).days,
    )
