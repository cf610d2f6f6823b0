"""line_short: test that ..."""

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.storage import CountLine
from logistics.models.warehouse import Warehouse
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.line_pick import line_pick
from logistics.services.line_short import line_short
from logistics.services.wave_create import wave_create
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from orders.models.shortage import LineShortage
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, stock_of
from tests.factories.orders import VISITOR, market
from tests.factories.shortages import fulfilment_of
from tests.orders.journey import told

pytestmark = pytest.mark.django_db


def test_what_a_hand_does_not_find_is_agreed_by_a_second_and_asked_of_the_newest_customer() -> None:
    shop = market(prices=(10_000, 2_500), stock=4)
    orders = [shop.order({0: 2, 1: 1}) for _ in range(2)]
    told()
    warehouse = Warehouse.objects.get(is_online=True)
    wave_create(actor=MACHINE, warehouse_id=warehouse.pk, now=NOON)
    first, newest = (
        LotAllocation.objects.get(line__fulfilment=fulfilment_of(order), line__variant=shop.variants[0])
        for order in orders
    )
    line_pick(actor=MACHINE, fulfilment_id=first.line.fulfilment_id, allocation_id=first.pk, now=NOON)
    hand = Actor.of_machine("hand")
    known = {"fulfilment_id": newest.line.fulfilment_id, "allocation_id": newest.pk, "now": NOON}

    with pytest.raises(NotAllowed):
        line_short(actor=VISITOR, found=1, **known)  # type: ignore[arg-type]
    for found in (2, -1):
        with pytest.raises(InvalidInput):
            line_short(actor=hand, found=found, **known)  # type: ignore[arg-type]
    with pytest.raises(IllegalMove):
        line_short(actor=hand, found=1, **{**known, "allocation_id": first.pk})  # type: ignore[arg-type]
    assert not CountLine.objects.exists()

    line = line_short(actor=hand, found=1, **known)  # type: ignore[arg-type]

    assert (line.counted, line.written, line.state) == (3, 4, "differs")
    with pytest.raises(InvalidInput):
        line_short(actor=hand, found=1, **known)  # type: ignore[arg-type]
    assert stock_of(shop.variants[0]) == (4, 4)
    second = Actor.of_machine("second")
    cycle_count_decide(actor=second, line_id=line.pk, is_right=True, note="looked", now=NOON)
    told()
    row = LineShortage.objects.get()
    assert (row.line.order, row.quantity, row.origin) == (orders[1], 1, "hub")
    assert (stock_of(shop.variants[0]), stock_findings()) == ((3, 3), [])
