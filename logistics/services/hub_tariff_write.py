"""Say what the hub asks from a day on, and what its work cost it in a month."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.models.tariff import HubCost, HubTariff
from logistics.models.warehouse import Warehouse
from logistics.policies import may_set_prices
from logistics.selectors.locked import warehouse_locked
from logistics.states import HubService
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require

MOST_MINOR: Final = 1_000_000_00
BY_WEIGHT: Final = (HubService.RECEIVE, HubService.STORE, HubService.COLLECT)
RECORDED: Final = (HubService.RECEIVE, HubService.STORE, HubService.PACK, HubService.COLLECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet:
    """A price for each `per_g` grams (storage: per day), from a day on."""

    service: HubService
    price: Money
    per_g: int
    from_date: date


@transaction.atomic
def hub_tariff_write(*, actor: Actor, warehouse_id: uuid.UUID, wanted: PriceSet, now: datetime) -> HubTariff:
    """
    Announce a price; it begins tomorrow at the earliest, so that nobody is charged by a price they could not see.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor may not set its prices
    :raises InvalidInput: if the service is not priced by weight, the price cannot be, or its day is not to come
    :raises Conflict: if a price of that day is announced already
    """
    warehouse = _mine(actor, warehouse_id)
    if wanted.service not in BY_WEIGHT:
        raise InvalidInput(
            _("Only collecting, taking in and storage have a price by weight."), field="service"
        )
    if not 0 <= wanted.price.minor <= MOST_MINOR or not 1 <= wanted.per_g <= 1_000_000:
        raise InvalidInput(_("This price cannot be."), field="price")
    if wanted.from_date <= timezone.localdate(now):
        raise InvalidInput(_("A price begins tomorrow at the earliest."), field="from_date")
    row, is_new = HubTariff.objects.get_or_create(
        warehouse=warehouse,
        service=wanted.service,
        from_date=wanted.from_date,
        defaults={
            "price_minor": wanted.price.minor,
            "per_g": wanted.per_g,
            "currency": wanted.price.currency,
        },
    )
    if not is_new:
        raise Conflict(_("A price from that day is announced already."), field="from_date")
    return row


@transaction.atomic
def hub_cost_record(
    *, actor: Actor, warehouse_id: uuid.UUID, month: date, service: HubService, amount: Money, now: datetime
) -> HubCost:
    """
    Write down, or correct, what a kind of work cost the hub in a month.

    Processing is not written here: each run brings its own cost.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor may not set its prices
    :raises InvalidInput: if the work is none of these, the cost is below zero, or the month has not begun
    """
    warehouse = _mine(actor, warehouse_id)
    if service not in RECORDED:
        raise InvalidInput(_("Please choose a kind of work."), field="service")
    if not 0 <= amount.minor <= 100 * MOST_MINOR:
        raise InvalidInput(_("A cost is not below zero."), field="amount")
    first = month.replace(day=1)
    if first > timezone.localdate(now):
        raise InvalidInput(_("This lies in the future."), field="month")
    row, _made = HubCost.objects.update_or_create(
        warehouse=warehouse,
        month=first,
        service=service,
        defaults={
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "recorded_by": actor.name,
            "recorded_at": now,
        },
    )
    return row


def _mine(actor: Actor, warehouse_id: uuid.UUID) -> Warehouse:
    warehouse = warehouse_locked(warehouse_id)
    require(
        may_set_prices(actor, warehouse.organisation_id),
        _("Prices and costs are for whoever answers for the hub."),
    )
    return warehouse
