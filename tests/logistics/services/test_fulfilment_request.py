"""fulfilment_request and fulfilment_cancel: test that ..."""

from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation
from logistics.models.stock import Reservation, Shortage
from logistics.services.fulfilment_cancel import fulfilment_cancel
from logistics.services.fulfilment_request import FulfilmentRequestLine, fulfilment_request
from logistics.services.lot_hold import lot_recall
from logistics.services.parcel_pack import parcel_pack
from logistics.services.stock_reserve import stock_reserve
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    WarehouseFactory,
    lot_stock_of,
    picked_fulfilment,
    released_lot,
    requested_fulfilment,
    stock_of,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def line(variant: Any, quantity: int = 1, reference: str = "order-line:1-1") -> FulfilmentRequestLine:
    """A line as orders writes it."""
    return FulfilmentRequestLine(
        reference=reference,
        sub_order_reference="sub-order:1",
        variant_id=variant.pk,
        organisation_id=variant.product.organisation_id,
        names={"fr": "Amlou"},
        quantity=quantity,
    )


def ask(*lines: FulfilmentRequestLine, **values: Any) -> Fulfilment:
    """Ask the hub."""
    WarehouseFactory.create()
    return fulfilment_request(
        **{
            "reference": "order:1",
            "order_number": "101",
            "recipient": {"name": "Amina"},
            "language": "ar",
            "method_id": DeliveryMethodFactory.create().pk,
            "cash_due": Money(25_000),
            "lines": lines,
            "now": NOON,
            **values,
        }
    )


def firm(variant: Any, quantity: int = 1, key: str = "order-line:1-1") -> None:
    """Promise it."""
    stock_reserve(key_quantities={key: (variant.pk, quantity)}, expires_at=None, now=NOON)


def test_an_order_becomes_a_fulfilment_that_waits_for_its_lots() -> None:
    variant = stocked_variant(5)
    firm(variant, 2)

    fulfilment = ask(line(variant, 2))

    assert (fulfilment.state, fulfilment.state_at, fulfilment.cash_due) == ("released", NOON, Money(25_000))
    assert (fulfilment.warehouse.slug, fulfilment.recipient, fulfilment.language) == (
        "hub",
        {"name": "Amina"},
        "ar",
    )
    rows = fulfilment.lines.values_list("reference", "variant", "organisation", "names", "quantity")
    assert list(rows) == [("order-line:1-1", variant.pk, variant.product.organisation_id, {"fr": "Amlou"}, 2)]


def test_asking_again_returns_the_first_one() -> None:
    variant = stocked_variant(5)
    firm(variant, 2)
    first = ask(line(variant, 2))

    again = ask(line(variant, 1), cash_due=Money(1))

    assert (again.pk, again.cash_due) == (first.pk, Money(25_000))
    assert FulfilmentLine.objects.count() == 1


def test_goods_that_were_not_promised_are_not_sent() -> None:
    variant, other = stocked_variant(5), stocked_variant(5)
    firm(variant, 2)

    for wrong in (line(variant, 3), line(other, 1), line(variant, 1, reference="order-line:9")):
        with pytest.raises(InvalidInput) as refusal:
            ask(wrong)
        assert refusal.value.field == wrong.reference
    assert Fulfilment.objects.count() == 0


def test_goods_that_were_promised_and_fell_short_are_taken_in_and_stay_visible() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    firm(variant, 2)
    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="lab", now=NOON)

    ask(line(variant, 2))

    assert list(Shortage.objects.values_list("key", "quantity")) == [("order-line:1-1", 2)]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"lines": []}, InvalidInput),
        ({"cash_due": Money(-1)}, InvalidInput),
        ({"method_id": "00000000-0000-0000-0000-000000000000"}, NotFound),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(values: dict[str, Any], error: type[Exception]) -> None:
    variant = stocked_variant(5)
    firm(variant)

    with pytest.raises(error):
        ask(line(variant), **values)
    assert Fulfilment.objects.count() == 0


def test_a_line_given_twice_is_refused() -> None:
    variant = stocked_variant(5)
    firm(variant, 2)

    with pytest.raises(Conflict):
        ask(line(variant), line(variant))
    assert Fulfilment.objects.count() == 0


@pytest.mark.parametrize("how", ["waiting", "picked"])
def test_cancelling_frees_lots_and_promises(how: str) -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    make = requested_fulfilment if how == "waiting" else picked_fulfilment
    fulfilment = make((variant, 2))

    assert fulfilment_cancel(reference="order:1", now=NOON) is True

    assert (stock_of(variant), lot_stock_of(lot)) == ((5, 0), (5, 0))
    assert (Reservation.objects.count(), LotAllocation.objects.count(), stock_findings()) == (0, 0, [])
    fulfilment.refresh_from_db()
    assert fulfilment.state == "cancelled"


def test_cancelling_twice_or_what_never_came_is_no_error() -> None:
    requested_fulfilment((stocked_variant(5), 1))

    assert [fulfilment_cancel(reference=ref, now=NOON) for ref in ("order:1", "order:1", "order:9")] == [
        True,
        False,
        False,
    ]


def test_what_is_packed_cannot_be_cancelled() -> None:
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 2))
    parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)

    with pytest.raises(IllegalMove):
        fulfilment_cancel(reference="order:1", now=NOON)
    assert stock_of(variant) == (3, 0)
