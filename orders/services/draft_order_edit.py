"""The staff fill a basket for a customer: begin it, say what is known of it, give it up."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from marketplace.kernel.texts import LANGUAGES
from marketplace.promotions.selectors.rules import vouchers_by_code
from orders.address import DeliveryAddress
from orders.models.checkout import Checkout
from orders.models.draft import Draft
from orders.models.order import Order
from orders.policies import may_fill_drafts
from orders.services.checkout_contact_set import email_checked, metadata_merged
from orders.services.checkout_place import next_order_number
from orders.services.order_history import history_tell
from orders.states import HistoryKind, PaymentMethod


class Given:
    """Nothing was said of this field: it stays as it is."""


KEEP = Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContent:
    """What the staff say of a draft; what is `KEEP` stays, what is empty or None is taken away."""

    user_id: int | Given | None = KEEP
    email: str | Given = KEEP
    shipping_address: DeliveryAddress | Given | None = KEEP
    billing_address: DeliveryAddress | Given | None = KEEP
    delivery_method_id: uuid.UUID | Given | None = KEEP
    payment_method: PaymentMethod | Given = KEEP
    note: str | Given = KEEP
    language: str | Given = KEEP
    external_reference: str | Given | None = KEEP
    voucher_code: str | Given = KEEP
    metadata: Mapping[str, str] | Given = KEEP
    private_metadata: Mapping[str, str] | Given = KEEP


class InvalidVoucherCode(DomainError):
    """No voucher that holds in the draft's channel has this code."""

    code = "INVALID_VOUCHER_CODE"


class NotDraft(DomainError):
    """There is no such draft (any more): it may have become an order."""

    code = "INVALID"


def draft_locked(*, actor: Actor, draft_id: uuid.UUID) -> Draft:
    """
    Return an open draft with its basket, under the basket's row lock.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft
    :raises NotDraft: if it has become an order
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    rows = Checkout.objects.select_for_update(of=("self",)).select_related("channel", "draft")
    checkout = rows.filter(pk=draft_id, draft__isnull=False).first()
    if checkout is None and Order.objects.filter(pk=draft_id).exists():
        raise NotDraft(_("The order is not draft."), field="id")
    if checkout is None:
        raise NotFound(_("There is no such order."), field="id")
    if checkout.completed_at is not None:
        raise NotDraft(_("The order is not draft."), field="id")
    draft: Draft = checkout.draft
    draft.checkout = checkout
    return draft


@transaction.atomic
def draft_order_create(*, actor: Actor, channel: Channel, content: DraftContent, now: datetime) -> Draft:
    """
    Begin a draft order in a channel.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such customer or way of delivery
    :raises InvalidVoucherCode: if no voucher of the channel has the code
    :raises Conflict: if another order has the external reference
    :raises InvalidInput: if a part is not in its form
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    checkout = Checkout.objects.create(
        channel=channel, language="fr", payment_method=PaymentMethod.TRANSFER, created_at=now, updated_at=now
    )
    draft = Draft.objects.create(checkout=checkout, number=next_order_number(), created_by_id=actor.user_id)
    _write(draft, content, now)
    history_tell(actor=actor, order_id=checkout.pk, kind=HistoryKind.DRAFT_CREATED, now=now)
    return draft


@transaction.atomic
def draft_order_update(*, actor: Actor, draft_id: uuid.UUID, content: DraftContent, now: datetime) -> Draft:
    """
    Say something of a draft order.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft, customer or way of delivery
    :raises NotDraft: if it has become an order
    :raises InvalidVoucherCode: if no voucher of the channel has the code
    :raises Conflict: if another order has the external reference
    :raises InvalidInput: if a part is not in its form
    """
    draft = draft_locked(actor=actor, draft_id=draft_id)
    _write(draft, content, now)
    return draft


@transaction.atomic
def draft_orders_delete(*, actor: Actor, draft_ids: Sequence[uuid.UUID]) -> int:
    """
    Give drafts up; return how many.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft; then none is deleted
    :raises NotDraft: if one has become an order
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    for draft_id in sorted(set(draft_ids)):
        draft_locked(actor=actor, draft_id=draft_id).checkout.delete()
    return len(set(draft_ids))


def _write(draft: Draft, content: DraftContent, now: datetime) -> None:
    checkout = draft.checkout
    for field, value in _values(checkout, content).items():
        setattr(checkout, field, value)
    if not isinstance(content.voucher_code, Given):
        checkout.voucher_code = _known_code(content.voucher_code, checkout.channel, now)
    checkout.updated_at = now
    checkout.save()
    if not isinstance(content.external_reference, Given):
        draft.external_reference = external_reference_checked(content.external_reference, of=draft.pk)
        draft.save(update_fields=["external_reference"])


def _values(checkout: Checkout, content: DraftContent) -> dict[str, Any]:
    """The columns of the basket that change."""
    said: dict[str, Any] = {
        "user_id": content.user_id,
        "email": content.email,
        "address": content.shipping_address,
        "billing_address": content.billing_address,
        "delivery_method_id": content.delivery_method_id,
        "payment_method": content.payment_method,
        "note": content.note,
        "language": content.language,
        "metadata": content.metadata,
        "private_metadata": content.private_metadata,
    }
    values: dict[str, Any] = {
        column: _READ[column](given) if column in _READ else given
        for column, given in said.items()
        if not isinstance(given, Given)
    }
    for column in values.keys() & {"metadata", "private_metadata"}:
        values[column] = metadata_merged(getattr(checkout, column), values[column])
    if values.get("address"):
        values["phone"] = values["address"]["phone"]
    if values.get("user_id") and "email" not in values and not checkout.email:
        # Whom nobody gave another address is written to where the account is
        values["email"] = User.objects.values_list("email", flat=True).get(pk=values["user_id"])
    return values


def _address(given: DeliveryAddress | None) -> dict[str, str]:
    return given.as_json() if given is not None else {}


def _language(given: str) -> str:
    if given not in LANGUAGES:
        raise InvalidInput(_("We do not speak this language yet."), field="language_code")
    return given


def _known_user(user_id: int | None) -> int | None:
    if user_id is not None and not User.objects.filter(pk=user_id).exists():
        raise NotFound(_("There is no such person."), field="user")
    return user_id


def _known_method(method_id: uuid.UUID | None) -> uuid.UUID | None:
    if method_id is not None and not DeliveryMethod.objects.filter(pk=method_id, is_active=True).exists():
        raise NotFound(_("Please choose a way of delivery."), field="shipping_method")
    return method_id


def _known_code(code: str, channel: Channel, now: datetime) -> str:
    """Pass a voucher's code; whether it takes something off this very draft is worked out with it."""
    if code and not vouchers_by_code([code], channel=channel, now=now):
        raise InvalidVoucherCode(_("Promo code is invalid"), field="voucher_code")
    return code.strip()


def external_reference_checked(reference: str | None, *, of: uuid.UUID) -> str | None:
    """
    Pass the name that another system gives an order or draft.

    :raises Conflict: if another one bears it
    """
    if not reference:
        return None
    drafts = Draft.objects.filter(external_reference=reference).exclude(pk=of)
    orders = Order.objects.filter(external_reference=reference).exclude(pk=of)
    if drafts.exists() or orders.exists():
        raise Conflict(_("Another order has this external reference."), field="external_reference")
    return reference


# How what is said of a column is checked and written
_READ: Mapping[str, Callable[[Any], Any]] = {
    "user_id": _known_user,
    "email": lambda email: email_checked(email) if email else "",
    "address": _address,
    "billing_address": _address,
    "delivery_method_id": _known_method,
    "note": lambda note: without_controls(note)[:500],
    "language": _language,
}
