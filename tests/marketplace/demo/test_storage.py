"""The demonstration's store: test that ..."""

import pytest

from logistics.checks import stock_findings
from logistics.models.lot import LotStock
from logistics.models.storage import CountLine, TemperatureAlarm, TemperatureReading
from logistics.models.tariff import HubCost, HubTariff
from logistics.models.warehouse import Bin, StorageZone
from marketplace.demo.storage import bin_for, storage_life, zones_make
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import WarehouseFactory, released_lot

pytestmark = pytest.mark.django_db


def test_the_store_has_work_of_every_kind_and_adds_up() -> None:
    warehouse = WarehouseFactory.create()
    zones_make(warehouse)
    for number in range(12):
        variant = VariantFactory.create(product__product_type__facts={"storage": {"temp_c": [0, 4]}})
        code = bin_for(variant, number)
        assert code[0] in "FG"
        released_lot(variant, 20, bin_code=code)

    readings = storage_life(warehouse, now=NOON)

    assert (StorageZone.objects.count(), Bin.objects.count()) == (3, 84)
    assert readings == TemperatureReading.objects.count() == 42
    assert (
        TemperatureAlarm.objects.filter(closed_at__isnull=False).count()
        == TemperatureAlarm.objects.count()
        == 1
    )
    assert LotStock.objects.filter(bin=None).count() == 4
    states = dict.fromkeys(CountLine.objects.values_list("state", flat=True))
    assert {"matched", "corrected", "differs", "open"} <= states.keys()
    assert (HubTariff.objects.count(), HubCost.objects.count(), stock_findings()) == (3, 6, [])
