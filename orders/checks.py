"""Does the money of every order stand where its state says it must?"""

from django.db import connection

from marketplace.kernel.findings import Finding
from marketplace.ledger import chart
from marketplace.ledger.selectors import open_subjects
from orders.models.order import SubOrder
from orders.models.payment import PaymentOperation, ProviderEvent
from orders.states import SubOrderState, WorkState

_TOTALS = """
    SELECT o.number FROM orders_order o
    WHERE o.items_minor <> (SELECT COALESCE(SUM(l.total_minor), 0) FROM orders_orderline l WHERE l.order_id = o.id)
       OR o.items_minor <> (SELECT COALESCE(SUM(s.gross_minor), 0) FROM orders_suborder s WHERE s.order_id = o.id)
"""
_SPLITS = """
    SELECT o.number FROM orders_order o JOIN orders_payment p ON p.order_id = o.id
    WHERE p.amount_minor <> o.total_minor OR p.amount_minor <> (
        SELECT COALESCE(SUM(x.items_minor + x.delivery_minor), 0) FROM orders_paymentsplit x WHERE x.payment_id = p.id)
"""
_COMMISSIONS = """
    SELECT s.number FROM orders_suborder s
    WHERE s.commission_minor <> (
        SELECT COALESCE(SUM(l.commission_minor), 0) FROM orders_orderline l WHERE l.sub_order_id = s.id)
"""


def _numbers(sql: str, code: str, message: str) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Finding(code=code, message=message, subject=str(row[0])) for row in cursor.fetchall()]


def _settled_clearing() -> list[Finding]:
    """A delivered sub-order's clearing is empty; one whose money never came has none."""
    closed = {SubOrderState.DELIVERED.value, SubOrderState.CANCELLED.value, SubOrderState.RETURNED.value}
    open_ids = [
        subject.removeprefix("sub-order:")
        for subject, _amount in open_subjects(chart.order_clearing())
        if subject.startswith("sub-order:")
    ]
    rows = SubOrder.objects.filter(pk__in=open_ids, state__in=closed).values_list("number", flat=True)
    return [
        Finding(code="clearing_open", message="The sub-order is closed, its clearing is not empty.", subject=number)
        for number in rows
    ]


def _custody() -> list[Finding]:
    """What the books say is with carriers, at desks and in deposit is what the collections say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT carrier_id, SUM(amount_minor) FROM orders_cashcollection WHERE state = 'collected' GROUP BY 1"
        )
        held = {chart.cash_with_carrier(carrier): int(total) for carrier, total in cursor.fetchall()}
    findings = []
    for account, minor in held.items():
        booked = sum(amount.minor for _subject, amount in open_subjects(account))
        if booked != minor:
            message = f"Collections say {minor}, the books say {booked} (minor units)."
            findings.append(Finding(code="custody_differs", message=message, subject=account))
    return findings


def _given_up() -> list[Finding]:
    findings = []
    for model, code in ((PaymentOperation, "operation_dead"), (ProviderEvent, "event_dead")):
        for row in model._default_manager.filter(state=WorkState.DEAD)[:100]:
            findings.append(Finding(code=code, message=row.error or "Given up.", subject=str(row.pk)))
    return findings


def order_findings() -> list[Finding]:
    """List what does not add up in orders, payments and cash."""
    return [
        *_numbers(_TOTALS, "order_total", "Lines, sub-orders and the order's total differ."),
        *_numbers(_SPLITS, "payment_split", "The parts of the payment do not add up to the order's total."),
        *_numbers(_COMMISSIONS, "commission", "The lines' commissions do not add up to the sub-order's."),
        *_settled_clearing(),
        *_custody(),
        *_given_up(),
    ]
