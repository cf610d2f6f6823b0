"""Send the payouts of a run on their way, once, in one form for each way that it pays by."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import rib_check
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.events import MandateIssued, TransferOrdered
from marketplace.payouts.gateways.bank_csv import write_csv
from marketplace.payouts.gateways.base import Transfer, TransferBatch, TransferWriter
from marketplace.payouts.gateways.pain001 import write_pain001
from marketplace.payouts.gateways.paper_lists import write_mandates, write_manual, write_orders
from marketplace.payouts.gateways.simt400 import write_simt400
from marketplace.payouts.models.payout import Payout, PayoutFile
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.policies import may_move_money
from marketplace.payouts.selectors.rows import run_locked, term_on
from marketplace.payouts.states import (
    PAYOUT_FLOW,
    RUN_FLOW,
    WAY_OF,
    FileFormat,
    PayoutState,
    PayoutWay,
    RunState,
)

WRITERS: Mapping[FileFormat, tuple[TransferWriter, str]] = {
    FileFormat.CSV: (write_csv, "csv"),
    FileFormat.PAIN001: (write_pain001, "xml"),
    FileFormat.SIMT400: (write_simt400, "txt"),
    FileFormat.MANDATE: (write_mandates, "mandates.csv"),
    FileFormat.STRIPE: (write_orders, "stripe.csv"),
    FileFormat.MANUAL: (write_manual, "manual.csv"),
}


@transaction.atomic
def settlement_export(*, actor: Actor, run_id: int, file_format: str, now: datetime) -> PayoutFile:
    """
    Write a file of a locked run and note its payouts as sent; asked again for the same form, return the same file.

    What one way carries is never written in a second form: it would be paid twice. The run is sent once nothing of it
    is left: transfers in the bank's file, cash mandates in the agency's. Stripe transfers are ordered with their list,
    one by one, and answer for themselves (`orders.services.payout_transfer`).

    :raises NotFound: if there is no such run, or nothing says who pays
    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises InvalidInput: if the form is unknown or the terms name no account that pays
    :raises IllegalMove: if the run is not locked, was sent in another form, or pays nothing by this way
    """
    run = run_locked(run_id)
    require(may_move_money(actor), _("You may not handle settlements."))
    if file_format not in FileFormat.values:
        raise InvalidInput(_("Unknown form of file: %(name)s.") % {"name": file_format}, field="file_format")
    form = FileFormat(file_format)
    way = WAY_OF[form]
    known = PayoutFile.objects.filter(run=run, way=way).first()
    if known is not None:
        if known.format != file_format:
            raise IllegalMove(
                _("This settlement was already sent as %(name)s.") % {"name": known.name}, field="file_format"
            )
        return known
    RUN_FLOW.check(RunState(run.state), RunState.EXPORTED)
    # By their statements' ids: joined with itself, the table was read once for each payout (447 s for 10,000)
    ready = Payout.objects.filter(statement__in=run.statements.all(), state=PayoutState.READY)
    if not ready.filter(way=way).exists():
        raise IllegalMove(_("Nothing in this settlement is paid in this way."), field="file_format")
    file = _write(run, form, now)
    file.created_by_id = actor.user_id or 0
    file.save()
    PAYOUT_FLOW.check(PayoutState.READY, PayoutState.EXPORTED)
    _tell(ready.filter(way=way), way, now)
    ready.filter(way=way).update(state=PayoutState.EXPORTED)
    if not ready.exists():
        run.state = RunState.EXPORTED
        run.exported_at = now
        run.save(update_fields=["state", "exported_at"])
    return file


def _tell(payouts: QuerySet[Payout], way: PayoutWay, now: datetime) -> None:
    """Cash waits for somebody who has to hear of it, a transfer for its call to the card processor."""
    kind = {PayoutWay.MANDATE: MandateIssued, PayoutWay.STRIPE: TransferOrdered}.get(way)
    if kind is not None:
        for payout_id, organisation_id in payouts.order_by("pk").values_list("pk", "organisation_id"):
            bus.publish(kind(payout_id=payout_id, organisation_id=organisation_id, happened_at=now))


def _write(run: SettlementRun, form: FileFormat, now: datetime) -> PayoutFile:
    term = term_on(run.due_date, run.currency)
    if not term.payer_name or not term.payer_rib:
        raise InvalidInput(
            _("The settlement terms do not say from which account payouts are made."), field="payer_rib"
        )
    rib_check(term.payer_rib, field="payer_rib")
    writer, ending = WRITERS[form]
    payouts = Payout.objects.filter(statement__run=run, way=WAY_OF[form])
    sums = payouts.aggregate(count=Count("pk"), total=Sum("amount_minor"))
    batch = TransferBatch(
        message_id=f"{run.due_date:%Y%m%d}-{run.pk}",
        created_at=run.locked_at or now,
        execution_date=max(run.due_date, (run.locked_at or now).date()),
        payer_name=term.payer_name,
        payer_rib=term.payer_rib,
        count=sums["count"],
        total=Money(sums["total"] or 0, run.currency),
        transfers=map(_transfer, payouts.order_by("pk").iterator(chunk_size=1000)),
    )
    content = writer(batch)
    return PayoutFile(
        run=run,
        way=WAY_OF[form],
        format=form,
        name=f"payouts-{batch.message_id}.{ending}",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        payout_count=batch.count,
        total_minor=batch.total.minor,
        currency=run.currency,
        created_at=now,
    )


def _transfer(payout: Payout) -> Transfer:
    return Transfer(
        payout.end_to_end_id,
        payout.amount,
        payout.rib or payout.connected_id,
        payout.holder,
        f"Releve {payout.end_to_end_id}",
    )
