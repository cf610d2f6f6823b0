"""What a cooperative is told of its goods: what the hub counted, what it decided, and why."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from catalog.models.product import Variant
from logistics.events import (
    GoodsReceived,
    LotEvent,
    LotHeld,
    LotReleased,
    LotsRecalled,
    RecallOpened,
    TemperatureOutside,
)
from logistics.models.lot import Lot
from logistics.models.warehouse import StorageZone
from logistics.states import LotState
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.states import Role
from marketplace.kernel.texts import text_in
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens

TOLD = (Role.PRESIDENT, Role.PRODUCTION)
# Lots named in a message about many
CODES_TOLD: Final = 3


@listens(LotReleased, name="logistics.tell_lot_released")
def tell_lot_released(event: LotReleased, *, now: datetime) -> None:
    """Tell the makers that their lot may be sold."""
    state = LotState.RELEASED_WITH_REMARK if event.remark else LotState.RELEASED
    _tell(event, state, event.remark, now)


@listens(LotHeld, name="logistics.tell_lot_held")
def tell_lot_held(event: LotHeld, *, now: datetime) -> None:
    """Tell the makers that their lot may not be sold, and why."""
    _tell(event, LotState(event.state), event.reason, now)


@listens(LotsRecalled, name="logistics.tell_lots_recalled")
def tell_lots_recalled(event: LotsRecalled, *, now: datetime) -> None:
    """Tell the makers that lots of theirs are taken back from customers, and why; once for each product of a recall."""
    product = Variant.objects.select_related("product").get(pk=event.variant_id)
    _tell_makers(
        event.organisation_id,
        f"lots:{event.variant_id}:{event.organisation_id}:recalled:{event.happened_at:%Y%m%d%H%M%S%f}",
        "quality_result",
        lambda language: _values(_codes(event, language), product, LotState.RECALLED, event.reason, language),
        now,
    )


def _codes(event: LotsRecalled, language: str) -> str:
    shown = ", ".join(event.lots[:CODES_TOLD])
    more = event.lot_count - CODES_TOLD
    if more <= 0:
        return shown
    with override(language):
        return ngettext("%(lots)s and %(count)d more", "%(lots)s and %(count)d more", more) % {
            "lots": shown,
            "count": more,
        }


@listens(GoodsReceived, name="logistics.tell_goods_received")
def tell_goods_received(event: GoodsReceived, *, now: datetime) -> None:
    """Tell the makers what was counted at the gate, and whether it differs from what they announced."""
    _tell_makers(
        event.organisation_id,
        f"receipt:{event.receipt_id}",
        "goods_received",
        lambda language: _receipt_values(event, language),
        now,
    )


def _receipt_values(event: GoodsReceived, language: str) -> Mapping[str, object]:
    with override(language):
        differing = ngettext("%(count)d difference", "%(count)d differences", event.discrepancies)
        return {
            "receipt": event.number,
            "units": str(event.units),
            "result": differing % {"count": event.discrepancies}
            if event.discrepancies
            else _("all is in order"),
            "url": f"{settings.PUBLIC_URL}/{language}/portal/deliveries/",
        }


@listens(TemperatureOutside, name="logistics.tell_temperature")
def tell_temperature(event: TemperatureOutside, *, now: datetime) -> None:
    """Tell the people of a hub that a zone left its limits: they can still save the goods."""
    zone = StorageZone.objects.get(pk=event.zone_id)
    people = _members(event.hub_organisation_id, (Role.HUB, Role.PRESIDENT))
    notify_people(
        people=people.values(),
        key=f"temperature-alarm:{event.alarm_id}",
        template="temperature_alarm",
        context={
            language: {
                "zone": zone.name(language),
                "celsius": event.celsius,
                "limits": f"{event.coldest_c} – {event.warmest_c} °C",
                "url": f"{settings.PUBLIC_URL}/{language}/hub/storage/zones/{zone.pk}/?place={event.warehouse}",
            }
            for language in {person.language for person in people.values()}
        },
        prefer=BY_PHONE,
        every_way=True,
        now=now,
    )


def makers_of(organisation_id: int) -> dict[int, User]:
    """Return who answers for what a cooperative makes: its president and its production."""
    return _members(organisation_id, TOLD)


def _members(organisation_id: int, roles: Sequence[Role]) -> dict[int, User]:
    members = Membership.objects.select_related("user").filter(
        organisation=organisation_id, role__in=roles, user__is_active=True
    )
    return {member.user_id: member.user for member in members.order_by("pk")}


def _tell(event: LotEvent, state: LotState, reason: str, now: datetime) -> None:
    lot = Lot.objects.select_related("variant__product").get(pk=event.lot_id)
    _tell_makers(
        event.organisation_id,
        # A lot can be held and released again: each decision is told once.
        f"lot:{lot.pk}:{state}:{event.happened_at:%Y%m%d%H%M%S%f}",
        "quality_result",
        lambda language: _values(lot.code, lot.variant, state, reason, language),
        now,
    )


def _tell_makers(
    organisation_id: int,
    key: str,
    template: str,
    values: Callable[[str], Mapping[str, object]],
    now: datetime,
) -> None:
    """Tell those who answer for a cooperative's goods, each in their language (`values` by language)."""
    people = makers_of(organisation_id)
    notify_people(
        people=people.values(),
        key=key,
        template=template,
        context={language: values(language) for language in {person.language for person in people.values()}},
        prefer=BY_PHONE,
        now=now,
    )


def _values(lot: str, variant: Variant, state: LotState, reason: str, language: str) -> Mapping[str, object]:
    with override(language):
        return {
            "lot": lot,
            "product": text_in(variant.product.names, language) or variant.sku,
            "result": str(state.label),
            "reason": reason or _("all is in order"),
            "url": f"{settings.PUBLIC_URL}/{language}/portal/stock/",
        }


@listens(RecallOpened, name="logistics.tell_recall_carriers")
def tell_recall_carriers(event: RecallOpened, *, now: datetime) -> None:
    """Tell the people of each carrier which parcels must come back instead of being delivered."""
    for stop in event.carriers:
        members = Membership.objects.select_related("user").filter(
            organisation=stop["carrier_organisation_id"], user__is_active=True
        )
        people: dict[int, User] = {member.user_id: member.user for member in members.order_by("pk")}
        context = {
            language: {
                "recall": event.number,
                "parcels": ", ".join(stop["parcels"]),
                "reason": event.reason,
                "url": f"{settings.PUBLIC_URL}/{language}/hub/parcels/",
            }
            for language in {person.language for person in people.values()}
        }
        notify_people(
            people=people.values(),
            key=f"recall:{event.recall_id}:stop" + (f":{event.part}" if event.part > 1 else ""),
            template="recall_stop",
            context=context,
            prefer=BY_PHONE,
            every_way=True,
            now=now,
        )
