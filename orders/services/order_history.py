"""Write down what people did to an order, in the transaction in which they did it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.policies import may_fill_drafts
from orders.states import HistoryKind

LONGEST_NOTE = 2_000


def history_tell(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    kind: HistoryKind,
    now: datetime,
    text: str = "",
    details: dict[str, Any] | None = None,
    replaces: OrderNote | None = None,
) -> OrderNote:
    """Note an act; the caller has asked whether it was allowed."""
    return OrderNote.objects.create(
        order_id=order_id,
        kind=kind,
        user_id=actor.user_id,
        actor=actor.name,
        text=text,
        details=details or {},
        replaces=replaces,
        happened_at=now,
    )


def _message(text: str) -> str:
    clean = without_controls(text).strip()
    if not clean:
        raise InvalidInput(_("Message can't be empty."), field="message")
    if len(clean) > LONGEST_NOTE:
        raise InvalidInput(
            _("Please use at most %(count)d characters.") % {"count": LONGEST_NOTE}, field="message"
        )
    return clean


@transaction.atomic
def order_note_add(*, actor: Actor, order_id: uuid.UUID, message: str, now: datetime) -> OrderNote:
    """
    Write a remark of the staff's beside an order; its customer does not see it.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order
    :raises InvalidInput: if nothing is said, or too much
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    if not Order.objects.filter(pk=order_id).exists():
        raise NotFound(_("There is no such order."), field="order")
    text = _message(message)
    return history_tell(actor=actor, order_id=order_id, kind=HistoryKind.NOTE_ADDED, now=now, text=text)


@transaction.atomic
def order_note_update(*, actor: Actor, note_id: uuid.UUID, message: str, now: datetime) -> OrderNote:
    """
    Replace a remark by a new one; the old one stays readable.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such remark
    :raises InvalidInput: if nothing is said, or too much
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    remarks = OrderNote.objects.filter(kind__in=(HistoryKind.NOTE_ADDED, HistoryKind.NOTE_UPDATED))
    old = remarks.filter(pk=note_id).first()
    if old is None:
        raise NotFound(_("There is no such note."), field="note")
    return history_tell(
        actor=actor,
        order_id=old.order_id,
        kind=HistoryKind.NOTE_UPDATED,
        now=now,
        text=_message(message),
        replaces=old,
    )
