"""The staff take something off a draft, or off one product of it; the marketplace bears it (decision 205)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from marketplace.promotions.states import ValueType
from orders.basket import Basket
from orders.models.checkout import CheckoutLine
from orders.models.discount import OrderDiscount
from orders.models.draft import Draft, DraftDiscount
from orders.policies import may_fill_drafts
from orders.selectors.baskets import basket_of
from orders.services.draft_order_edit import NotDraft, draft_locked
from orders.services.order_history import history_tell
from orders.states import HistoryKind


class CannotDiscount(DomainError):
    """It is an order already, agreed to by its customer; or the draft has its discount."""

    code = "CANNOT_DISCOUNT"


@dataclass(frozen=True, slots=True)
class Taken:
    """How much is taken off: major units of the draft's currency or per cent, and why."""

    value_type: ValueType
    value: Decimal
    reason: str = ""


@transaction.atomic
def draft_discount_add(*, actor: Actor, draft_id: uuid.UUID, taken: Taken, now: datetime) -> Draft:
    """
    Take something off a whole draft.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft
    :raises CannotDiscount: if it is an order already, or has such a discount
    :raises InvalidInput: if more is taken off than the draft costs
    """
    draft = _open(actor, draft_id)
    if draft.discounts.filter(line=None).exists():
        raise CannotDiscount(_("Order already has assigned discount."), field="order_id")
    _demand_sane(taken, _most(draft, now))
    row = DraftDiscount.objects.create(draft=draft, **_columns(taken))
    _tell(actor, draft, HistoryKind.DISCOUNT_ADDED, now, row)
    return draft


@transaction.atomic
def draft_discount_update(*, actor: Actor, discount_id: uuid.UUID, taken: Taken, now: datetime) -> Draft:
    """
    Take something else off a whole draft.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such discount
    :raises CannotDiscount: if the draft is an order already
    :raises InvalidInput: if more is taken off than the draft costs
    """
    draft, row = _found(actor, discount_id)
    _demand_sane(taken, _most(draft, now))
    before = _said(row, draft, now, "old_")
    for column, value in _columns(taken).items():
        setattr(row, column, value)
    row.save()
    _tell(actor, draft, HistoryKind.DISCOUNT_UPDATED, now, row, before)
    return draft


@transaction.atomic
def draft_discount_delete(*, actor: Actor, discount_id: uuid.UUID, now: datetime) -> Draft:
    """
    Take nothing off a whole draft any more.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such discount
    :raises CannotDiscount: if the draft is an order already
    """
    draft, row = _found(actor, discount_id)
    _tell(actor, draft, HistoryKind.DISCOUNT_REMOVED, now, row)
    row.delete()
    return draft


@transaction.atomic
def draft_line_discount_set(*, actor: Actor, line_id: uuid.UUID, taken: Taken, now: datetime) -> Draft:
    """
    Take something off each piece of a line, in the place of the promotion on the shelf.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such line in a draft
    :raises CannotDiscount: if the draft is an order already
    :raises InvalidInput: if more is taken off than a piece costs
    """
    draft, line = _line(actor, line_id)
    held = next(each for each in basket_of(draft.checkout, now=now).lines if each.id == line.pk)
    _demand_sane(taken, held.full_unit_price)
    old = DraftDiscount.objects.filter(line=line).first()
    before = _said(old, draft, now, "old_") if old is not None else {}
    row, _made = DraftDiscount.objects.update_or_create(
        line=line, defaults={"draft": draft, **_columns(taken)}
    )
    _tell(actor, draft, HistoryKind.LINE_DISCOUNTED, now, row, before)
    return draft


@transaction.atomic
def draft_line_discount_remove(*, actor: Actor, line_id: uuid.UUID, now: datetime) -> Draft:
    """
    Take nothing off a line by hand any more; where nothing was, nothing happens.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such line in a draft
    :raises CannotDiscount: if the draft is an order already
    """
    draft, line = _line(actor, line_id)
    row = DraftDiscount.objects.filter(line=line).first()
    if row is not None:
        _tell(actor, draft, HistoryKind.LINE_UNDISCOUNTED, now, row)
        row.delete()
    return draft


def _open(actor: Actor, draft_id: uuid.UUID) -> Draft:
    try:
        return draft_locked(actor=actor, draft_id=draft_id)
    except NotDraft as refusal:
        raise CannotDiscount(_("Only draft and unconfirmed order can be modified."), field="order_id") from (
            refusal
        )


def _found(actor: Actor, discount_id: uuid.UUID) -> tuple[Draft, DraftDiscount]:
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    known = DraftDiscount.objects.filter(pk=discount_id, line=None).first()
    if known is None and OrderDiscount.objects.filter(rule=f"manual:{discount_id}").exists():
        raise CannotDiscount(_("Only draft and unconfirmed order can be modified."), field="order_id")
    draft = _open(actor, known.draft_id if known is not None else discount_id)
    row = DraftDiscount.objects.filter(pk=discount_id, line=None).first()
    if row is None:
        raise NotFound(_("There is no such discount."), field="discount_id")
    return draft, row


def _line(actor: Actor, line_id: uuid.UUID) -> tuple[Draft, CheckoutLine]:
    known = CheckoutLine.objects.filter(pk=line_id).values_list("checkout_id", flat=True).first()
    draft = _open(actor, known or line_id)
    line = draft.checkout.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such line."), field="order_line_id")
    return draft, line


def _columns(taken: Taken) -> dict[str, Any]:
    reason = without_controls(taken.reason).strip()[:500]
    return {"value_type": taken.value_type, "value": taken.value, "reason": reason}


def _most(draft: Draft, now: datetime) -> Money:
    """What a draft costs before anything is taken off: the goods and the delivery."""
    basket = basket_of(draft.checkout, now=now)
    goods = total_of([line.full_total for line in basket.lines], basket.currency)
    return goods + basket.delivery_full + basket.cash_fee


def _demand_sane(taken: Taken, most: Money) -> None:
    if taken.value_type == ValueType.PERCENTAGE and taken.value > 100:
        raise InvalidInput(_("A percentage is at most 100."), field="value")
    if taken.value_type == ValueType.FIXED and taken.value > most.amount:
        text = _("The discount cannot be higher than %(sum)s %(currency)s.")
        raise InvalidInput(text % {"sum": most.amount, "currency": most.currency}, field="value")


def _said(row: DraftDiscount, draft: Draft, now: datetime, prefix: str = "") -> dict[str, Any]:
    """What a discount is and what it comes to at today's prices, for the history."""
    off = _off(basket_of(draft.checkout, now=now), row)
    return {
        f"{prefix}value_type": row.value_type,
        f"{prefix}value": str(row.value),
        f"{prefix}amount_minor": off.minor,
    }


def _off(basket: Basket, row: DraftDiscount) -> Money:
    discounts = (*basket.discounts, *basket.delivery_discounts)
    own = [each.amount for each in discounts if each.rule.key.endswith(str(row.pk))]
    return total_of(own, basket.currency)


def _tell(
    actor: Actor,
    draft: Draft,
    kind: HistoryKind,
    now: datetime,
    row: DraftDiscount,
    before: dict[str, Any] | None = None,
) -> None:
    said = {**_said(row, draft, now), "reason": row.reason, **(before or {})}
    details: dict[str, Any] = {"discount": said}
    if row.line is not None:
        details["lines"] = [{"variant_id": row.line.variant_id, "quantity": row.line.quantity}]
    draft.checkout.updated_at = now
    draft.checkout.save(update_fields=["updated_at"])
    history_tell(actor=actor, order_id=draft.pk, kind=kind, now=now, details=details)
