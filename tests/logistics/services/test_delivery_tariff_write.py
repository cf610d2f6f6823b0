"""Writing delivery prices: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest

from logistics.delivery_bands import MOST_BANDS, Band
from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from logistics.models.delivery_tariff import TariffChange
from logistics.selectors.delivery import delivery_options
from logistics.selectors.delivery_tariffs import tariff_changes, tariff_effect, tariff_places, tariffs_listed
from logistics.services.delivery_tariff_write import TariffPlace, rates_of, tariff_set, tariff_withdraw
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from tests.factories.ground import NOON, staff_actor
from tests.factories.logistics import DeliveryRateFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
BANDS = (
    Band(up_to_weight_g=5_000, price_minor=2_000, cost_minor=1_500),
    Band(
        up_to_weight_g=30_000, price_minor=5_000, cost_minor=4_000, remote_minor=700, free_from_minor=90_000
    ),
)


@pytest.fixture
def method() -> DeliveryMethod:
    """35 MAD everywhere up to 30 kg, of which the carrier takes 25."""
    return DeliveryRateFactory.create().method


@pytest.fixture
def keeper() -> Actor:
    return staff_actor(Permission.MANAGE_SHIPPING)


def put(method: DeliveryMethod, keeper: Actor, **values: Any) -> TariffChange:
    usual: dict[str, Any] = {
        "place": TariffPlace(region="MA-07"),
        "bands": BANDS,
        "from_date": TOMORROW,
        "source": "lettre du transporteur",
    }
    return tariff_set(actor=keeper, method_id=method.pk, now=NOON, **{**usual, **values})


def price(day: date, weight_g: int = 1_000, place: str = "MA-MAR") -> Money:
    region = "MA-07" if place == "MA-MAR" else "MA-01"
    [option] = delivery_options(region=region, province=place, weight_g=weight_g, on=day)
    return option.full_price


def test_a_table_counts_from_its_day_on_in_its_place(method: DeliveryMethod, keeper: Actor) -> None:
    change = put(method, keeper)

    assert (price(TODAY), price(TOMORROW)) == (Money(3_500), Money(2_000))
    assert price(TOMORROW, 20_000) == Money(5_700)
    assert price(TOMORROW, place="MA-TNG") == Money(3_500)
    assert (change.changed_by_id, change.before, len(change.after)) == (keeper.user_id, [], 2)
    assert Band.from_json(change.after[1]) == BANDS[1]


def test_a_change_keeps_what_stood_there_before(method: DeliveryMethod, keeper: Actor) -> None:
    change = put(method, keeper, place=TariffPlace())

    assert [Band.from_json(kept).price_minor for kept in change.before] == [3_500]


def test_a_table_that_does_not_count_yet_is_taken_back(method: DeliveryMethod, keeper: Actor) -> None:
    change = put(method, keeper)

    tariff_withdraw(actor=keeper, change_id=change.pk, now=NOON + timedelta(hours=5))

    assert price(TOMORROW) == Money(3_500)
    assert DeliveryRate.objects.count() == 1
    with pytest.raises(NotFound):
        tariff_withdraw(actor=keeper, change_id=change.pk, now=NOON)
    put(method, keeper)
    assert price(TOMORROW) == Money(2_000)


def test_a_table_that_counts_is_taken_back_within_ten_minutes_only(
    method: DeliveryMethod, keeper: Actor
) -> None:
    change = put(method, keeper, from_date=TODAY)

    with pytest.raises(IllegalMove):
        tariff_withdraw(actor=keeper, change_id=change.pk, now=NOON + timedelta(minutes=10))
    assert price(TODAY) == Money(2_000)
    tariff_withdraw(actor=keeper, change_id=change.pk, now=NOON + timedelta(minutes=9))
    assert price(TODAY) == Money(3_500)


def test_a_second_table_for_a_day_and_place_is_refused_whole(method: DeliveryMethod, keeper: Actor) -> None:
    put(method, keeper)

    with pytest.raises(Conflict):
        put(method, keeper)

    assert (DeliveryRate.objects.count(), TariffChange.objects.count()) == (3, 1)


def test_a_zone_has_a_table_of_its_own(method: DeliveryMethod, keeper: Actor) -> None:
    zone = DeliveryZone.objects.create(code="sud", names={"fr": "Sud"}, places=["MA-MAR"])

    put(method, keeper, place=TariffPlace(zone=zone))

    assert price(TOMORROW) == Money(2_000)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"bands": ()}, "bands"),
        ({"bands": [Band(up_to_weight_g=n + 1, price_minor=1) for n in range(MOST_BANDS + 1)]}, "bands"),
        ({"bands": [BANDS[0], BANDS[0]]}, "bands"),
        ({"bands": [Band(up_to_weight_g=0, price_minor=1)]}, "bands"),
        ({"bands": [Band(up_to_weight_g=1, price_minor=-1)]}, "bands"),
        ({"bands": [Band(up_to_weight_g=1, price_minor=1, free_from_minor=0)]}, "bands"),
        ({"from_date": TODAY - timedelta(days=1)}, "from_date"),
        ({"place": TariffPlace(region="MA-XX")}, "place"),
    ],
)
def test_what_makes_no_table_is_refused(
    method: DeliveryMethod, keeper: Actor, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        put(method, keeper, **values)

    assert refusal.value.field == field
    assert (DeliveryRate.objects.count(), TariffChange.objects.count()) == (1, 0)


def test_others_than_the_staff_for_shipping_write_and_read_nothing(
    method: DeliveryMethod, keeper: Actor
) -> None:
    change = put(method, keeper)
    stranger = staff_actor(Permission.MANAGE_ORDERS)

    for act in (
        lambda: put(method, stranger),
        lambda: tariff_withdraw(actor=stranger, change_id=change.pk, now=NOON),
        lambda: tariffs_listed(actor=stranger, now=NOON),
        lambda: tariff_changes(actor=stranger),
        lambda: tariff_places(actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert TariffChange.objects.get().withdrawn_at is None


def test_the_list_shows_what_counts_and_what_will(method: DeliveryMethod, keeper: Actor) -> None:
    put(method, keeper)
    put(method, keeper, place=TariffPlace())

    shown = [
        (table.region, table.from_date, table.is_in_force) for table in tariffs_listed(actor=keeper, now=NOON)
    ]

    assert shown == [("", date(2026, 1, 1), True), ("", TOMORROW, False), ("MA-07", TOMORROW, False)]
    assert [change.region for change in tariff_changes(actor=keeper)] == ["", "MA-07"]


def test_without_parcels_a_table_changes_nothing_yet(method: DeliveryMethod, keeper: Actor) -> None:
    rates = rates_of(method, TariffPlace(region="MA-07"), BANDS, TOMORROW, "")

    effect = tariff_effect(actor=keeper, method_id=method.pk, rates=rates, from_date=TOMORROW, now=NOON)

    assert (effect.parcels, effect.concerned, effect.price_after, effect.unserved) == (0, 0, Money(0), 0)
    assert DeliveryRate.objects.count() == 1


def test_how_much_room_counts_as_a_kilogram_is_dated_with_its_table(
    method: DeliveryMethod, keeper: Actor
) -> None:
    method.volumetric_divisor = 0
    method.save()
    room: dict[str, Any] = {"region": "MA-07", "province": "MA-MAR", "weight_g": 1_000, "volume_cm3": 30_000}
    before = [rate.full_price for rate in delivery_options(on=NOON.date(), **room)]

    # The same prices, but 5,000 cm³ weigh a kilogram from tomorrow on: 30 litres are six kilograms.
    change = put(method, keeper, divisor=5_000)

    [heavy] = delivery_options(region="MA-07", province="MA-MAR", weight_g=6_000, on=TOMORROW)
    assert [rate.full_price for rate in delivery_options(on=NOON.date(), **room)] == before
    assert [rate.full_price for rate in delivery_options(on=TOMORROW, **room)] == [heavy.full_price]
    assert (change.divisor, tariffs_listed(actor=keeper, now=NOON)[-1].divisor) == (5_000, 5_000)
    for nonsense in (1, 999, 20_001):
        with pytest.raises(InvalidInput):
            put(method, keeper, divisor=nonsense, from_date=TOMORROW + timedelta(days=1))
