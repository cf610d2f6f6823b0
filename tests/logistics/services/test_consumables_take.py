"""consumables_take and consumable_adjust: test that packaging costs what was paid for it, to the centime."""

import random

import pytest
from django.db.models import Sum

from logistics.checks import stock_findings
from logistics.models.processing import Consumable, ConsumableMove
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.consumables_take import consumables_take
from logistics.services.packaging_use import packaging_give_back
from marketplace.kernel.errors import InvalidInput, OutOfStock
from marketplace.kernel.money import Money
from tests.factories.ground import NOON
from tests.factories.kits import carton
from tests.factories.logistics import MACHINE, TODAY

pytestmark = pytest.mark.django_db


def buy(item: Consumable, pieces: int, paid: int | None = None) -> Consumable:
    """Pieces come in, or (negative) are missed."""
    return consumable_adjust(
        actor=MACHINE,
        warehouse_id=item.warehouse_id,
        consumable_id=item.pk,
        pieces=pieces,
        note="facture",
        paid=None if paid is None else Money(paid),
        now=NOON,
    )


def take(item: Consumable, pieces: int, reference: str = "parcel:P1") -> Money:
    """Pieces go into a parcel."""
    return consumables_take({item.pk: pieces}, reference=reference, field="pieces", actor=MACHINE, now=NOON)


def test_pieces_leave_at_the_average_and_the_last_takes_what_is_left() -> None:
    item = carton(1)
    assert item.value == Money(900)
    buy(item, 2, paid=100)

    costs = [take(item, 1) for _ in range(3)]

    # 1000 of three: 333, then 667 of two: 334 (half to even), then the rest
    assert costs == [Money(333), Money(334), Money(333)]
    item.refresh_from_db()
    assert (item.quantity, item.value, stock_findings()) == (0, Money(0), [])
    with pytest.raises(OutOfStock):
        take(item, 1)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_paid_is_what_left_and_what_is_here_and_parcels_bear_what_went_into_them(seed: int) -> None:
    chance, item, paid = random.Random(seed), carton(1), 900
    for number in range(12):
        item.refresh_from_db()
        if chance.random() < 0.4 or not item.quantity:
            price = chance.randint(0, 5_000)
            buy(item, chance.randint(1, 70), paid=price)
            paid += price
        elif chance.random() < 0.2:
            buy(item, -1)
        else:
            take(item, chance.randint(1, item.quantity), f"parcel:P{number % 4}")
    item.refresh_from_db()

    found = cost_to_serve(actor=MACHINE, warehouse_id=item.warehouse_id, month=TODAY)

    lost = (
        ConsumableMove.objects.filter(reference="", quantity__lt=0).aggregate(x=Sum("cost_minor"))["x"] or 0
    )
    assert found.packaging.minor + item.value.minor == paid
    assert found.unassigned.minor == -lost
    assert sum(amount.minor for amount in found.by_parcel.values()) == found.packaging.minor + lost
    assert stock_findings() == []


def test_a_parcel_that_is_opened_again_gives_back_what_its_packaging_cost() -> None:
    item = carton(2)
    take(item, 1)
    buy(item, 3, paid=0)

    packaging_give_back(actor=MACHINE, parcel_number="P1", now=NOON)

    item.refresh_from_db()
    found = cost_to_serve(actor=MACHINE, warehouse_id=item.warehouse_id, month=TODAY)
    assert (item.quantity, item.value, found.packaging, stock_findings()) == (5, Money(1_800), Money(0), [])
    Consumable.objects.update(value_minor=1)
    assert [finding.code for finding in stock_findings()] == ["CONSUMABLE_VALUE_DIFFERS"]


@pytest.mark.parametrize(("pieces", "paid"), [(-1, 100), (5, -1)])
def test_a_price_belongs_to_pieces_that_come_in(pieces: int, paid: int) -> None:
    item = carton(2)

    with pytest.raises(InvalidInput) as refused:
        buy(item, pieces, paid=paid)

    item.refresh_from_db()
    assert (refused.value.field, item.quantity, item.value) == ("paid", 2, Money(1_800))
