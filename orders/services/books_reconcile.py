"""Each night: the bank, the card processor, the carriers and the desks against the books; what differs is a break."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import COUNTRY_ZONE
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.selectors import entries_touching
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.checks import passages_differing
from orders.cod_states import DepositMedium
from orders.gateways.base import CardGateway, CardMovement
from orders.models.bank import BankEntry, BankStatement, Break
from orders.models.cod import CodAgreement
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.policies import may_confirm_payment
from orders.selectors.custody import Custody, Holding, custody_rows
from orders.services.break_rows import break_open
from orders.services.payment_surplus import surplus_key
from orders.states import BreakReason, BreakSource, BreakState, PaymentMethod, PaymentState

# A transfer that we booked by hand may reach the statement so much later
BANK_GRACE = timedelta(days=3)
LOOK_BACK = timedelta(days=60)
# The processor's figures of the last hour may not be complete
CARD_LOOK_BACK, CARD_GRACE = timedelta(days=7), timedelta(hours=1)
CARD_LIMIT = 5000
SOURCES = {
    Holding.CARRIER: BreakSource.CARRIER,
    Holding.DESK: BreakSource.TILL,
    Holding.DEPOSIT: BreakSource.BANK,
}


@transaction.atomic
def bank_reconcile(*, actor: Actor, now: datetime, currency: str = BASE_CURRENCY) -> int:
    """
    Open a break for each entry of the bank's account that the statements should show by now and do not.

    A break whose movement has come since is resolved by itself. Return how many are open.

    :raises NotAllowed: if the actor is not in charge of cash
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    statements = BankStatement.objects.filter(currency=currency, to_date__isnull=False)
    first, last = statements.order_by("from_date").first(), statements.order_by("-to_date").first()
    if first is None or last is None or last.to_date is None:
        return 0
    ends = datetime.combine(last.to_date, time.max, COUNTRY_ZONE) - BANK_GRACE
    begins = max(datetime.combine(first.from_date, time.min, COUNTRY_ZONE), now - LOOK_BACK)
    booked = entries_touching(chart.bank(currency), since=begins, until=ends)
    shown = set(
        BankEntry.objects.filter(ledger_key__in=[key for key, _reference, _sum in booked]).values_list(
            "ledger_key", flat=True
        )
    )
    rows = [
        Break(
            key=f"bank:{key}"[:150],
            source=BreakSource.BANK,
            reason=BreakReason.NOT_ON_STATEMENT,
            subject=reference,
            expected_minor=total.minor,
            currency=currency,
        )
        for key, reference, total in booked
        if key not in shown and total
    ]
    return _breaks_are(rows, BreakSource.BANK, BreakReason.NOT_ON_STATEMENT, "bank:", now)


def card_reconcile(*, actor: Actor, gateway: CardGateway, now: datetime) -> int:
    """
    Compare what the processor reports of each payment with the books, and book its fees; return how many breaks.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises ProcessorUnreachable: if the processor does not answer
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    since = now - CARD_LOOK_BACK
    movements = gateway.movements_since(timestamp=int(since.timestamp()), limit=CARD_LIMIT)
    with transaction.atomic():
        for movement in movements:
            _book_fee(movement, actor, now)
        return _breaks_are(_card_breaks(movements, since, now), BreakSource.CARD, None, "card:", now)


def _book_fee(movement: CardMovement, actor: Actor, now: datetime) -> None:
    if not movement.fee:
        return
    currency = movement.fee.currency
    ledger_post(
        key=f"card-fee:{movement.movement_id}",
        reason="card_fee",
        happened_at=movement.happened_at,
        recorded_at=now,
        lines=[
            Line(chart.card_fees(currency), movement.fee),
            Line(chart.card_clearing(currency), -movement.fee),
        ],
        actor=actor,
        reference=f"card:{movement.payment_reference}"[:80],
        facts={"movement": movement.movement_id},
    )


def _card_breaks(movements: Iterable[CardMovement], since: datetime, now: datetime) -> list[Break]:
    reported: dict[str, Money] = {}
    for each in movements:
        if each.amount.minor > 0 and each.happened_at < now - CARD_GRACE:
            before = reported.get(each.payment_reference, Money.zero(each.amount.currency))
            reported[each.payment_reference] = before + each.amount
    payments = Payment.objects.select_related("order__cod")
    known = {row.provider_reference: row for row in payments.filter(provider_reference__in=reported)}
    beyond = _surpluses(reported)
    rows = [
        _card_break(reference, own, known)
        for reference, amount in sorted(reported.items())
        if (own := amount - beyond.get(reference, Money.zero(amount.currency)))
    ]
    between = (since + CARD_GRACE, now - CARD_GRACE)
    paid = payments.exclude(provider_reference__in=reported).filter(
        Q(method=PaymentMethod.CARD, state=PaymentState.PAID, paid_at__range=between)
        | Q(order__cod__paid_medium=DepositMedium.CARD, order__cod__paid_at__range=between)
    )
    missing = [
        Break(
            key=f"card:{row.provider_reference}",
            source=BreakSource.CARD,
            reason=BreakReason.NOT_ON_STATEMENT,
            subject=f"order:{row.order_id}",
            expected_minor=_by_card(row),
            currency=row.currency,
        )
        for row in paid.order_by("pk")
    ]
    return [row for row in rows if row is not None] + missing


def _surpluses(reported: Iterable[str]) -> dict[str, Money]:
    """Return what cards paid a second time, by the processor's name of that payment."""
    keys = {surplus_key(reference): reference for reference in reported}
    return {keys[row.key]: row.amount for row in Refund.objects.filter(key__in=keys)}


def _by_card(payment: Payment) -> int:
    """Return what the books say that a card gave for an order, in minor units: all of it, or its deposit."""
    agreement: CodAgreement | None = getattr(payment.order, "cod", None)
    if agreement is not None and agreement.paid_medium == DepositMedium.CARD:
        return agreement.deposit_minor
    by_card = payment.method == PaymentMethod.CARD or payment.state == PaymentState.CANCELLED
    return payment.captured_minor if by_card else 0


def _card_break(reference: str, amount: Money, known: Mapping[str, Payment]) -> Break | None:
    payment = known.get(reference)
    booked = _by_card(payment) if payment is not None else 0
    if booked == amount.minor:
        return None
    return Break(
        key=f"card:{reference}",
        source=BreakSource.CARD,
        reason=BreakReason.OTHER_SUM if booked else BreakReason.NOT_IN_BOOKS,
        subject=f"order:{payment.order_id}" if payment is not None else reference[:80],
        expected_minor=booked or None,
        found_minor=amount.minor,
        currency=amount.currency,
    )


@transaction.atomic
def custody_reconcile(*, actor: Actor, now: datetime) -> int:
    """
    Open a break where cash stays with its holder for too long, or where our rows and the books differ.

    :raises NotAllowed: if the actor is not in charge of cash
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    custody = Custody(now.date(), custody_rows(now))
    late = [
        Break(
            key=f"custody:{row.holding}:{row.holder_id or ''}:{row.oldest:%Y%m%d%H%M%S}",
            source=SOURCES[row.holding],
            reason=BreakReason.TOO_LONG,
            subject=f"cash:{row.holding}:{row.holder_id}" if row.holder_id else f"cash:{row.holding}",
            found_minor=row.total.minor,
            currency=row.total.currency,
        )
        for row in custody.rows
        if row.is_late and row.holding in SOURCES
    ]
    count = _breaks_are(late, None, BreakReason.TOO_LONG, "custody:", now)
    differing = [
        Break(
            key=f"passage:{account}:{subject}"[:150],
            source=BreakSource.CARRIER if account.startswith("cash:carrier") else BreakSource.TILL,
            reason=BreakReason.NOT_IN_BOOKS,
            subject=subject[:80],
            expected_minor=wanted,
            found_minor=booked,
            currency=BASE_CURRENCY,
        )
        for account, subject, wanted, booked in passages_differing("cash:")
    ]
    return count + _breaks_are(differing, None, BreakReason.NOT_IN_BOOKS, "passage:", now)


def _breaks_are(
    rows: list[Break], source: BreakSource | None, reason: BreakReason | None, prefix: str, now: datetime
) -> int:
    """Open these breaks, and resolve those of the same kind that are not among them any more."""
    gone = Break.objects.filter(state=BreakState.OPEN, key__startswith=prefix, bank_entry=None)
    if source is not None:
        gone = gone.filter(source=source)
    if reason is not None:
        gone = gone.filter(reason=reason)
    gone.exclude(key__in=[row.key for row in rows]).update(
        state=BreakState.RESOLVED, resolved_at=now, resolution=_("It agrees by now.")
    )
    for row in rows:
        break_open(row, now=now)
    return len(rows)
