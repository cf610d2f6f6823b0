"""What a draft order holds."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from orders.models.checkout import CheckoutLine
from orders.models.draft import Draft
from orders.services.checkout_lines_set import LineTerms, ZeroQuantity, lines_written
from orders.services.draft_order_edit import DraftContent, draft_locked, draft_order_create
from orders.services.order_history import history_tell
from orders.states import HistoryKind


@transaction.atomic
def draft_lines_add(
    *,
    actor: Actor,
    draft_id: uuid.UUID,
    quantities: Sequence[tuple[int, int]],
    now: datetime,
    terms: Mapping[int, LineTerms] = MappingProxyType({}),
) -> Draft:
    """
    Put more of several variants, given as (variant id, quantity), into a draft; whether they are there is asked later.

    :param terms: what one piece shall cost instead of the shelf's price, by variant: whoever may fill drafts agrees it
        with the customer, and the marketplace bears what the cooperative's price exceeds it by (decision 0200)
    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft or variant
    :raises NotDraft: if it has become an order
    :raises ZeroQuantity: if a quantity is below one
    :raises InvalidInput: if a price is not one of the channel's currency
    :raises DomainError: if a variant cannot be bought in the draft's channel, or the basket is full
    """
    draft = draft_locked(actor=actor, draft_id=draft_id)
    if any(quantity < 1 for _variant, quantity in quantities):
        raise ZeroQuantity(_("Ensure this value is greater than 0."), field="quantity")
    held: dict[int, int] = dict(draft.checkout.lines.values_list("variant_id", "quantity"))
    wanted: dict[int, int] = {}
    for variant, quantity in quantities:
        wanted[variant] = wanted.get(variant, held.get(variant, 0)) + quantity
    lines_written(draft.checkout, wanted, now, demands_stock=False, terms=terms)
    details = {"lines": [{"variant_id": variant, "quantity": quantity} for variant, quantity in quantities]}
    history_tell(actor=actor, order_id=draft_id, kind=HistoryKind.LINES_ADDED, now=now, details=details)
    return draft


@transaction.atomic
def draft_line_update(*, actor: Actor, line_id: uuid.UUID, quantity: int, now: datetime) -> Draft:
    """
    Say how many of a line a draft holds.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such line in an open draft
    :raises ZeroQuantity: if the quantity is below one: a line is deleted by name
    """
    draft, line = _line_locked(actor, line_id)
    if quantity < 1:
        raise ZeroQuantity(_("Ensure this value is greater than 0."), field="quantity")
    lines_written(draft.checkout, {line.variant_id: quantity}, now, demands_stock=False)
    return draft


@transaction.atomic
def draft_line_delete(*, actor: Actor, line_id: uuid.UUID, now: datetime) -> Draft:
    """
    Take a line out of a draft.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such line in an open draft
    """
    draft, line = _line_locked(actor, line_id)
    lines_written(draft.checkout, {line.variant_id: 0}, now, demands_stock=False)
    details = {"lines": [{"variant_id": line.variant_id, "quantity": line.quantity}]}
    history_tell(actor=actor, order_id=draft.pk, kind=HistoryKind.LINES_REMOVED, now=now, details=details)
    return draft


@transaction.atomic
def draft_lines_delete(*, actor: Actor, line_ids: Sequence[uuid.UUID], now: datetime) -> int:
    """
    Take several lines out of drafts; return how many.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such line in an open draft; then none is taken out
    """
    for line_id in dict.fromkeys(line_ids):
        draft_line_delete(actor=actor, line_id=line_id, now=now)
    return len(set(line_ids))


@transaction.atomic
def draft_order_begin(
    *,
    actor: Actor,
    channel: Channel,
    content: DraftContent,
    quantities: Sequence[tuple[int, int]],
    now: datetime,
    terms: Mapping[int, LineTerms] = MappingProxyType({}),
) -> Draft:
    """
    Begin a draft with its first lines: all of it or nothing.

    :raises DomainError: for the reasons of `draft_order_create` and `draft_lines_add`
    """
    draft = draft_order_create(actor=actor, channel=channel, content=content, now=now)
    if quantities:
        draft_lines_add(actor=actor, draft_id=draft.pk, quantities=quantities, now=now, terms=terms)
    return draft


def _line_locked(actor: Actor, line_id: uuid.UUID) -> tuple[Draft, CheckoutLine]:
    known = CheckoutLine.objects.filter(pk=line_id).values_list("checkout_id", flat=True).first()
    draft = draft_locked(actor=actor, draft_id=known or line_id)
    line = draft.checkout.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such line."), field="id")
    return draft, line
