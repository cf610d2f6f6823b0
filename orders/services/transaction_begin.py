"""A customer begins to pay with a payment app, and goes on when more is needed (a bank's own check)."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.apps.models.app import App
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from marketplace.kernel.money import Money
from orders.gateways.payment_app import PaymentAppDoor, Session
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.transaction import Transaction, TransactionEvent
from orders.policies import may_use_checkout
from orders.selectors.baskets import basket_of
from orders.services.checkout_edit import open_checkout_locked
from orders.services.transaction_report import Report, event_note
from orders.services.transaction_rows import transaction_recalculate
from orders.services.transaction_settle import payment_follow
from orders.states import PaymentMethod

logger = logging.getLogger(__name__)

ACTIONS = {"AUTHORIZATION": "authorization", "CHARGE": "charge"}
# What an app may answer to each wish; an app may take what was to be promised, and the other way round.
_RESULTS = frozenset(
    f"{word}_{end}"
    for word in ("authorization", "charge")
    for end in ("success", "failure", "request", "action_required")
)


class AskedOtherwise(Conflict):
    """The same key was used for something else."""

    code = "UNIQUE"


@dataclass(frozen=True, slots=True)
class Begun:
    """What an app said: the transaction, its last event, and the app's words to the customer's page."""

    transaction: Transaction
    event: TransactionEvent
    data: Any


def transaction_begin(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    app: App,
    amount: Money | None,
    action: str,
    data: Any,
    idempotency_key: str,
    customer_ip_address: str,
    door: PaymentAppDoor,
    now: datetime,
) -> Begun:
    """
    Ask a payment app to begin: note the wish, ask outside any transaction, note the answer.

    The same key finds the same transaction and asks the app again under it, which answers alike.

    :param amount: None: all that the basket costs
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    :raises InvalidInput: if the amount is not positive
    :raises AskedOtherwise: if the key was used for another basket, sum or wish
    """
    row, sum_ = _noted(actor, checkout_id, app, amount, action, idempotency_key, now)
    session = Session(
        transaction_id=row.pk,
        checkout_id=row.checkout_id,
        gateway=app.identifier,
        action=action,
        amount=sum_,
        data=data,
        idempotency_key=row.idempotency_key or str(row.pk),
        customer_ip_address=customer_ip_address,
    )
    return _answered(actor, row.pk, ACTIONS[action], door.initialize(session), now)


def transaction_go_on(
    *,
    actor: Actor,
    transaction_id: uuid.UUID,
    data: Any,
    customer_ip_address: str,
    door: PaymentAppDoor,
    now: datetime,
) -> Begun:
    """
    Ask a payment app to go on with a payment that is not finished; one that is answers as it stands.

    :raises NotFound: if there is no such transaction, it is another person's, or its app is gone
    """
    row = Transaction.objects.select_related("app").filter(pk=transaction_id).first()
    if row is None or row.app is None or not row.app.is_active or not _may_pay(actor, row.checkout_id):
        raise NotFound(_("There is no such transaction."), field="id")
    last = row.events.order_by("-id").first()
    request = row.events.filter(type__in=[f"{word}_request" for word in ACTIONS.values()]).first()
    if last is None or request is None:
        raise NotFound(_("There is no such transaction."), field="id")
    word = request.type.removesuffix("_request")
    if row.events.filter(type__in=("authorization_success", "charge_success")).exists():
        return Begun(row, last, None)
    session = Session(
        transaction_id=row.pk,
        checkout_id=row.checkout_id,
        gateway=row.gateway,
        action=word.upper(),
        amount=request.amount,
        data=data,
        idempotency_key=row.idempotency_key or str(row.pk),
        customer_ip_address=customer_ip_address,
    )
    return _answered(actor, row.pk, word, door.process(session), now)


def _may_pay(actor: Actor, checkout_id: uuid.UUID) -> bool:
    owner = (
        Checkout.objects.filter(pk=checkout_id).values_list("user_id", flat=True).first()
        or Order.objects.filter(checkout_id=checkout_id).values_list("user_id", flat=True).first()
    )
    return may_use_checkout(actor, owner)


@transaction.atomic
def _noted(
    actor: Actor,
    checkout_id: uuid.UUID,
    app: App,
    amount: Money | None,
    action: str,
    key: str,
    now: datetime,
) -> tuple[Transaction, Money]:
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    known = Transaction.objects.filter(gateway=app.identifier, idempotency_key=key).first() if key else None
    if known is not None:
        return known, _same(known, checkout_id, amount, action)
    checkout.payment_method = PaymentMethod.APP
    sum_ = basket_of(checkout, now=now).due if amount is None else amount
    if sum_.minor <= 0:
        raise InvalidInput(_("There is nothing to pay."), field="amount")
    checkout.agreed_minor, checkout.updated_at = None, now
    checkout.save(update_fields=["payment_method", "agreed_minor", "updated_at"])
    row = _begun(checkout_id, app, key, sum_.currency, now)
    TransactionEvent.objects.create(
        transaction=row,
        type=f"{ACTIONS[action]}_request",
        amount_minor=sum_.minor,
        currency=sum_.currency,
        app=app,
        created_at=now,
    )
    transaction_recalculate(row, now=now)
    return row, sum_


def _begun(checkout_id: uuid.UUID, app: App, key: str, currency: str, now: datetime) -> Transaction:
    try:
        with transaction.atomic():
            return Transaction.objects.create(
                checkout_id=checkout_id,
                app=app,
                gateway=app.identifier,
                name=app.name,
                idempotency_key=key[:512],
                currency=currency,
                created_at=now,
                modified_at=now,
            )
    except IntegrityError:  # another basket took the key in this very moment
        raise AskedOtherwise(_("This key was used for another payment."), field="idempotency_key") from None


def _same(known: Transaction, checkout_id: uuid.UUID, amount: Money | None, action: str) -> Money:
    request = known.events.order_by("id").first()
    if request is None or (known.checkout_id, request.type) != (checkout_id, f"{ACTIONS[action]}_request"):
        raise AskedOtherwise(_("This key was used for another payment."), field="idempotency_key")
    if amount is not None and amount != request.amount:
        raise AskedOtherwise(_("This key was used for another payment."), field="idempotency_key")
    return request.amount


@transaction.atomic
def _answered(
    actor: Actor, transaction_id: uuid.UUID, word: str, said: Mapping[str, Any] | None, now: datetime
) -> Begun:
    row = Transaction.objects.select_for_update(of=("self",)).get(pk=transaction_id)
    report = report_of(said, row.currency, wish=word)
    try:
        with transaction.atomic():
            noted = event_note(row, report, app_id=row.app_id, now=now)
    except DomainError as refusal:
        logger.warning("Transaction %s: %s", row.pk, refusal.message)
        failure = Report(type=f"{word}_failure", message=str(refusal.message))
        noted = event_note(row, failure, app_id=row.app_id, now=now)
    payment_follow(actor=actor, checkout_id=row.checkout_id, now=now)
    return Begun(row, noted.event, (said or {}).get("data"))


def report_of(said: Mapping[str, Any] | None, currency: str, *, wish: str) -> Report:
    """Read what an app answered; what cannot be read, or is no answer to the wish, is a failure."""
    if said is None:
        return Report(type=f"{wish}_failure", message=_("The payment app did not answer."))
    result = str(said.get("result") or "").lower()
    allowed = _RESULTS if wish in ACTIONS.values() else {f"{wish}_success", f"{wish}_failure"}
    amount = amount_read(said.get("amount"), currency)
    if result not in allowed or (said.get("amount") is not None and amount is None):
        return Report(type=f"{wish}_failure", message=_("The payment app did not answer sensibly."))
    actions = said.get("actions")
    return Report(
        type=result,
        psp_reference=str(said.get("pspReference") or ""),
        amount=amount,
        message=str(said.get("message") or ""),
        external_url=str(said.get("externalUrl") or ""),
        actions=[str(each).lower() for each in actions] if isinstance(actions, list) else None,
    )


def amount_read(given: Any, currency: str) -> Money | None:
    """Return an amount that an app wrote as a number or a text of digits; nothing if it is none."""
    try:
        exact = Decimal(str(given))
    except InvalidOperation:
        return None
    if given is None or not exact.is_finite() or exact < 0 or exact > 10**12:
        return None
    return Money.from_decimal(exact, currency)
