"""What a pooled sale earns is shared as the alliance agreed: test that ..."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entries_of
from marketplace.payouts.explanations import explain
from orders.management.commands.check_books import all_findings
from orders.models.order import Order, SubOrder
from orders.models.pooled import PoolSale
from orders.refund_states import RefundCause
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.services.pool_reshare import pool_reshare
from tests.factories.ground import NOON
from tests.factories.pooled import Pooled, pooled
from tests.factories.refunds import LATER, MACHINE, refunded, settled, transferred
from tests.orders.journey import packed

pytestmark = pytest.mark.django_db
keys = count(1)


@pytest.fixture
def pool() -> Pooled:
    pool = pooled()
    pool.ruled("fefo")
    return pool


def sold(pool: Pooled, quantities: dict[int, int], *, matures: bool = True) -> Order:
    """An order that was packed by the hub, delivered and (if wanted) has matured."""
    order = transferred(pool.shop, quantities)
    packed(order, NOON)
    order.sub_orders.update(state="shipped")
    order_delivered(
        actor=MACHINE, order_id=order.pk, carrier_id=pool.shop.carrier.pk, happened_at=NOON, now=NOON
    )
    if matures:
        earnings_mature(actor=MACHINE, now=LATER)
    return order


def payable(pool: Pooled) -> list[int]:
    return [-balance(chart.payable_available(member.pk)).minor for member in pool.members]


def funds(pool: Pooled) -> tuple[int, int]:
    pk = pool.alliance.pk
    return -balance(chart.alliance_overhead(pk)).minor, -balance(chart.alliance_solidarity(pk)).minor


def findings() -> list[object]:
    return [row for part, rows in all_findings().items() for row in rows if part != "outbox"]


def test_a_matured_sale_is_shared_to_the_centime(pool: Pooled) -> None:
    sold(pool, {0: 25})

    # 2500.00 less 10 % and 5.00 for packing is 2245.00; 5 % of it 112.25; 2 % of 2132.75 is 42.655, half to even
    left = 224_500 - 11_225 - 4_266
    assert funds(pool) == (11_225, 4_266)
    assert payable(pool) == [0, left * 20 // 25 + 0, left - left * 20 // 25]
    sheet = PoolSale.objects.get()
    assert (sheet.gross, sheet.fees) == (Money(250_000), Money(25_500))
    assert sum(sheet.shares.values()) == left
    assert [(row["quantity"], row["grade_price_minor"]) for row in sheet.contributions] == [
        (20, 5_000),
        (5, 5_000),
    ]
    assert findings() == []


def test_each_member_reads_why_it_got_its_part(pool: Pooled) -> None:
    order = sold(pool, {0: 25})
    subject = SubOrder.objects.get(order=order).subject

    told = {
        line.account: explain(entry.facts, -line.amount)
        for entry in entries_of(subject)
        for line in entry.lines
        if (entry.reason == "pool_share" and line.account.startswith("organisation"))
        or (entry.reason == "pool_share" and line.account == chart.payable_available(pool.members[1].pk))
    }

    own = told[chart.payable_available(pool.members[1].pk)]
    said = own.texts("fr")
    assert sum(step.amount.minor for step in own.steps if step.amount) == own.amount.minor
    assert len(said) == 5 and "20" in said[-1] and "25" in said[-1]


def test_the_seller_reads_what_it_passed_on(pool: Pooled) -> None:
    order = sold(pool, {0: 25})
    seller = chart.payable_available(pool.members[0].pk)

    passed = [
        explain(entry.facts, -line.amount)
        for entry in entries_of(SubOrder.objects.get(order=order).subject)
        for line in entry.lines
        if entry.reason == "pool_share" and line.account == seller
    ]

    assert len(passed) == 4
    assert sum(each.amount.minor for each in passed) == -224_500
    assert all(each.texts("ar") for each in passed)


def test_own_goods_in_the_same_part_are_not_shared() -> None:
    pool = pooled()
    pool.ruled("fefo")
    own = pool.shop.variants[1]
    own.product.organisation = pool.members[0]
    own.product.save(update_fields=["organisation"])
    sold(pool, {0: 2, 1: 2})

    sheet = PoolSale.objects.get()
    # 200.00 and 300.00: of 5.00 for packing 2.00 are the pool's
    assert (sheet.gross, sheet.fees) == (Money(20_000), Money(2_000 + 200))
    assert payable(pool)[0] == 30_000 - 3_000 - 300
    assert findings() == []


def test_what_is_refunded_before_it_matures_is_not_shared(pool: Pooled) -> None:
    order = sold(pool, {0: 4}, matures=False)
    refunded(order, {0: 1}, now=NOON)
    earnings_mature(actor=MACHINE, now=LATER)

    sheet = PoolSale.objects.get()
    net = 40_000 - 4_000 - 500 - 9_000
    assert (sheet.gross - sheet.fees, sheet.revision) == (Money(net), 0)
    assert sum(payable(pool)) + sum(funds(pool)) == net
    assert payable(pool)[0] == 0
    assert findings() == []


def test_what_is_refunded_after_it_was_shared_comes_back_from_all(pool: Pooled) -> None:
    order = sold(pool, {0: 25})
    before = payable(pool)

    refunded(order, {0: 5})

    net = 224_500 - 45_000
    sheet = PoolSale.objects.get()
    assert (sheet.gross - sheet.fees, sheet.revision) == (Money(net), 1)
    assert sum(payable(pool)) + sum(funds(pool)) == net
    assert payable(pool)[0] == 0
    assert all(after < had for after, had in zip(payable(pool)[1:], before[1:], strict=True))
    assert sum(sheet.shares.values()) == payable(pool)[1] + payable(pool)[2]
    subject = SubOrder.objects.get(order=order).subject
    for entry in entries_of(subject):
        for line in entry.lines:
            if entry.reason == "pool_share" and line.account.startswith("payable"):
                assert explain(entry.facts, -line.amount).amount == -line.amount
    assert findings() == []


def test_a_whole_refund_takes_everything_back(pool: Pooled) -> None:
    order = sold(pool, {0: 25})

    refunded(order)

    # What packing cost is not given back: who sells for all bears what is below nothing.
    assert (payable(pool), funds(pool)) == ([-500, 0, 0], (0, 0))
    assert findings() == []


def test_what_another_answers_for_leaves_the_shares_alone(pool: Pooled) -> None:
    order = sold(pool, {0: 4})
    before = payable(pool)

    refunded(order, {0: 1}, cause=RefundCause.HUB_DAMAGE)

    assert (payable(pool), PoolSale.objects.get().revision) == (before, 0)


def test_sharing_again_changes_nothing(pool: Pooled) -> None:
    order = sold(pool, {0: 4})
    before = payable(pool)

    again = pool_reshare(
        sub_orders=list(order.sub_orders.all()), actor=MACHINE, now=LATER + timedelta(days=1)
    )

    assert (again, payable(pool)) == (0, before)


def test_a_settlement_pays_members_and_leaves_the_seller_what_is_its_own(pool: Pooled) -> None:
    sold(pool, {0: 25})

    run = settled()

    paid = {row.organisation_id: row.total_minor for row in run.statements.all()}
    assert {pk: paid.get(pk, 0) for pk in (member.pk for member in pool.members)} == dict(
        zip((member.pk for member in pool.members), [0, 167_207, 41_802], strict=True)
    )


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rates=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
    refunds=st.lists(st.integers(1, 2), max_size=3),
)
def test_whatever_the_rule_and_the_refunds_no_centime_is_lost(
    pool: Pooled, rates: tuple[int, int], refunds: list[int]
) -> None:
    overhead, solidarity = (str(rate / 10_000) for rate in rates)
    pool.ruled("rotation", overhead_rate=overhead, solidarity_rate=solidarity)
    before = sum(payable(pool)) + sum(funds(pool))
    order = sold(pool, {0: 7})
    for units in refunds:
        refunded(order, {0: units}, key=f"refund-{next(keys)}")

    sheet = PoolSale.objects.latest("pk")
    net = (sheet.gross - sheet.fees).minor
    assert net == 70_000 - 7_000 - 500 - 9_000 * sum(refunds)
    assert sheet.overhead_minor + sheet.solidarity_minor + sum(sheet.shares.values()) == net
    assert sum(payable(pool)) + sum(funds(pool)) - before == net
    assert findings() == []
