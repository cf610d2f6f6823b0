"""A carrier brings its cash to the desk, which counts without knowing the sum."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.cash import CashCase, CashCollection, CashRemittance
from orders.policies import may_hold_cash
from orders.postings import order_subject
from orders.services.cash_rows import case_open, collections_locked, collections_move
from orders.states import CashState


@transaction.atomic
def cash_remittance_open(
    *, actor: Actor, desk_id: int, carrier_id: int, collection_ids: Sequence[int], number: str, now: datetime
) -> CashRemittance:
    """
    Note that a carrier brings the cash of these collections; the desk counts it next.

    The number is the carrier's own; opening it again returns the same remittance.

    :raises NotAllowed: if the actor does not keep this desk
    :raises NotFound: if a collection does not exist
    :raises IllegalMove: if a collection is not with its carrier any more
    :raises InvalidInput: if a collection is another carrier's, or the number is empty
    """
    require(may_hold_cash(actor, desk_id), _("Only the cashier of this desk may do this."))
    if not number.strip():
        raise InvalidInput(_("Please enter the number of the carrier's sheet."), field="number")
    rows = collections_locked(collection_ids, after=CashState.RECEIVED)
    known = CashRemittance.objects.filter(number=number).first()
    if known is not None:
        return known
    if any(row.carrier_id != carrier_id or row.remittance_id is not None for row in rows):
        message = _("Some of these collections are another carrier's or already handed in.")
        raise InvalidInput(message, field="collections")
    remittance = CashRemittance.objects.create(
        carrier_id=carrier_id,
        desk_id=desk_id,
        number=number,
        declared_minor=sum(row.amount_minor for row in rows),
        currency=rows[0].currency,
        created_at=now,
    )
    CashCollection.objects.filter(pk__in=[row.pk for row in rows]).update(remittance=remittance)
    return remittance


def _remittance_locked(actor: Actor, remittance_id: int) -> CashRemittance:
    remittance = CashRemittance.objects.select_for_update().filter(pk=remittance_id).first()
    if remittance is None:
        raise NotFound(_("There is no such remittance."), field="remittance")
    require(may_hold_cash(actor, remittance.desk_id), _("Only the cashier of this desk may do this."))
    return remittance


@transaction.atomic
def cash_remittance_count(
    *, actor: Actor, remittance_id: int, counted: Money, now: datetime
) -> CashRemittance:
    """
    Note what the desk counted: the desk now holds that, and a difference is the carrier's case.

    :raises NotAllowed: if the actor does not keep the desk
    :raises NotFound: if there is no such remittance
    :raises Conflict: if it has been counted with another result
    :raises InvalidInput: if the count is negative or in another currency
    """
    remittance = _remittance_locked(actor, remittance_id)
    if counted.minor < 0 or counted.currency != remittance.currency:
        raise InvalidInput(_("Please enter what you counted."), field="counted")
    if remittance.counted_minor is not None:
        if remittance.counted_minor != counted.minor:
            raise Conflict(_("This remittance has already been counted."), field="counted")
        return remittance

    ids = list(remittance.collections.values_list("pk", flat=True))
    rows = collections_locked(ids, after=CashState.RECEIVED)
    remittance.counted_minor = counted.minor
    remittance.counted_by_id = actor.user_id
    remittance.counted_at = now
    remittance.save(update_fields=["counted_minor", "counted_by", "counted_at"])
    collections_move(rows, to=CashState.RECEIVED)
    _post_received(remittance, rows, counted, actor, now)
    missing = remittance.declared - counted
    if missing:
        case_open(
            CashCase(
                holder_id=remittance.carrier_id,
                remittance=remittance,
                missing_minor=missing.minor,
                currency=remittance.currency,
            ),
            now=now,
        )
    return remittance


def _post_received(
    remittance: CashRemittance, rows: Sequence[CashCollection], counted: Money, actor: Actor, now: datetime
) -> None:
    reference = f"remittance:{remittance.pk}"
    missing = remittance.declared - counted
    lines = [
        Line(chart.cash_at_desk(remittance.desk_id, counted.currency), counted, reference),
        Line(chart.cash_case(remittance.carrier_id, missing.currency), missing, reference),
    ]
    lines += [
        Line(chart.cash_with_carrier(row.carrier_id, row.currency), -row.amount, order_subject(row.order))
        for row in rows
    ]
    ledger_post(
        key=f"{reference}:counted",
        reason="cash_received",
        happened_at=now,
        recorded_at=now,
        lines=[line for line in lines if line.amount],
        actor=actor,
        reference=reference,
        facts={
            "number": remittance.number,
            "declared_minor": remittance.declared_minor,
            "counted_minor": counted.minor,
            "currency": remittance.currency,
        },
    )
