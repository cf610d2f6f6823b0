"""Shipping zones, their methods and listings: test that ..."""

import uuid
from typing import Any

import pytest

from logistics.models.delivery import DeliveryMethod
from logistics.models.zone import MethodListing, PostalCodeRule, ShippingZone, ZoneMethod
from logistics.services.zone_delete import zones_delete
from logistics.services.zone_method_delete import zone_methods_delete
from logistics.services.zone_method_exclude import zone_method_exclude
from logistics.services.zone_method_list import ListingChanges, zone_method_list
from logistics.services.zone_method_write import (
    BoundsCrossed,
    MethodChanges,
    zone_method_create,
    zone_method_update,
)
from logistics.services.zone_write import ZoneChanges, zone_create, zone_update
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, Missing, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, ChannelFactory, OrganisationFactory, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory
from tests.factories.orders import market

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_SHIPPING)


def zone(actor: Actor, **changes: Any) -> ShippingZone:
    given = {"name": "Maroc", "countries": ["MA"], "add_channels": [ChannelFactory.create().pk], **changes}
    return zone_create(actor=actor, changes=ZoneChanges(**given))


def method(actor: Actor, zone_id: int, **changes: Any) -> ZoneMethod:
    given = MethodChanges(**{"name": "Coursier", **changes})
    return zone_method_create(actor=actor, zone_id=zone_id, changes=given, now=NOON)


def listed(actor: Actor, row: ZoneMethod, **terms: Any) -> ZoneMethod:
    changes = ListingChanges(**{"channel_id": ChannelFactory.create().pk, "price_minor": 3000, **terms})
    return zone_method_list(actor=actor, method_id=row.pk, add=[changes])


def test_a_zone_has_its_countries_channels_and_warehouses(staff: Actor) -> None:
    hub = WarehouseFactory.create()

    made = zone(staff, countries=["MA", "FR", "MA"], add_warehouses=[hub.pk], description="Tout")
    zone_update(
        actor=staff,
        zone_id=made.pk,
        changes=ZoneChanges(name="Maroc et France", remove_warehouses=[hub.pk], is_default=True),
    )

    made.refresh_from_db()
    assert (made.name, made.countries, made.is_default, made.description) == (
        "Maroc et France",
        ["FR", "MA"],
        True,
        "Tout",
    )
    assert (made.channels.count(), made.warehouses.count()) == (1, 0)


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("no name", {"name": None}, Missing),
        ("an empty name", {"name": " "}, Missing),
        ("a warehouse that is not", {"add_warehouses": [uuid.uuid4()]}, NotFound),
        ("a channel that is not", {"add_channels": [0]}, NotFound),
        ("a second default", {"is_default": True}, Conflict),
    ],
)
def test_what_cannot_be_used_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: type[DomainError]
) -> None:
    ShippingZone.objects.create(name="default", is_default=True)

    with pytest.raises(error):
        zone(staff, **changes)

    assert ShippingZone.objects.count() == 1


@pytest.mark.parametrize("_case", ["visitor", "member", "staff without"])
def test_strangers_keep_no_shipping(_case: str, staff: Actor) -> None:
    row = method(staff, zone(staff).pk)
    actor = {
        "visitor": Actor.anonymous(),
        "member": member_actor(OrganisationFactory.create(active=True)),
        "staff without": staff_actor(Permission.MANAGE_PRODUCTS),
    }[_case]
    attempts: list[Any] = [
        lambda: zone(actor),
        lambda: zone_update(actor=actor, zone_id=row.zone_id, changes=ZoneChanges(name="X")),
        lambda: zones_delete(actor=actor, zone_ids=[row.zone_id]),
        lambda: method(actor, row.zone_id),
        lambda: zone_method_update(actor=actor, method_id=row.pk, changes=MethodChanges(name="X")),
        lambda: zone_methods_delete(actor=actor, method_ids=[row.pk]),
        lambda: listed(actor, row),
        lambda: zone_method_exclude(actor=actor, method_id=row.pk),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()

    assert (ShippingZone.objects.get().name, ZoneMethod.objects.count(), MethodListing.objects.count()) == (
        "Maroc",
        1,
        0,
    )


def test_a_method_is_a_way_of_delivery_of_the_marketplaces_own(staff: Actor) -> None:
    here = zone(staff)
    document = {"blocks": [{"type": "paragraph", "data": {"text": "Vite<script>x</script>"}}]}

    first = method(staff, here.pk, by_weight=True, least_weight_g=100, most_weight_g=5000)
    second = method(staff, here.pk, min_days=3, descriptions={"fr": document})

    assert (first.method.code, second.method.code) == ("coursier", "coursier-2")
    assert first.method.carrier.is_platform
    assert (first.by_weight, first.least_weight_g, first.most_weight_g) == (True, 100, 5000)
    assert (first.method.min_days, first.method.max_days) == (1, 7)
    assert (second.method.min_days, second.method.max_days) == (3, 7)
    assert second.descriptions["fr"]["blocks"][0]["data"]["text"] == "Vite"


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("no name", {"name": None}, Missing),
        ("an empty name", {"name": ""}, Missing),
        ("days crossed", {"min_days": 5, "max_days": 2}, BoundsCrossed),
        ("weights crossed", {"least_weight_g": 5, "most_weight_g": 2}, BoundsCrossed),
        ("less than nothing", {"least_weight_g": -5}, InvalidInput),
        ("more than a year", {"max_days": 1000}, InvalidInput),
        ("postcodes to which nobody said whether", {"add_rules": [("10000", "")]}, Missing),
        ("no choice", {"inclusion": "perhaps"}, InvalidInput),
    ],
)
def test_a_method_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: type[DomainError]
) -> None:
    here = zone(staff)

    with pytest.raises(error):
        method(staff, here.pk, **changes)

    assert not DeliveryMethod.objects.exists()


def test_a_change_moves_a_bound_that_nobody_gave_out_of_its_way(staff: Actor) -> None:
    row = method(staff, zone(staff).pk, min_days=5, max_days=9, least_weight_g=5)
    changes = MethodChanges(name="Poste", max_days=3, unbounded=["least_weight_g"], tax_code="R10")

    row = zone_method_update(actor=staff, method_id=row.pk, changes=changes)

    assert (row.method.names["fr"], row.method.min_days, row.method.max_days) == ("Poste", 3, 3)
    assert (row.least_weight_g, row.tax_code) == (None, "R10")


def test_rules_of_postcodes_are_added_turned_and_deleted(staff: Actor) -> None:
    row = method(staff, zone(staff).pk, inclusion="include", add_rules=[("10000", "19999"), ("40000", "")])
    first = row.postal_code_rules.order_by("id").first()
    assert first is not None

    changes = MethodChanges(inclusion="exclude", delete_rules=[first.pk], add_rules=[("90000", "")])
    zone_method_update(actor=staff, method_id=row.pk, changes=changes)

    rules = PostalCodeRule.objects.order_by("start").values_list("start", "end", "inclusion")
    assert list(rules) == [("40000", "", "exclude"), ("90000", "", "exclude")]


def test_a_listing_is_written_changed_and_taken_back(staff: Actor) -> None:
    row = method(staff, zone(staff).pk)

    listed(staff, row, least_order_minor=1000, most_order_minor=9000)
    listed(staff, row, price_minor=None, unbounded=["most_order_minor"])

    listing = MethodListing.objects.get()
    assert (listing.price_minor, listing.least_order_minor, listing.most_order_minor) == (3000, 1000, None)
    assert listing.currency == "MAD"
    zone_method_list(actor=staff, method_id=row.pk, remove=[listing.channel_id])
    assert not MethodListing.objects.exists()


@pytest.mark.parametrize(
    ("_case", "terms", "error"),
    [
        ("no price", {"price_minor": None}, Missing),
        ("less than nothing", {"price_minor": -1}, InvalidInput),
        ("bounds crossed", {"least_order_minor": 5, "most_order_minor": 2}, BoundsCrossed),
        ("a channel that is not", {"channel_id": 0}, NotFound),
    ],
)
def test_a_listing_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, terms: dict[str, Any], error: type[DomainError]
) -> None:
    row = method(staff, zone(staff).pk)

    with pytest.raises(error):
        listed(staff, row, **terms)

    assert not MethodListing.objects.exists()


def test_a_channel_that_does_not_sell_to_the_zone_lists_none_of_its_methods(staff: Actor) -> None:
    row = method(staff, zone(staff).pk)
    other = ChannelFactory.create(slug="other", is_default=False)

    with pytest.raises(InvalidInput):
        listed(staff, row, channel_id=other.pk)


def test_products_are_excluded_and_let_in_again(staff: Actor) -> None:
    row, product = method(staff, zone(staff).pk), ProductFactory.create()

    zone_method_exclude(actor=staff, method_id=row.pk, add=[product.pk])
    assert list(row.excluded_products.all()) == [product]
    zone_method_exclude(actor=staff, method_id=row.pk, remove=[product.pk])
    assert row.excluded_products.count() == 0
    with pytest.raises(NotFound):
        zone_method_exclude(actor=staff, method_id=row.pk, add=[0])


def test_a_zone_goes_with_its_methods_but_not_with_one_by_which_an_order_travels(staff: Actor) -> None:
    shop = market(prices=(10_000,))
    here = zone(staff)
    travelled, other = method(staff, here.pk), method(staff, here.pk)
    order = shop.order({0: 1})
    order.delivery_method_id = travelled.pk
    order.save(update_fields=["delivery_method_id"])

    (gone,) = zones_delete(actor=staff, zone_ids=[here.pk])

    assert gone.name == "Maroc"
    assert not ShippingZone.objects.exists()
    assert not DeliveryMethod.objects.filter(pk=other.pk).exists()
    assert DeliveryMethod.objects.get(pk=travelled.pk).is_active is False
    assert not ZoneMethod.objects.exists()


def test_methods_are_deleted_and_what_is_not_there_is_not_found(staff: Actor) -> None:
    row = method(staff, zone(staff).pk)

    (gone,) = zone_methods_delete(actor=staff, method_ids=[row.pk])

    assert (gone.pk, DeliveryMethod.objects.count()) == (row.pk, 0)
    missing: list[Any] = [
        lambda: zone_methods_delete(actor=staff, method_ids=[row.pk]),
        lambda: zones_delete(actor=staff, zone_ids=[0]),
        lambda: zone_update(actor=staff, zone_id=0, changes=ZoneChanges()),
        lambda: zone_method_update(actor=staff, method_id=uuid.uuid4(), changes=MethodChanges()),
    ]
    for attempt in missing:
        with pytest.raises(NotFound):
            attempt()
