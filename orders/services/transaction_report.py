"""A payment app reports what it did: an event, once, and what follows from it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.kernel.money import Money
from orders.models.transaction import Transaction, TransactionEvent
from orders.policies import may_handle_transaction
from orders.services.transaction_rows import transaction_recalculate
from orders.services.transaction_settle import payment_follow

EVENT_TYPES = frozenset(
    f"{word}_{end}"
    for word in ("authorization", "charge", "refund", "cancel")
    for end in ("success", "failure", "request")
) | {
    "authorization_adjustment",
    "authorization_action_required",
    "charge_action_required",
    "charge_back",
    "refund_reverse",
    "info",
}
ACTIONS = frozenset({"charge", "refund", "cancel"})
_LONGEST = 512


class IncorrectDetails(DomainError):
    """The same was reported before with another amount."""

    code = "INCORRECT_DETAILS"


class AlreadyAuthorised(DomainError):
    """A second promise; a changed one is an adjustment."""

    code = "ALREADY_EXISTS"


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported; `amount` is in the transaction's currency, None where it says nothing."""

    type: str
    psp_reference: str = ""
    amount: Money | None = None
    message: str = ""
    external_url: str = ""
    # What can be asked of the app from now on; None: as before
    actions: Sequence[str] | None = None
    happened_at: datetime | None = None
    # Which card or other means was used; None: as before
    means: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What came of a report."""

    transaction: Transaction
    event: TransactionEvent
    is_new: bool


def transaction_locked(actor: Actor, transaction_id: uuid.UUID) -> Transaction:
    """
    Return a transaction under its row lock.

    :raises NotFound: if there is none, or it is another app's
    """
    row = Transaction.objects.select_for_update(of=("self",)).filter(pk=transaction_id).first()
    if row is None or not may_handle_transaction(actor, row.app_id):
        raise NotFound(_("There is no such transaction."), field="id")
    return row


@transaction.atomic
def transaction_report(*, actor: Actor, transaction_id: uuid.UUID, report: Report, now: datetime) -> Reported:
    """
    Note what an app reports; reporting it again changes nothing.

    :raises NotFound: if there is no such transaction, or it is another app's
    :raises InvalidInput: if there is no such event, or the amount is negative or in another currency
    :raises IncorrectDetails: if the same was reported with another amount
    :raises AlreadyAuthorised: if money was promised already
    """
    row = transaction_locked(actor, transaction_id)
    reported = event_note(row, report, app_id=actor.app_id, user_id=actor.user_id, now=now)
    payment_follow(actor=actor, checkout_id=row.checkout_id, now=now)
    return reported


def event_note(
    row: Transaction, report: Report, *, app_id: int | None, user_id: int | None = None, now: datetime
) -> Reported:
    """
    Note an event of a locked transaction and add its amounts up anew.

    :raises InvalidInput: if there is no such event, or the amount is negative or in another currency
    :raises IncorrectDetails: if the same was reported with another amount
    :raises AlreadyAuthorised: if money was promised already
    """
    _check(row, report)
    known = row.events.filter(type=report.type, psp_reference=report.psp_reference).first()
    if known is not None and report.psp_reference:
        if report.amount is not None and report.amount.minor != known.amount_minor:
            raise IncorrectDetails(
                _(
                    "The transaction with provided `pspReference` and `type` already exists with different amount."
                ),
                field="psp_reference",
            )
        return Reported(row, known, is_new=False)
    if report.type == "authorization_success" and row.events.filter(type=report.type).exists():
        raise AlreadyAuthorised(
            _("Event with `AUTHORIZATION_SUCCESS` already reported for the transaction."), field="type"
        )
    event = _adopted(row, report) or TransactionEvent.objects.create(
        transaction=row,
        type=report.type,
        amount_minor=_minor(row, report),
        currency=row.currency,
        psp_reference=report.psp_reference[:_LONGEST],
        message=report.message.replace("\x00", "")[:_LONGEST],
        external_url=report.external_url[:2000],
        app_id=app_id,
        user_id=user_id,
        created_at=report.happened_at or now,
    )
    _answer_request(row, event)
    if report.actions is not None:
        row.available_actions = sorted(set(report.actions) & ACTIONS)
    row.psp_reference = row.psp_reference or event.psp_reference
    row.message = event.message or row.message
    row.external_url = event.external_url or row.external_url
    row.means = row.means if report.means is None else dict(report.means)
    row.save(update_fields=["available_actions", "psp_reference", "message", "external_url", "means"])
    transaction_recalculate(row, now=now)
    return Reported(row, event, is_new=True)


def _adopted(row: Transaction, report: Report) -> TransactionEvent | None:
    """Return our own request under the reference that the app now has for it, if it reports that it is at it."""
    if not report.type.endswith("_request"):
        return None
    waiting = row.events.filter(type=report.type, psp_reference="").order_by("id").first()
    if waiting is not None:
        waiting.psp_reference = report.psp_reference[:_LONGEST]
        waiting.message = report.message.replace("\x00", "")[:_LONGEST]
        waiting.amount_minor = waiting.amount_minor if report.amount is None else report.amount.minor
        waiting.save(update_fields=["psp_reference", "message", "amount_minor"])
    return waiting


def _check(row: Transaction, report: Report) -> None:
    if report.type not in EVENT_TYPES:
        raise InvalidInput(_("There is no such event."), field="type")
    if report.amount is not None and (report.amount.currency != row.currency or report.amount.minor < 0):
        raise InvalidInput(_("The amount is not one of this transaction."), field="amount")


def _minor(row: Transaction, report: Report) -> int:
    """Return the amount; without one, that of the request which is answered."""
    if report.amount is not None:
        return report.amount.minor
    word, _found, end = report.type.rpartition("_")
    if end not in ("success", "failure", "required"):
        return 0
    waiting = row.events.filter(type=f"{word.removesuffix('_action')}_request").order_by("-id").first()
    return waiting.amount_minor if waiting is not None else 0


def _answer_request(row: Transaction, event: TransactionEvent) -> None:
    """Give the request that an event answers its reference: a request was made before there was one."""
    word, _found, end = event.type.rpartition("_")
    if end not in ("success", "failure"):
        return
    waiting = row.events.filter(type=f"{word}_request", psp_reference="").order_by("id").first()
    if waiting is not None:
        waiting.psp_reference = event.psp_reference or f"answered-by:{event.pk}"
        waiting.save(update_fields=["psp_reference"])
        if not event.psp_reference:
            event.psp_reference = waiting.psp_reference
            event.save(update_fields=["psp_reference"])
