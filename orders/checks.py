"""Check that the money of every order stands where its state says it must."""

from collections.abc import Mapping

from django.db import connection

from marketplace.kernel.findings import Finding
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.ledger.checks import open_passages
from orders.models.payment import PaymentOperation, ProviderEvent
from orders.models.refund import Refund
from orders.models.transaction import TransactionRequest
from orders.models.transfer import PayoutTransfer
from orders.refund_states import RefundState
from orders.states import OperationKind, PaymentState, WorkState

_TOTALS = """
    SELECT o.number FROM orders_order o
    WHERE o.items_minor <> (
        SELECT COALESCE(SUM(l.total_minor), 0) FROM orders_orderline l WHERE l.order_id = o.id)
    OR o.items_minor <> (
        SELECT COALESCE(SUM(s.gross_minor), 0) FROM orders_suborder s WHERE s.order_id = o.id)
"""
_SPLITS = """
    SELECT o.number FROM orders_order o JOIN orders_payment p ON p.order_id = o.id
    WHERE p.amount_minor <> o.total_minor - o.gift_minor OR p.amount_minor <> (
        SELECT COALESCE(SUM(x.items_minor + x.delivery_minor - x.gift_minor), 0)
        FROM orders_paymentsplit x WHERE x.payment_id = p.id)
"""
_COMMISSIONS = """
    SELECT s.number FROM orders_suborder s
    WHERE s.commission_minor <> (
        SELECT COALESCE(SUM(l.commission_minor), 0) FROM orders_orderline l WHERE l.sub_order_id = s.id)
"""
_REFUND_PARTS = """
    SELECT f.id FROM orders_refund f
    WHERE f.cause NOT IN ('deposit', 'late', 'surplus') AND f.amount_minor + f.gift_minor + f.set_off_minor <> (
        SELECT COALESCE(SUM(p.goods_minor - p.funded_minor + p.delivery_minor), 0)
        FROM orders_refundpart p WHERE p.refund_id = f.id)
    OR EXISTS (
        SELECT 1 FROM orders_refundpart p WHERE p.refund_id = f.id AND p.goods_minor <> (
            SELECT COALESCE(SUM(l.amount_minor), 0) FROM orders_refundline l WHERE l.part_id = p.id))
"""
_REFUNDED_LINES = """
    SELECT l.sku FROM orders_orderline l
    LEFT JOIN (SELECT order_line_id, SUM(quantity) AS units, SUM(amount_minor) AS minor
               FROM orders_refundline GROUP BY order_line_id) r ON r.order_line_id = l.id
    WHERE (l.refunded_minor <> 0 OR r.minor IS NOT NULL)
      AND (l.refunded_quantity <> COALESCE(r.units, 0) OR l.refunded_minor <> COALESCE(r.minor, 0))
"""
_BORNE = """
    SELECT DISTINCT s.number FROM orders_refundpart x
    JOIN orders_suborder s ON s.id = x.sub_order_id
    WHERE x.charged_to IN ('expense', 'claim') AND s.state = 'returned' AND s.delivered_at IS NULL
      AND s.refunded_minor = s.gross_minor
"""
_OWED_BACK = """
    SELECT p.id FROM orders_payment p
    LEFT JOIN (SELECT order_id,
                      COALESCE(SUM(amount_minor) FILTER (WHERE cause <> 'surplus'), 0) AS owed,
                      COALESCE(SUM(amount_minor) FILTER (WHERE cause <> 'surplus' AND state = 'done'), 0) AS done,
                      COALESCE(SUM(amount_minor) FILTER (WHERE cause = 'surplus'), 0) AS surplus,
                      SUM(gift_minor) AS gift
               FROM orders_refund GROUP BY order_id) f ON f.order_id = p.order_id
    WHERE (p.owed_back_minor <> 0 OR p.surplus_minor <> 0 OR f.owed IS NOT NULL)
      AND (p.owed_back_minor <> COALESCE(f.owed, 0) OR p.refunded_minor <> COALESCE(f.done, 0)
           OR p.surplus_minor <> COALESCE(f.surplus, 0) OR p.gift_back_minor <> COALESCE(f.gift, 0))
"""


_STATEMENTS = """
    SELECT s.number FROM orders_bankstatement s
    WHERE s.closing_minor <> s.opening_minor + (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM orders_bankentry e WHERE e.statement_id = s.id)
"""
_BREAKS = """
    SELECT e.id FROM orders_bankentry e LEFT JOIN orders_break b ON b.bank_entry_id = e.id AND b.state = 'open'
    WHERE (e.state = 'open') <> (b.id IS NOT NULL)
"""


_FUNDING = """
    SELECT o.number FROM orders_order o
    WHERE o.platform_minor <> (
        SELECT COALESCE(SUM(d.amount_minor), 0) FROM orders_orderdiscount d
        WHERE d.order_id = o.id AND d.funder = 'platform')
    OR o.partner_minor <> (
        SELECT COALESCE(SUM(d.amount_minor), 0) FROM orders_orderdiscount d
        WHERE d.order_id = o.id AND d.funder = 'partner')
    OR o.gift_minor <> (
        SELECT COALESCE(SUM(u.amount_minor), 0) FROM promotions_giftcarduse u
        WHERE u.reference = 'order:' || o.id)
    OR o.funded_minor <> (
        SELECT COALESCE(SUM(l.funded_minor), 0) FROM orders_orderline l WHERE l.order_id = o.id)
"""


_DEPOSITS = """
    SELECT o.number FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
    LEFT JOIN orders_codagreement g ON g.order_id = o.id
    WHERE p.deposit_minor <> COALESCE(g.deposit_minor, 0)
       OR (g.deposit_state IN ('none', 'due', 'lapsed') AND p.state IN ('pledged', 'cancelled')
           AND p.method = 'cash'
           -- What came by card after the order was given up goes back whole
           AND p.captured_minor <> p.owed_back_minor)
       OR (g.deposit_state = 'held' AND (p.state <> 'pledged' OR p.captured_minor <> p.deposit_minor))
       OR (g.deposit_state = 'returned' AND NOT EXISTS (
           SELECT 1 FROM orders_refund f WHERE f.order_id = o.id AND f.cause = 'deposit'
             AND f.amount_minor = g.deposit_minor))
"""


_MONTH_SALES = """
    WITH sold AS (
        SELECT s.organisation_id, l.variant_id, orders_month_of(s.placed_at) AS month,
               SUM(l.quantity - l.refunded_quantity) AS units
        FROM orders_orderline l JOIN orders_suborder s ON s.id = l.sub_order_id
        WHERE orders_is_sold(s.state) GROUP BY 1, 2, 3 HAVING SUM(l.quantity - l.refunded_quantity) <> 0
    ), kept AS (
        SELECT organisation_id, variant_id, month, SUM(units) AS units
        FROM orders_monthsale GROUP BY 1, 2, 3 HAVING SUM(units) <> 0
    )
    SELECT organisation_id || ' ' || variant_id || ' ' || month
    FROM sold FULL JOIN kept USING (organisation_id, variant_id, month)
    WHERE sold.units IS DISTINCT FROM kept.units
"""


def _numbers(sql: str, code: str, message: str) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Finding(code=code, message=message, subject=str(row[0])) for row in cursor.fetchall()]


def _at(alias: str) -> str:
    """SQL of what stands behind an account's code for the currency of a row (marketplace.ledger.chart)."""
    return f"CASE {alias}.currency WHEN '{BASE_CURRENCY}' THEN '' ELSE '@' || {alias}.currency END"


_EXPLAINED = f"""
    WITH refunded AS (
        SELECT sub_order_id, charged_to, SUM(goods_minor)::bigint AS goods,
               SUM(goods_minor - commission_minor - hub_fee_minor)::bigint AS net
        FROM orders_refundpart GROUP BY sub_order_id, charged_to
    )
    SELECT 'cash:carrier:' || c.carrier_id || {_at("c")}, 'order:' || c.order_id, c.amount_minor
    FROM orders_cashcollection c WHERE c.state = 'collected'
    UNION ALL
    SELECT 'cash:desk:' || r.desk_id || {_at("r")}, 'remittance:' || r.id, r.counted_minor
    FROM orders_cashremittance r WHERE r.counted_minor > 0 AND EXISTS (
        SELECT 1 FROM orders_cashcollection c WHERE c.remittance_id = r.id AND c.state = 'received')
    UNION ALL
    SELECT 'cash:deposit' || {_at("d")}, 'deposit:' || d.id, d.amount_minor
    FROM orders_bankdeposit d WHERE d.confirmed_at IS NULL
    UNION ALL
    SELECT 'cash:case:' || k.holder_id || {_at("k")},
           COALESCE('remittance:' || k.remittance_id, 'deposit:' || k.deposit_id), k.missing_minor
    FROM orders_cashcase k WHERE k.state = 'open'
    UNION ALL
    SELECT 'clearing:transfers' || {_at("e")}, 'bank-entry:' || e.id, -e.amount_minor
    FROM orders_bankentry e WHERE e.state = 'open'
    UNION ALL
    SELECT 'clearing:transfers' || {_at("a")}, 'agency-receipt:' || a.id, -a.amount_minor
    FROM orders_agencyreceipt a WHERE a.subject = ''
    UNION ALL
    SELECT 'clearing:orders' || {_at("s")}, 'sub-order:' || s.id, COALESCE(r.goods, 0) - s.gross_minor
    FROM orders_suborder s JOIN orders_payment p ON p.order_id = s.order_id
    LEFT JOIN refunded r ON r.sub_order_id = s.id AND r.charged_to = 'clearing'
    WHERE p.state = 'paid' AND COALESCE(s.delivered_at, s.lost_at) IS NULL AND s.gross_minor > COALESCE(r.goods, 0)
      -- What came back and was given back whole explains nothing any more
      AND (s.state <> 'returned' OR s.refunded_minor < s.gross_minor)
    UNION ALL
    SELECT 'clearing:orders' || {_at("s")}, 'sub-order:' || s.id, s.gross_minor
    FROM orders_suborder s JOIN orders_payment p ON p.order_id = s.order_id
    WHERE p.state NOT IN ('paid', 'cancelled') AND s.delivered_at IS NOT NULL AND s.gross_minor > 0
    UNION ALL
    SELECT 'organisation:' || s.organisation_id || ':maturing' || {_at("s")}, 'sub-order:' || s.id,
           s.commission_minor + s.hub_fee_minor - s.gross_minor + COALESCE(r.net, 0)
    FROM orders_suborder s LEFT JOIN refunded r ON r.sub_order_id = s.id AND r.charged_to = 'maturing'
    WHERE COALESCE(s.delivered_at, s.lost_at) IS NOT NULL AND s.matured_at IS NULL
      AND s.commission_minor + s.hub_fee_minor - s.gross_minor + COALESCE(r.net, 0) <> 0
    UNION ALL
    SELECT 'clearing:promised' || {_at("p")}, reference, -sum(minor) FROM (
        SELECT u.reference, u.amount_minor - u.returned_minor AS minor FROM promotions_giftcarduse u
        UNION ALL
        SELECT u.reference, u.amount_minor - u.returned_minor FROM promotions_budgetuse u
    ) promised
    JOIN orders_payment p ON 'order:' || p.order_id = promised.reference
    WHERE p.state NOT IN ('paid', 'cancelled') AND promised.minor > 0
    GROUP BY reference, p.currency
    UNION ALL
    SELECT 'deposits:held' || {_at("g")}, 'order:' || g.order_id, -g.deposit_minor
    FROM orders_codagreement g WHERE g.deposit_state = 'held'
    UNION ALL
    SELECT 'refunds:due' || {_at("f")}, 'refund:' || f.id, -f.amount_minor FROM orders_refund f WHERE f.state <> 'done'
    UNION ALL
    SELECT 'claims:' || c.debtor_id || {_at("c")}, 'claim:' || c.id, c.amount_minor
    FROM orders_claim c WHERE c.state = 'open'
    UNION ALL
    SELECT 'card:disputed' || {_at("d")}, 'dispute:' || d.id, d.amount_minor
    FROM orders_dispute d WHERE d.state IN ('needs_response', 'under_review')
"""


def explained_passages() -> dict[tuple[str, str], int]:
    """
    Say what may be on its way now, from the rows of this package: (account, subject) to minor units.

    Debits are positive, as in the books.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EXPLAINED)
        return {(account, subject): int(minor) for account, subject, minor in cursor.fetchall()}


def passages_differing(prefix: str) -> list[tuple[str, str, int, int]]:
    """Return (account, subject, by our rows, by the books) where the two differ in accounts that begin so."""
    wanted = {place: minor for place, minor in explained_passages().items() if place[0].startswith(prefix)}
    booked = {
        (account, subject): amount.minor
        for account, subject, amount in open_passages()
        if account.startswith(prefix)
    }
    return [
        (*place, wanted.get(place, 0), booked.get(place, 0))
        for place in sorted(wanted.keys() | booked.keys())
        if wanted.get(place, 0) != booked.get(place, 0)
    ]


def _passages(explained: Mapping[tuple[str, str], int]) -> list[Finding]:
    """What is on its way by our rows stands in the books with the same sum."""
    booked = {(account, subject): amount.minor for account, subject, amount in open_passages()}
    return [
        Finding(
            code="passage_differs",
            message=f"The orders say {minor}, the books say {booked.get(place, 0)} (minor units).",
            subject=" ".join(place),
        )
        for place, minor in explained.items()
        if booked.get(place, 0) != minor
    ]


def _given_up() -> list[Finding]:
    findings: list[Finding] = []
    for model, code in (
        (PaymentOperation, "operation_dead"),
        (ProviderEvent, "event_dead"),
        (PayoutTransfer, "transfer_dead"),
        (TransactionRequest, "app_request_dead"),
    ):
        dead = model._default_manager.filter(state=WorkState.DEAD)[:100]
        findings += [
            Finding(code=code, message=row.error or "Given up.", subject=str(row.pk)) for row in dead
        ]
    # Goods were packed, and the processor said no.
    refused = PaymentOperation.objects.filter(state=WorkState.FAILED, kind=OperationKind.CAPTURE).exclude(
        payment__state__in=(PaymentState.PAID, PaymentState.CANCELLED)
    )
    findings += [
        Finding(code="operation_refused", message=row.error, subject=row.key) for row in refused[:100]
    ]
    # A customer was promised money back, it did not arrive, and nobody has found another way yet.
    unpaid = Refund.objects.filter(state=RefundState.FAILED)
    findings += [
        Finding(code="refund_failed", message=row.failure, subject=row.subject) for row in unpaid[:100]
    ]
    return findings


def order_findings() -> list[Finding]:
    """List what does not add up in orders, payments and cash."""
    return [
        *_numbers(_TOTALS, "order_total", "Lines, sub-orders and the order's total differ."),
        *_numbers(_SPLITS, "payment_split", "The parts of the payment do not add up to the order's total."),
        *_numbers(_FUNDING, "funding", "What others pay for the order is not what its reductions say."),
        *_numbers(_MONTH_SALES, "month_sales", "What is kept as sold in a month is not what its lines say."),
        *_numbers(_COMMISSIONS, "commission", "The lines' commissions do not add up to the sub-order's."),
        *_numbers(
            _STATEMENTS, "statement_sum", "The movements do not lead to the statement's closing balance."
        ),
        *_numbers(_BREAKS, "movement_unowned", "A movement is open and no break says so, or the contrary."),
        *_numbers(_REFUND_PARTS, "refund_parts", "The parts of a refund do not add up to it."),
        *_numbers(_REFUNDED_LINES, "refunded_lines", "A line was refunded otherwise than its refunds say."),
        *_numbers(
            _BORNE,
            "refund_borne",
            "The part came back undelivered, and somebody else still bears its refund.",
        ),
        *_numbers(_DEPOSITS, "deposit", "The payment and the agreement differ about the order's deposit."),
        *_numbers(_OWED_BACK, "owed_back", "The payment says otherwise than its refunds what goes back."),
        *_passages(explained_passages()),
        *_given_up(),
        *_app_money(),
    ]


_APP_MONEY = """
    SELECT o.number, t.taken, p.captured_minor - p.refunded_minor
    FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
    JOIN (SELECT checkout_id, SUM(charged_minor + refund_pending_minor) AS taken
          FROM orders_transaction GROUP BY checkout_id) t
      ON t.checkout_id = o.checkout_id
    WHERE p.method = 'app' AND p.state = 'paid' AND t.taken <> p.captured_minor - p.refunded_minor
"""


def _app_money() -> list[Finding]:
    """What payment apps say they hold of a paid order is what the books say the customer has paid."""
    with connection.cursor() as cursor:
        cursor.execute(_APP_MONEY)
        return [
            Finding(
                code="app_money",
                message=f"The payment apps hold {taken}, the payment says {kept} (minor units).",
                subject=str(number),
            )
            for number, taken, kept in cursor.fetchall()
        ]
