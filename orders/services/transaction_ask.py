"""Have a payment app take, give up or give back money: asked for here, called by a worker."""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.gateways.payment_app import PaymentAppDoor, Request
from orders.models.transaction import Transaction, TransactionRequest
from orders.policies import may_ask_payment_apps
from orders.services.transaction_begin import report_of
from orders.services.transaction_report import ACTIONS, Report, event_note
from orders.services.transaction_rows import request_due, transaction_recalculate
from orders.services.transaction_settle import payment_follow
from orders.states import WorkState
from orders.work import claimed_one_by_one, put_off

logger = logging.getLogger(__name__)


@transaction.atomic
def transaction_ask(
    *, actor: Actor, transaction_id: uuid.UUID, action: str, amount: Money | None, now: datetime
) -> Transaction:
    """
    Ask an app for an action; a worker calls it, and the app reports what came of it.

    :param action: charge, cancel or refund
    :param amount: None: all that can be
    :raises NotAllowed: if the actor looks after neither orders nor payments
    :raises NotFound: if there is no such transaction
    :raises InvalidInput: if there is nothing, or less, to be charged, given up or given back
    """
    require(may_ask_payment_apps(actor), _("You may not ask payment apps."))
    row = Transaction.objects.select_for_update(of=("self",)).filter(pk=transaction_id).first()
    if row is None:
        raise NotFound(_("There is no such transaction."), field="id")
    if action not in ACTIONS:
        raise InvalidInput(_("There is no such action."), field="action_type")
    most = row.charged_minor if action == "refund" else row.authorized_minor
    minor = most if amount is None or action == "cancel" else amount.minor
    if not 0 < minor <= most or (amount is not None and amount.currency != row.currency):
        raise InvalidInput(_("There is not so much to be moved."), field="amount")
    request_due(row, action=action, minor=minor, now=now)
    return row


def transaction_requests_run(*, actor: Actor, door: PaymentAppDoor, now: datetime, limit: int = 20) -> int:
    """
    Ask apps for what is due; return how many answered.

    The answer may be lost after the app acted: the next attempt asks again about the same transaction and amount.
    Silence is tried again, at most five times; then the request fails visibly and its amount is free again.
    """
    done = 0
    for claimed in claimed_one_by_one(TransactionRequest, now=now, limit=limit):
        due = TransactionRequest.objects.select_related("event__transaction").get(pk=claimed.pk)
        event = due.event
        if event.psp_reference:  # answered by a report meanwhile
            TransactionRequest.objects.filter(pk=due.pk).update(state=WorkState.DONE, error="")
            continue
        said = door.request(
            Request(event.transaction_id, event.transaction.gateway, due.action, event.amount)
        )
        if said is None:
            put_off(claimed, now=now, error="The app did not answer.")
            _give_up_if_dead(claimed.pk, now)
            continue
        _note_answer(actor, due, dict(said), now)
        done += 1
    return done


@transaction.atomic
def _note_answer(actor: Actor, due: TransactionRequest, said: dict[str, object], now: datetime) -> None:
    row = Transaction.objects.select_for_update(of=("self",)).get(pk=due.event.transaction_id)
    if said.get("result"):
        event_note(row, report_of(said, row.currency, wish=due.action), app_id=row.app_id, now=now)
    elif said.get("pspReference"):  # it will report later under this reference
        due.event.psp_reference = str(said["pspReference"])[:512]
        due.event.save(update_fields=["psp_reference"])
        transaction_recalculate(row, now=now)
    else:
        event_note(row, Report(type=f"{due.action}_failure"), app_id=row.app_id, now=now)
    TransactionRequest.objects.filter(pk=due.pk).update(state=WorkState.DONE, error="")
    payment_follow(actor=actor, checkout_id=row.checkout_id, now=now)


@transaction.atomic
def _give_up_if_dead(request_id: int, now: datetime) -> None:
    due = TransactionRequest.objects.select_related("event").get(pk=request_id)
    if due.state != WorkState.DEAD:
        return
    logger.error("Request %s to a payment app is given up", due.pk)
    row = Transaction.objects.select_for_update(of=("self",)).get(pk=due.event.transaction_id)
    failure = Report(type=f"{due.action}_failure", message="The app did not answer.")
    event_note(row, failure, app_id=row.app_id, now=now)
