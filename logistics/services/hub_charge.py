"""Ask a cooperative for the hub's work: once for each piece of it, with its entry in the books. For services only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from logistics.models.lot import Movement
from logistics.models.processing import ProcessingRun
from logistics.models.tariff import HubCharge, HubTariff
from logistics.models.warehouse import Warehouse
from logistics.postings import post_hub_charge
from logistics.selectors.tariffs import price_of, tariffs_on
from logistics.states import HubService
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_date
from marketplace.kernel.money import Money

MACHINE: Final = Actor.of_machine("hub-charges")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of work for one owner: its key, the name that people know it by, and its weight."""

    organisation_id: int
    reference: str
    number: str
    grams: int


@transaction.atomic
def receipt_charge(
    *, warehouse: Warehouse, work: Work, actor: Actor, happened_at: datetime, now: datetime
) -> HubCharge | None:
    """Charge for goods that were taken in, by the price of that day; None where the hub has no price for it."""
    return _by_weight(HubService.RECEIVE, warehouse, work, actor, happened_at, now)


@transaction.atomic
def collection_charge(
    *, warehouse: Warehouse, work: Work, actor: Actor, happened_at: datetime, now: datetime
) -> HubCharge | None:
    """Charge for goods that a vehicle of ours collected, once; None where that was done or has no price."""
    done = HubCharge.objects.filter(
        warehouse=warehouse,
        organisation=work.organisation_id,
        service=HubService.COLLECT,
        reference=work.reference,
    )
    if done.exists():
        return None
    return _by_weight(HubService.COLLECT, warehouse, work, actor, happened_at, now)


def _by_weight(
    service: HubService,
    warehouse: Warehouse,
    work: Work,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> HubCharge | None:
    tariff = tariffs_on(warehouse.pk, timezone.localdate(happened_at)).get(service)
    if tariff is None:
        return None
    return _charge(warehouse, service, work, price_of(tariff).of(work.grams), tariff, actor, happened_at, now)


@transaction.atomic
def run_charge(*, run: ProcessingRun, actor: Actor, now: datetime) -> list[HubCharge]:
    """Charge each owner its share of what a processing run cost; the hub's own share is its own."""
    asked = [
        _charge(
            run.warehouse,
            HubService.PROCESS,
            Work(
                organisation_id=share.organisation_id,
                reference=f"run:{run.number}",
                number=run.number,
                grams=share.weight_g,
            ),
            share.cost,
            None,
            actor,
            run.done_at,
            now,
        )
        for share in run.shares.order_by("organisation")
    ]
    return [charge for charge in asked if charge is not None]


@transaction.atomic
def storage_charge(*, warehouse: Warehouse, day: date, now: datetime) -> list[HubCharge]:
    """
    Charge each owner for what stood in a warehouse at the end of a day; a day is charged once, however often called.

    What stood is added up from movements, so that a day that was missed is charged right later.
    """
    tariff = tariffs_on(warehouse.pk, day).get(HubService.STORE)
    if tariff is None:
        return []
    Warehouse.objects.select_for_update(no_key=True).get(pk=warehouse.pk)
    reference = f"day:{day.isoformat()}"
    done = set(
        HubCharge.objects.filter(
            warehouse=warehouse, service=HubService.STORE, reference=reference
        ).values_list("organisation", flat=True)
    )
    asked = [
        _charge(
            warehouse,
            HubService.STORE,
            Work(organisation_id=owner, reference=reference, number=format_date(day, "fr"), grams=grams),
            price_of(tariff).of(grams),
            tariff,
            MACHINE,
            now,
            now,
        )
        for owner, grams in sorted(grams_standing(warehouse, day).items())
        if owner not in done
    ]
    return [charge for charge in asked if charge is not None]


def grams_standing(warehouse: Warehouse, day: date) -> Mapping[int, int]:
    """Return the grams of each owner that stood in a warehouse when a day ended; one query."""
    rows = (
        Movement.objects.filter(warehouse=warehouse, happened_at__date__lte=day)
        .values_list("lot__organisation")
        .annotate(grams=Sum(F("quantity") * F("lot__variant__weight_g")))
    )
    return {owner: grams for owner, grams in rows if grams and grams > 0}


def _charge(
    warehouse: Warehouse,
    service: HubService,
    work: Work,
    amount: Money,
    tariff: HubTariff | None,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> HubCharge | None:
    """Write and post a charge; nothing is asked of the hub's own organisation, nor for nothing."""
    if not amount or work.organisation_id == warehouse.organisation_id:
        return None
    charge = HubCharge.objects.create(
        warehouse=warehouse,
        organisation_id=work.organisation_id,
        service=service,
        reference=work.reference,
        grams=work.grams,
        tariff=tariff,
        amount_minor=amount.minor,
        currency=amount.currency,
        charged_at=happened_at,
    )
    post_hub_charge(charge, number=work.number, actor=actor, now=now)
    return charge
