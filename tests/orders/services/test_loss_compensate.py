"""Goods lost at the hub are paid for: test that ..."""

import pytest

from logistics.models.lot import Lot
from logistics.services.lot_write_off import lot_write_off
from logistics.states import MovementReason
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, postings_of
from marketplace.outbox.delivery import deliver
from marketplace.payouts.explanations import explain
from orders.checks import order_findings
from orders.models.refund import Claim
from orders.refund_states import ClaimState
from orders.services.claim_close import claim_close
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, released_lot
from tests.factories.orders import market

pytestmark = pytest.mark.django_db


def broken(lot: Lot, units: int, reason: MovementReason = MovementReason.DAMAGE) -> None:
    """Something falls in the hub."""
    lot_write_off(
        actor=MACHINE,
        lot_id=lot.pk,
        warehouse_id=lot.warehouse_id,
        units=units,
        reason=reason,
        note="tombé",
        now=NOON,
    )
    for _time in range(2):
        deliver(now=NOON, limit=50)


def test_the_cooperative_is_owed_price_less_commission_and_the_hub_owes_it() -> None:
    shop = market()
    lot = Lot.objects.get(variant=shop.variants[0])

    broken(lot, 2)

    claim = Claim.objects.get()
    seller = chart.payable_available(shop.sellers[0].pk)
    assert (claim.debtor_id, claim.amount) == (shop.hub.pk, Money(18_000))
    assert -balance(seller) == balance(chart.claim_on(shop.hub.pk)) == Money(18_000)
    row = postings_of(seller)[0]
    why = " ".join(explain(row.facts, -row.amount).texts("fr"))
    assert lot.code in why
    claim_close(actor=shop.accountant, claim_id=claim.pk, outcome=ClaimState.PAID, note="virement", now=NOON)
    assert (balance(chart.claim_on(shop.hub.pk)), order_findings()) == (Money(0), [])


def test_what_the_owner_took_back_is_owed_by_nobody() -> None:
    shop = market()

    broken(Lot.objects.get(variant=shop.variants[0]), 1, MovementReason.OWNER)

    assert Claim.objects.count() == 0


def test_goods_without_a_price_are_left_to_people() -> None:
    market()

    broken(released_lot(quantity=3), 1)

    assert Claim.objects.count() == 0
