"""Alliances pay from their funds, and end without owing anybody: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.cooperatives.services.proposal_open import proposal_open
from marketplace.cooperatives.services.vote_cast import vote_cast
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entry_by_key
from marketplace.payouts.explanations import explain
from marketplace.payouts.services.fund_spend import fund_spend
from orders.services.alliance_settle import alliance_settle, alliances_settle, outstanding_of
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.tasks import settle_alliances
from tests.factories.ground import NOON, member_actor
from tests.factories.pooled import Pooled, pooled
from tests.factories.refunds import LATER, MACHINE, transferred
from tests.orders.journey import packed, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pooled:
    pool = pooled(stock=2)
    pool.ruled("fefo")
    return pool


def sold(pool: Pooled, units: int = 6, *, matures: bool = True) -> None:
    order = transferred(pool.shop, {0: units})
    packed(order, NOON)
    order.sub_orders.update(state="shipped")
    order_delivered(
        actor=MACHINE, order_id=order.pk, carrier_id=pool.shop.carrier.pk, happened_at=NOON, now=NOON
    )
    if matures:
        earnings_mature(actor=MACHINE, now=LATER)


def decided(pool: Pooled, kind: str, effect: dict[str, Any]) -> int:
    """Let all members vote yes; return the proposal's number."""
    first = pool.members[0]
    proposal = proposal_open(
        actor=member_actor(first), organisation_id=first.pk, alliance_id=pool.alliance.pk, kind=kind, effect=effect,
        text="", deadline_at=NOON + timedelta(days=7), key=f"{kind}-{effect}"[:80], now=NOON,
    )  # fmt: skip
    for member in pool.members:
        vote_cast(
            actor=member_actor(member),
            organisation_id=member.pk,
            proposal_id=proposal.pk,
            ballot="yes",
            now=NOON,
        )
    told()
    return proposal.pk


def payable(pk: int) -> Money:
    return -balance(chart.payable_available(pk))


def test_the_rent_is_paid_from_the_fund_once_and_explained(pool: Pooled) -> None:
    sold(pool)
    held = -balance(chart.alliance_overhead(pool.alliance.pk))
    landlady = pool.members[2].pk
    before = payable(landlady)

    number = decided(pool, "spend", {"fund": "overhead", "amount_minor": 1_000, "organisation_id": landlady})

    assert payable(landlady) - before == Money(1_000)
    assert -balance(chart.alliance_overhead(pool.alliance.pk)) == held - Money(1_000)
    entry = entry_by_key(f"proposal:{number}:spent")
    assert entry is not None
    assert pool.alliance.name("fr") in explain(entry.facts, Money(1_000)).texts("fr")[0]


def test_a_fund_never_pays_more_than_it_holds(pool: Pooled) -> None:
    known: dict[str, Any] = {
        "actor": MACHINE, "alliance_id": pool.alliance.pk, "receiver_id": pool.members[1].pk,
        "amount": Money(10**9), "texts": {"fr": "loyer"}, "now": LATER,
    }  # fmt: skip
    nothing = fund_spend(**known, fund="solidarity", key="a")
    sold(pool)
    held = -balance(chart.alliance_solidarity(pool.alliance.pk))

    paid = fund_spend(**known, fund="solidarity", key="b")
    again = fund_spend(**known, fund="solidarity", key="b")

    assert (nothing, paid, again) == (Money(0), held, held)
    assert balance(chart.alliance_solidarity(pool.alliance.pk)) == Money(0)
    with pytest.raises(InvalidInput):
        fund_spend(**known, fund="party", key="c")
    with pytest.raises(NotAllowed):
        fund_spend(**(known | {"actor": member_actor(pool.members[0])}), fund="overhead", key="d")


def test_an_alliance_is_closed_once_nothing_is_outstanding_and_its_funds_are_shared(pool: Pooled) -> None:
    pk = pool.alliance.pk
    with pytest.raises(IllegalMove):
        alliance_settle(actor=MACHINE, alliance_id=pk, now=LATER)
    decided(pool, "wind_down", {})
    with pytest.raises(IllegalMove):
        alliance_settle(actor=MACHINE, alliance_id=pk, now=LATER)
    goods = outstanding_of(pk)
    sold(pool, matures=False)
    sales = outstanding_of(pk)
    early = alliances_settle(actor=MACHINE, now=LATER)
    earnings_mature(actor=MACHINE, now=LATER)
    funds = -(balance(chart.alliance_overhead(pk)) + balance(chart.alliance_solidarity(pk)))
    before = [payable(member.pk) for member in pool.members]

    settled = settle_alliances()

    pool.alliance.refresh_from_db()
    assert (goods, sales, early, settled) == ((4, 0), (0, 1), 0, 1)
    assert pool.alliance.state == AllianceState.SETTLED
    gained = [(payable(member.pk) - had).minor for member, had in zip(pool.members, before, strict=True)]
    assert sum(gained) == funds.minor > 0
    assert max(gained) - min(gained) <= 2
    assert balance(chart.alliance_overhead(pk)) == balance(chart.alliance_solidarity(pk)) == Money(0)
    assert settle_alliances() == 0


def test_an_alliance_that_is_not_there_is_not_closed(pool: Pooled) -> None:
    with pytest.raises(NotFound):
        alliance_settle(actor=MACHINE, alliance_id=0, now=LATER)
