"""A payment app, or who handles payments, writes down a transaction that was made elsewhere."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.models.app import App
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.transaction import Transaction
from orders.policies import may_handle_payments
from orders.services.transaction_report import ACTIONS, Report, event_note, transaction_locked
from orders.services.transaction_settle import payment_follow
from orders.states import PaymentMethod

# What a client calls an amount -> the event that brings it there
EVENTS = {
    "authorized": "authorization_adjustment",
    "charged": "charge_success",
    "refunded": "refund_success",
    "canceled": "cancel_success",
}


class WrongCurrency(DomainError):
    """An amount in another currency than the order's."""

    code = "INCORRECT_CURRENCY"


class ReferenceTaken(DomainError):
    """Another transaction of the order has this reference."""

    code = "UNIQUE"


@dataclass(frozen=True, slots=True)
class TransactionDetails:
    """What is written of a transaction; what is None stays as it is. Amounts are what it stands at."""

    name: str | None = None
    message: str | None = None
    psp_reference: str | None = None
    external_url: str | None = None
    actions: Sequence[str] | None = None
    amounts: Mapping[str, Money] = field(default_factory=dict)
    # Which card or other means was used
    means: Mapping[str, Any] | None = None
    # What clients keep with it, added to what is there
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)
    # Something to note in its history that moves no money
    remark: Report | None = None


@transaction.atomic
def transaction_create(
    *, actor: Actor, checkout_id: uuid.UUID, details: TransactionDetails, now: datetime
) -> Transaction:
    """
    Write down a transaction of a basket or its order.

    :param checkout_id: the basket's key, also of an order
    :raises NotAllowed: if the actor does not handle payments
    :raises NotFound: if there is no such basket
    :raises WrongCurrency: if an amount is in another currency
    :raises InvalidInput: if an amount is negative or becomes less, or metadata is too much
    :raises ReferenceTaken: if another transaction of it has this reference
    """
    require(may_handle_payments(actor), _("You may not handle payments."))
    currency = _currency(checkout_id, now)
    reference = details.psp_reference or ""
    if reference and Transaction.objects.filter(checkout_id=checkout_id, psp_reference=reference).exists():
        raise ReferenceTaken(_("Transaction with this reference already exists."), field="psp_reference")
    app = App.objects.filter(pk=actor.app_id).first() if actor.app_id is not None else None
    row = Transaction.objects.create(
        checkout_id=checkout_id,
        app=app,
        gateway=app.identifier if app is not None else "",
        user_id=actor.user_id,
        currency=currency,
        created_at=now,
        modified_at=now,
    )
    _written(row, details, actor, now)
    payment_follow(actor=actor, checkout_id=checkout_id, now=now)
    return row


@transaction.atomic
def transaction_update(
    *, actor: Actor, transaction_id: uuid.UUID, details: TransactionDetails, now: datetime
) -> Transaction:
    """
    Change what is written of a transaction.

    :raises NotFound: if there is no such transaction, or it is another app's
    :raises WrongCurrency: if an amount is in another currency
    :raises InvalidInput: if an amount is negative or becomes less, or metadata is too much
    """
    row = transaction_locked(actor, transaction_id)
    _written(row, details, actor, now)
    payment_follow(actor=actor, checkout_id=row.checkout_id, now=now)
    return row


def _currency(checkout_id: uuid.UUID, now: datetime) -> str:
    checkout = (
        Checkout.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=checkout_id)
    )
    basket = checkout.first()
    if basket is not None and basket.completed_at is None:
        basket.payment_method, basket.updated_at = PaymentMethod.APP, now
        basket.save(update_fields=["payment_method", "updated_at"])
    if basket is not None:
        return basket.channel.currency
    currency = Order.objects.filter(checkout_id=checkout_id).values_list("currency", flat=True).first()
    if currency is None:
        raise NotFound(_("This basket does not exist any more."), field="id")
    return currency


def _written(row: Transaction, details: TransactionDetails, actor: Actor, now: datetime) -> None:
    for name, most in (("name", 256), ("message", 512), ("psp_reference", 512), ("external_url", 2000)):
        if (given := getattr(details, name)) is not None:
            setattr(row, name, given.replace("\x00", "")[:most])
    if details.actions is not None:
        row.available_actions = sorted(set(details.actions) & ACTIONS)
    if details.means is not None:
        row.means = dict(details.means)
    row.metadata = metadata_with(row.metadata, details.metadata, field="metadata")
    row.private_metadata = metadata_with(
        row.private_metadata, details.private_metadata, field="private_metadata"
    )
    row.save()
    if details.remark is not None:
        event_note(row, details.remark, app_id=actor.app_id, user_id=actor.user_id, now=now)
    for name, event_type in EVENTS.items():
        amount = details.amounts.get(name)
        if amount is None:
            continue
        if amount.currency != row.currency:
            raise WrongCurrency(_("The amount is in another currency."), field=f"amount_{name}")
        if amount.minor < 0:
            raise InvalidInput(_("An amount cannot be negative."), field=f"amount_{name}")
        _brought_to(row, name, event_type, amount, actor, now)


def _brought_to(
    row: Transaction, name: str, event_type: str, amount: Money, actor: Actor, now: datetime
) -> None:
    """Write the event that brings an amount to what was said; nothing if it stands there already."""
    before = {
        "charged": row.charged_minor + row.refunded_minor,
        "refunded": row.refunded_minor,
        "canceled": row.canceled_minor,
        "authorized": row.authorized_minor,
    }[name]
    if amount.minor == before:
        return
    if name == "authorized":
        out = row.charged_minor + row.refunded_minor + row.canceled_minor
        moved = Money(amount.minor + out, row.currency)
    elif amount.minor > before:
        moved = Money(amount.minor - before, row.currency)
    else:
        raise InvalidInput(_("What was moved cannot become less by writing."), field=f"amount_{name}")
    report = Report(type=event_type, amount=moved)
    event_note(row, report, app_id=actor.app_id, user_id=actor.user_id, now=now)
