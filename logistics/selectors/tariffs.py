"""The hub's prices on a day, and what one cooperative was charged."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from logistics.models.tariff import HubCharge, HubTariff
from logistics.policies import may_see_goods_of
from logistics.states import HubService
from logistics.tariff import Price
from marketplace.cooperatives.selectors import commission_term_for
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class Quote:
    """
    What a hub would ask for a load.

    For taking it in, for collecting it with its own vehicle, for each day that it stands there, for packing one
    order. A hub without a price for something asks nothing for it.
    """

    receive: Money
    collect: Money
    store_day: Money
    pack: Money


def tariffs_on(warehouse_id: uuid.UUID, day: date) -> dict[HubService, HubTariff]:
    """Return the price of each service that holds on a day; one query."""
    rows = HubTariff.objects.filter(warehouse=warehouse_id, from_date__lte=day).order_by(
        "service", "from_date"
    )
    return {HubService(row.service): row for row in rows}


def tariff_history(warehouse_id: uuid.UUID) -> list[HubTariff]:
    """Return every price of a warehouse, the newest first; one query."""
    return list(HubTariff.objects.filter(warehouse=warehouse_id).order_by("-from_date", "service"))


def quote_for(*, warehouse_id: uuid.UUID, organisation_id: int, grams: int, on: date) -> Quote:
    """
    Say before anything is booked what a hub would ask; two queries.

    :raises Conflict: if the seller has no term and there is no general one
    """
    prices = tariffs_on(warehouse_id, on)
    term = commission_term_for([organisation_id], on=on)[organisation_id]
    return Quote(
        receive=_of(prices, HubService.RECEIVE, grams),
        collect=_of(prices, HubService.COLLECT, grams),
        store_day=_of(prices, HubService.STORE, grams),
        pack=term.hub_fee,
    )


def price_of(row: HubTariff) -> Price:
    """Return a tariff's arithmetic."""
    return Price(row.price, row.per_g)


def charges_of(*, actor: Actor, organisation_id: int, after: str = "", first: int = 20) -> Page[HubCharge]:
    """
    List what a cooperative was charged, the newest first; one query.

    :raises NotAllowed: if the actor is neither of it nor hub management
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_goods_of(actor, organisation_id), _("This is for the people of this cooperative."))
    size = page_size(first)
    rows = HubCharge.objects.filter(organisation=organisation_id).select_related("warehouse", "tariff")
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(charged_at__lt=moment) | Q(charged_at=moment, pk__lt=pk))
    found: Sequence[HubCharge] = list(rows.order_by("-charged_at", "-id")[: size + 1])
    return page_of(found, first=size, keys=lambda row: (row.charged_at, row.pk))


def _of(prices: dict[HubService, HubTariff], service: HubService, grams: int) -> Money:
    row = prices.get(service)
    return price_of(row).of(grams) if row is not None else Money.zero(BASE_CURRENCY)
