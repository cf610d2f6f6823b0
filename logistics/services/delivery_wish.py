"""A customer says how and when they wish to receive a parcel that is on its way."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.doorstep import MOST_WISHES, ON_THE_WAY, days_to_choose
from logistics.events import ParcelWished
from logistics.models.doorstep import DeliveryWish
from logistics.models.parcel import Parcel
from logistics.policies import may_run_hub
from logistics.selectors.carriers import most_attempts_of
from logistics.selectors.locked import parcel_locked
from logistics.states import WishKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from marketplace.outbox import bus

_SAYS_WHERE: Final = frozenset({WishKind.NEIGHBOUR, WishKind.PLACE})


@transaction.atomic
def delivery_wish(
    *,
    actor: Actor,
    parcel_id: int,
    kind: WishKind,
    day: date,
    now: datetime,
    words: str = "",
    holds_secret: bool = False,
) -> DeliveryWish:
    """
    Write down the customer's wish; the newest counts. `ParcelWished` tells whoever must know.

    Saying the same again changes nothing.

    :param holds_secret: whether the actor came by the order's secret link
    :raises NotFound: if there is no such parcel
    :raises NotAllowed: if the actor has neither the link nor the hub
    :raises IllegalMove: if the parcel is not on its way, goes back, or was moved too often
    :raises InvalidInput: if the day is none of those offered, or it is not said where
    """
    parcel = parcel_locked(parcel_id)
    require(
        holds_secret or may_run_hub(actor, parcel.fulfilment.warehouse.organisation_id),
        _("Only who ordered may say how the parcel comes."),
    )
    said = without_controls(words).strip()
    _demand_possible(parcel)
    _demand_sensible(kind, day, said, today=timezone.localdate(now))
    last = DeliveryWish.objects.filter(parcel=parcel).order_by("-id").first()
    if last is not None and (last.kind, last.day, last.words) == (kind, day, said):
        return last
    _demand_few_so_far(parcel)
    wish = DeliveryWish.objects.create(
        parcel=parcel, kind=kind, day=day, words=said, created_by=actor.name, created_at=now
    )
    _tell(wish, parcel)
    return wish


def _tell(wish: DeliveryWish, parcel: Parcel) -> None:
    bus.publish(
        ParcelWished(
            happened_at=wish.created_at,
            reference=parcel.fulfilment.reference,
            order_number=parcel.fulfilment.order_number,
            parcel_id=parcel.pk,
            parcel_number=parcel.number,
            carrier_organisation_id=parcel.carrier_id,
            wish_id=wish.pk,
            kind=wish.kind,
            day=wish.day.isoformat(),
        )
    )


def _demand_few_so_far(parcel: Parcel) -> None:
    if DeliveryWish.objects.filter(parcel=parcel).count() >= MOST_WISHES:
        raise IllegalMove(
            _("This parcel was moved %(count)d times already. Please call us.") % {"count": MOST_WISHES},
            field="day",
        )


def _demand_possible(parcel: Parcel) -> None:
    if parcel.fulfilment.state not in ON_THE_WAY:
        raise IllegalMove(_("The parcel is not with its carrier: nothing can be moved."), field="day")
    if parcel.attempts >= most_attempts_of(parcel.carrier_id):
        raise IllegalMove(_("After this many attempts the parcel goes back to the hub."), field="day")


def _demand_sensible(kind: WishKind, day: date, words: str, *, today: date) -> None:
    if day not in days_to_choose(today):
        raise InvalidInput(_("Please choose one of the days shown."), field="day")
    if kind in _SAYS_WHERE and len(words) < 3:
        raise InvalidInput(_("Please say who or where, so that the driver finds it."), field="words")
    if len(words) > 200:
        raise InvalidInput(_("Please use at most %(count)d characters.") % {"count": 200}, field="words")
