"""Pay a payout by a transfer of the card processor, and follow what becomes of it (decision 255)."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.payouts.calendar import local_date
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.payout_result_import import transfer_results_apply
from marketplace.payouts.services.result_file import ResultRow
from orders.gateways.base import ProcessorRefused, ProcessorUnreachable, TransferGateway, TransferPicture
from orders.models.bank import Break
from orders.models.transfer import PayoutTransfer
from orders.services.break_rows import break_open
from orders.states import BreakReason, BreakSource, WorkState
from orders.work import claimed_one_by_one, put_off

logger = logging.getLogger(__name__)


@transaction.atomic
def payout_transfer_due(*, payout_id: int, now: datetime) -> PayoutTransfer:
    """Write down that the processor is to pay a payout; again: the same row."""
    payout = Payout.objects.get(pk=payout_id)
    row, _is_new = PayoutTransfer.objects.get_or_create(
        payout=payout, defaults={"currency": payout.currency, "due_at": now, "created_at": now}
    )
    return row


def payout_transfers_run(*, actor: Actor, gateway: TransferGateway, now: datetime, limit: int = 50) -> int:
    """
    Make the transfers that are due; return how many were made.

    A refusal is final: the payout comes back and is owed again. Silence is tried again; whether an earlier attempt
    got through is asked first, because the processor forgets its keys after a day.
    """
    made = 0
    for row in claimed_one_by_one(PayoutTransfer, now=now, limit=limit):
        try:
            picture = _made(row, gateway)
        except ProcessorRefused as refusal:
            logger.error("Transfer %s refused: %s", row.key, refusal.message)
            _refused(row, refusal.message, actor, now)
        except ProcessorUnreachable as silence:
            put_off(row, now=now, error=silence.message)
        else:
            transfer_apply(actor=actor, picture=picture, now=now)
            made += 1
    return made


def _made(row: PayoutTransfer, gateway: TransferGateway) -> TransferPicture:
    payout = row.payout
    before = gateway.transfer_of(payout.end_to_end_id) if row.attempts > 1 else None
    return before or gateway.transfer(
        key=row.key,
        account_reference=payout.connected_id,
        amount=payout.amount,
        group=payout.end_to_end_id,
    )


@transaction.atomic
def _refused(row: PayoutTransfer, why: str, actor: Actor, now: datetime) -> None:
    """Nothing left our balance: the payout is returned as by a bank."""
    PayoutTransfer.objects.filter(pk=row.pk).update(state=WorkState.FAILED, error=why[:2000], done_at=now)
    _answer(row.payout, actor, now, at=now, reason=why)


@transaction.atomic
def transfer_apply(*, actor: Actor, picture: TransferPicture, now: datetime) -> PayoutTransfer | None:
    """
    Bring a payout to what the processor says of its transfer; again, in any order: no change.

    Made: the payout is paid. Taken back whole: it is returned and owed again. Taken back in part, or of another sum:
    somebody has to find out why (a break). A transfer that is none of ours changes nothing.
    """
    row = (
        PayoutTransfer.objects.select_for_update(of=("self",))
        .select_related("payout")
        .filter(payout__end_to_end_id=picture.group)
        .first()
    )
    if row is None or row.state == WorkState.FAILED:
        return None
    payout = row.payout
    row.state, row.error, row.done_at = WorkState.DONE, "", row.done_at or now
    row.provider_reference, row.reversed_minor = picture.transfer_reference, picture.reversed.minor
    row.save(update_fields=["state", "error", "done_at", "provider_reference", "reversed_minor"])
    if picture.amount != payout.amount or picture.account_reference != payout.connected_id:
        _odd(row, picture.amount.minor, now)
        return row
    _answer(payout, actor, now, at=picture.made_at)
    if picture.reversed == payout.amount:
        _answer(payout, actor, now, at=picture.reversed_at or now, reason=_("The transfer was taken back."))
    elif picture.reversed:
        _odd(row, picture.amount.minor - picture.reversed.minor, now)
    return row


def transfer_follow(
    *, actor: Actor, gateway: TransferGateway, transfer_reference: str, now: datetime
) -> PayoutTransfer | None:
    """
    Read a transfer again from the processor and apply what it says.

    :raises ProcessorRefused: if the processor does not know it
    :raises ProcessorUnreachable: if it does not answer
    """
    return transfer_apply(actor=actor, picture=gateway.transfer_made(transfer_reference), now=now)


def _answer(payout: Payout, actor: Actor, now: datetime, *, at: datetime, reason: str = "") -> None:
    """Tell the settlement what the processor did, as a bank's file would: paid, or returned for a reason."""
    row = ResultRow(
        line=1,
        end_to_end_id=payout.end_to_end_id,
        is_paid=not reason,
        day=local_date(at),
        amount=payout.amount.amount,
        reason=reason,
    )
    transfer_results_apply(actor=actor, rows=[row], now=now)


def _odd(row: PayoutTransfer, found_minor: int, now: datetime) -> None:
    break_open(
        Break(
            key=f"transfer:{row.provider_reference}:{found_minor}",
            source=BreakSource.CARD,
            reason=BreakReason.OTHER_SUM,
            subject=f"payout:{row.payout_id}",
            expected_minor=row.payout.amount_minor,
            found_minor=found_minor,
            currency=row.currency,
        ),
        now=now,
    )
