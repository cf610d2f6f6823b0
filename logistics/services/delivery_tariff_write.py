"""Write a table of delivery prices for a place from a day on, and take it back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.delivery_bands import Band, bands_checked
from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from logistics.models.delivery_tariff import TariffChange
from logistics.policies import may_keep_shipping
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.policy import require

# A table that counts from today on can be taken back for so long; orders keep the price that they were told
SECOND_THOUGHTS = timedelta(minutes=10)
# Beyond these a divisor is a mistake of typing: carriers say 3000 to 6000
LEAST_DIVISOR, MOST_DIVISOR = 1_000, 20_000


@dataclass(frozen=True, slots=True)
class TariffPlace:
    """Where a table counts: a region or a province by its code, or a zone; neither means everywhere else."""

    region: str = ""
    zone: DeliveryZone | None = None


@transaction.atomic
def tariff_set(
    *,
    actor: Actor,
    method_id: uuid.UUID,
    place: TariffPlace,
    bands: Sequence[Band],
    from_date: date,
    source: str,
    now: datetime,
    divisor: int | None = None,
) -> TariffChange:
    """
    Let a table of prices count for a place from a day on, in place of the one before it.

    :param source: where the figures come from (the carrier's letter, a contract)
    :param divisor: cubic centimetres that the carrier counts as a kilogram (0: none); None: as the method says
    :raises NotAllowed: if the actor does not keep shipping
    :raises NotFound: if there is no such method
    :raises InvalidInput: if the bands make no table, the place or the divisor is none, or the day has passed
    :raises Conflict: if a table begins on that day already
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    method = DeliveryMethod.objects.select_for_update().filter(pk=method_id).first()
    if method is None:
        raise NotFound(_("There is no such way of delivery."), field="method")
    _demand_place(place)
    if from_date < timezone.localdate(now):
        raise InvalidInput(_("A tariff cannot begin in the past."), field="from_date")
    if divisor is not None and divisor and not LEAST_DIVISOR <= divisor <= MOST_DIVISOR:
        raise InvalidInput(
            _("Carriers count between 1000 and 20000 cm³ as a kilogram; 0 means by weight alone."),
            field="divisor",
        )
    ordered = bands_checked(bands)
    known = DeliveryRate.objects.filter(method=method, region=place.region, zone=place.zone)
    if known.filter(from_date=from_date).exists():
        raise Conflict(_("A tariff begins there on that day already: take it back first."), field="from_date")
    before = bands_before(method_id, place, from_date)
    DeliveryRate.objects.bulk_create(rates_of(method, place, ordered, from_date, source, divisor))
    return TariffChange.objects.create(
        method=method,
        region=place.region,
        zone=place.zone,
        from_date=from_date,
        before=[band.as_json() for band in before],
        after=[band.as_json() for band in ordered],
        divisor=divisor,
        changed_by_id=actor.user_id,
        changed_at=now,
    )


def _demand_place(place: TariffPlace) -> None:
    if place.region and place.region not in provinces() and place.region not in regions():
        raise InvalidInput(_("Please choose a region or a province."), field="place")


def rates_of(
    method: DeliveryMethod,
    place: TariffPlace,
    bands: Sequence[Band],
    from_date: date,
    source: str,
    divisor: int | None = None,
) -> list[DeliveryRate]:
    """Return the rows of a table, not saved."""
    return [
        DeliveryRate(
            method=method,
            region=place.region,
            zone=place.zone,
            from_date=from_date,
            source=source.strip()[:200],
            volumetric_divisor=divisor,
            **band.as_json(),
        )
        for band in bands
    ]


def bands_before(method_id: uuid.UUID, place: TariffPlace, day: date) -> list[Band]:
    """Return the bands that count for just this place until a day; none if it has no table of its own."""
    own = DeliveryRate.objects.filter(
        method=method_id, region=place.region, zone=place.zone, from_date__lt=day
    )
    newest = own.order_by("-from_date").values_list("from_date", flat=True).first()
    if newest is None:
        return []
    return [Band.of(rate) for rate in own.filter(from_date=newest).order_by("up_to_weight_g")]


@transaction.atomic
def tariff_withdraw(*, actor: Actor, change_id: int, now: datetime) -> TariffChange:
    """
    Take back a table that does not count yet, or was written a moment ago; the one before it goes on.

    :raises NotAllowed: if the actor does not keep shipping
    :raises NotFound: if there is no such change
    :raises IllegalMove: if it has counted for longer
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    change = TariffChange.objects.select_for_update().filter(pk=change_id, withdrawn_at=None).first()
    if change is None:
        raise NotFound(_("There is no such tariff."), field="tariff")
    if not may_withdraw(change, now):
        raise IllegalMove(_("This tariff has been counting: write a new one instead."), field="tariff")
    DeliveryRate.objects.filter(
        method=change.method_id, region=change.region, zone=change.zone_id, from_date=change.from_date
    ).delete()
    change.withdrawn_by_id, change.withdrawn_at = actor.user_id, now
    change.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return change


def may_withdraw(change: TariffChange, now: datetime) -> bool:
    """Say whether a change can still be taken back."""
    if change.withdrawn_at is not None:
        return False
    return change.from_date > timezone.localdate(now) or now < change.changed_at + SECOND_THOUGHTS
