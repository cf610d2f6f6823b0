"""Goods of an order are missing: ask its customer what to do (decision 258)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.offers import Offer
from logistics.selectors.promises import missing_of, short_of
from logistics.services.promise_withdraw import promise_withdraw
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.events import ShortageOpened
from orders.models.order import OrderLine
from orders.models.shortage import LineShortage
from orders.policies import may_acknowledge, may_see_sub_order
from orders.selectors.substitutes import substitutes_for
from orders.services.shortage_rows import line_of_order_locked, shortage_term_on
from orders.shortage_states import (
    COOPERATIVE_REASONS,
    UNDECIDED,
    ShortageOrigin,
    ShortageReason,
    ShortageState,
)
from orders.states import SubOrderState


@transaction.atomic
def supply_refuse(
    *,
    actor: Actor,
    line_id: int,
    quantity: int,
    reason: ShortageReason,
    now: datetime,
    substitute_id: int | None = None,
    wait_until: date | None = None,
) -> LineShortage:
    """
    A cooperative cannot supply so many units of a line; its customer is asked.

    :param substitute_id: the variant that it offers instead; nothing said: the nearest that fits
    :param wait_until: the day on which it would have it
    :raises NotFound: if there is no such line, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    :raises IllegalMove: if it is not to be prepared (any more), or the hub has the goods in its hands
    :raises InvalidInput: if fewer units are promised, the reason is none of a cooperative's, the day is not to come,
        or what is offered instead does not fit
    """
    line = line_of_order_locked(line_id)
    organisation_id = line.sub_order.organisation_id
    if not may_see_sub_order(actor, organisation_id):
        raise NotFound(_("There is no such line."), field="line")
    require(may_acknowledge(actor, organisation_id), _("Your role does not cover this."))
    if line.sub_order.state != SubOrderState.RELEASED:
        raise IllegalMove(_("This order is not waiting to be prepared."), field="line")
    if reason not in COOPERATIVE_REASONS:
        raise InvalidInput(_("Please choose why."), field="reason")
    if wait_until is not None and wait_until <= timezone.localdate(now):
        raise InvalidInput(_("Please choose a day that is still to come."), field="wait_until")
    promise_withdraw(actor=actor, reference=line.reference, units=quantity, now=now)
    return _open(
        line,
        quantity,
        key=line.reference,
        origin=ShortageOrigin.COOPERATIVE,
        reason=reason,
        reported_by=actor.name,
        now=now,
        substitute_id=substitute_id,
        wait_until=wait_until,
    )


@transaction.atomic
def shortages_open(*, references: Sequence[str], reported_by: str, now: datetime) -> list[LineShortage]:
    """
    Ask the customers of order lines ("order-line:<id>") that the hub is short of; asking again changes nothing.

    A line that is not prepared yet (its order waits for its money) is asked about when it is.
    """
    opened = []
    for reference in missing_of(references):
        key = _line_id(reference)
        if key is None:
            continue
        line = line_of_order_locked(key)
        asked = sum(
            LineShortage.objects.filter(key=reference, state__in=UNDECIDED).values_list("quantity", flat=True)
        )
        missing = short_of([reference]).get(reference, 0) - asked
        if line.sub_order.state != SubOrderState.RELEASED or missing <= 0:
            continue
        opened.append(
            _open(
                line,
                missing,
                key=reference,
                origin=ShortageOrigin.HUB,
                reason=ShortageReason.NOT_FOUND,
                reported_by=reported_by,
                now=now,
            )
        )
    return opened


def _line_id(reference: str) -> int | None:
    """Read the line out of the key of its promise, or of what is sent instead of a part of it."""
    parts = reference.split(":")
    return int(parts[1]) if parts[0] == "order-line" and len(parts) > 1 and parts[1].isdigit() else None


def _open(
    line: OrderLine,
    quantity: int,
    *,
    key: str,
    origin: ShortageOrigin,
    reason: ShortageReason,
    reported_by: str,
    now: datetime,
    substitute_id: int | None = None,
    wait_until: date | None = None,
) -> LineShortage:
    """Ask about these units, and about those of the promise that are asked about already with them."""
    asked = LineShortage.objects.select_for_update(of=("self",)).filter(key=key, state__in=UNDECIDED)
    row = asked.first() or LineShortage(line=line, key=key, quantity=0, currency=line.currency)
    row.quantity += quantity
    term = shortage_term_on(timezone.localdate(now))
    row.origin, row.reason, row.reported_by = origin, reason, reported_by
    row.state, row.opened_at = ShortageState.OPEN, now
    row.answer_by = now + timedelta(hours=term.answer_hours)
    row.wait_until = wait_until or timezone.localdate(row.answer_by) + timedelta(days=term.wait_days)
    # What was sent instead of something is not exchanged once more
    is_first = key == line.reference
    _offer(row, substitutes_for(line, units=row.quantity, at=now) if is_first else [], substitute_id)
    row.save()
    bus.publish(ShortageOpened(shortage_id=row.pk, order_id=str(line.order_id), happened_at=now))
    return row


def _offer(row: LineShortage, fitting: Sequence[Offer], substitute_id: int | None) -> None:
    by_id: Mapping[int, Offer] = {offer.variant_id: offer for offer in fitting}
    if substitute_id is not None and substitute_id not in by_id:
        raise InvalidInput(
            _("This cannot be sent instead: it must be yours, no dearer, and as many must be left."),
            field="substitute",
        )
    chosen = by_id[substitute_id] if substitute_id is not None else next(iter(fitting), None)
    row.substitute_id = chosen.variant_id if chosen else None
    row.substitute_names = _names(chosen) if chosen else {}
    row.substitute_unit_minor = chosen.unit_price.minor if chosen else 0


def _names(offer: Offer) -> dict[str, Any]:
    return {
        language: f"{name} {offer.names.get(language, '')}".strip()
        for language, name in offer.product_names.items()
    }
