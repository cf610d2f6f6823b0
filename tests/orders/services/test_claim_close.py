"""Closing claims on hubs and carriers: test that ..."""

import uuid

import pytest

from logistics.selectors.custody import Custody
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.refund import Claim
from orders.refund_states import ClaimState, RefundCause
from orders.services.claim_close import claim_close
from tests.factories.ground import staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import LATER, matured, refunded
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def claim(shop: Market, monkeypatch: pytest.MonkeyPatch) -> Claim:
    """The carrier broke goods of 100.00."""
    custody = Custody(hub_id=shop.hub.pk, warehouse_id=uuid.uuid4(), carrier_id=shop.carrier.pk, parcel_id=1)
    monkeypatch.setattr("orders.services.refund_decide.custody_of", lambda _reference: custody)
    refunded(matured(shop, {0: 2}), {0: 1}, cause=RefundCause.CARRIER_DAMAGE)
    return Claim.objects.get()


def closed(
    shop: Market, claim: Claim, outcome: ClaimState, note: str = "", actor: Actor | None = None
) -> Claim:
    return claim_close(
        actor=actor or shop.accountant, claim_id=claim.pk, outcome=outcome, note=note, now=LATER
    )


@pytest.mark.parametrize("outcome", [ClaimState.PAID, ClaimState.SET_OFF, ClaimState.GIVEN_UP])
def test_a_claim_ends_once_and_where_its_end_says(shop: Market, claim: Claim, outcome: ClaimState) -> None:
    places = {
        ClaimState.PAID: chart.bank(),
        ClaimState.SET_OFF: chart.payable_carrier(shop.carrier.pk),
        ClaimState.GIVEN_UP: chart.claims_given_up(),
    }
    before = balance(places[outcome])

    for _time in range(2):
        closed(shop, claim, outcome, "agreed by telephone")

    assert balance(places[outcome]) == before + Money(10_000)
    assert balance(chart.claim_on(shop.carrier.pk)) == Money(0)
    assert order_findings() == []
    other = next(each for each in places if each != outcome)
    with pytest.raises(IllegalMove):
        closed(shop, claim, other, "x")


def test_nonsense_closes_nothing(shop: Market, claim: Claim) -> None:
    Claim.objects.update(debtor=shop.hub)
    for outcome in (ClaimState.OPEN, ClaimState.GIVEN_UP, ClaimState.SET_OFF):
        if outcome == ClaimState.OPEN:
            Claim.objects.update(state="open")
            continue
        with pytest.raises(InvalidInput):
            closed(shop, claim, outcome)
    with pytest.raises(NotFound):
        claim_close(actor=shop.accountant, claim_id=0, outcome=ClaimState.PAID, note="", now=LATER)

    assert Claim.objects.get().state == "open"


@pytest.mark.parametrize("actor", [Actor.anonymous(), Actor(user_id=9)])
def test_strangers_close_nothing(shop: Market, claim: Claim, actor: Actor) -> None:
    for stranger in (actor, staff_actor(Permission.MANAGE_ORDERS)):
        with pytest.raises(NotAllowed):
            closed(shop, claim, ClaimState.PAID, actor=stranger)

    assert Claim.objects.get().state == "open"
