"""Open a remittance from the carrier's own file; the desk counts it blind afterwards, as any other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.kernel.refused_file import FileRefused
from orders.gateways.remittance_file import RemittanceRow, remittance_rows
from orders.gateways.statement_base import refused
from orders.models.cash import CashCollection, CashRemittance
from orders.policies import may_confirm_payment
from orders.services.cash_remit import cash_remittance_open
from orders.states import CashState


@transaction.atomic
def remittance_file_import(
    *, actor: Actor, desk_id: int, carrier_id: int, number: str, content: bytes, now: datetime
) -> CashRemittance:
    """
    Note what a carrier's file says it brings; the same file under the same number again changes nothing.

    The file holds the sums, so it is read by staff in charge of cash and not by the desk that counts.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises FileRefused: if a row is of an order whose cash this carrier does not hold, or of another sum
    :raises InvalidInput: if the number is empty
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    rows = remittance_rows(content)
    found = CashCollection.objects.filter(
        order__number__in=[row.order_number for row in rows], carrier_id=carrier_id
    )
    held = {row.order.number: row for row in found.select_related("order", "remittance")}
    known = CashRemittance.objects.filter(number=number.strip()).first()
    if known is not None:
        listed = {row.pk for row in known.collections.all()}
        if (
            known.carrier_id != carrier_id
            or listed != {row.pk for row in held.values()}
            or len(held) != len(rows)
        ):
            raise refused(1, _("sheet %(number)s was read already, with other orders") % {"number": number})
        return known
    problems = [(row.line, why) for row in rows if (why := _problem(row, held.get(row.order_number)))]
    if problems:
        raise FileRefused(problems)
    return cash_remittance_open(
        actor=actor,
        desk_id=desk_id,
        carrier_id=carrier_id,
        collection_ids=[held[row.order_number].pk for row in rows],
        number=number.strip(),
        now=now,
    )


def _problem(row: RemittanceRow, held: CashCollection | None) -> str:
    """Say why a row cannot be used, or nothing."""
    if held is None:
        return _("this carrier collected nothing for order %(number)d") % {"number": row.order_number}
    if held.state != CashState.COLLECTED or held.remittance_id is not None:
        return _("the cash of order %(number)d was handed in already") % {"number": row.order_number}
    if held.amount != row.amount:
        return _("order %(number)d is of another sum") % {"number": row.order_number}
    return ""
