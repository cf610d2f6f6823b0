"""What members of an alliance see of its common sales: the sheets of their sharing, and why whose goods were chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.policies import may_see
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, mapped, page_of, page_size
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.pooled import PoolDecision, PoolSale


@dataclass(frozen=True, slots=True)
class SheetRow:
    """How one sale was shared; no customer, no one's costs."""

    sale: PoolSale
    number: str
    parts: tuple[tuple[int, int, Money], ...]

    @property
    def shared_at(self) -> datetime:
        """When."""
        return self.sale.shared_at


def pool_sales_of(
    *, actor: Actor, organisation_id: int, alliance_id: int, after: str = "", first: int = 20
) -> Page[SheetRow]:
    """
    Return the sheets of an alliance's sales, newest first, in two queries: every member sees the same.

    :raises NotFound: if there is no such alliance, or the organisation is not the actor's or no member of it
    :raises InvalidInput: if `after` or `first` is not usable
    """
    _demand_member(actor, organisation_id, alliance_id)
    rows = PoolSale.objects.filter(alliance=alliance_id).select_related("sub_order")
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: page_size(first) + 1])
    return mapped(page_of(found, first=first, keys=lambda row: (row.pk,)), _sheet)


def _sheet(row: PoolSale) -> SheetRow:
    units: dict[int, int] = {}
    for each in row.contributions:
        units[each["organisation_id"]] = units.get(each["organisation_id"], 0) + each["quantity"]
    parts = tuple(
        (pk, quantity, Money(int(row.shares.get(str(pk), 0)), row.currency))
        for pk, quantity in sorted(units.items())
    )
    return SheetRow(row, row.sub_order.number, parts)


def pool_decisions_of(
    *, actor: Actor, organisation_id: int, alliance_id: int, after: str = "", first: int = 20
) -> Page[PoolDecision]:
    """
    Return why whose goods were chosen, newest first, in two queries.

    :raises NotFound: if there is no such alliance, or the organisation is not the actor's or no member of it
    :raises InvalidInput: if `after` or `first` is not usable
    """
    _demand_member(actor, organisation_id, alliance_id)
    rows = PoolDecision.objects.filter(listing__alliance=alliance_id).select_related(
        "line__sub_order", "listing__product"
    )
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: page_size(first) + 1])
    return page_of(found, first=first, keys=lambda row: (row.pk,))


def funds_of(alliance_id: int) -> dict[str, Money]:
    """Return what an alliance's funds hold, by name; two queries. Whoever may see the alliance may see them."""
    return {
        "overhead": -balance(chart.alliance_overhead(alliance_id)),
        "solidarity": -balance(chart.alliance_solidarity(alliance_id)),
    }


def _demand_member(actor: Actor, organisation_id: int, alliance_id: int) -> None:
    if (
        not may_see(actor, organisation_id)
        or not Alliance.objects.filter(pk=alliance_id, members=organisation_id).exists()
    ):
        raise NotFound(_("There is no such alliance."), field="alliance")
