"""warehouse_create, warehouse_update, warehouse_delete and the counters of warehouses: test that ..."""

import uuid
from typing import Any

import pytest

from logistics.models.delivery import DeliveryMethod
from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone
from logistics.selectors.delivery import delivery_options
from logistics.services.warehouse_changes import WarehouseChanges
from logistics.services.warehouse_create import warehouse_create
from logistics.services.warehouse_delete import warehouse_delete
from logistics.services.warehouse_update import warehouse_update
from logistics.services.warehouse_zones import warehouse_zones_assign, warehouse_zones_unassign
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, Missing, NotAllowed, NotFound, Taken
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory, released_lot

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
STRANGERS = ("visitor", "member", "staff without")


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_PRODUCTS)


def stranger(case: str) -> Actor:
    return {
        "visitor": Actor.anonymous,
        "member": lambda: member_actor(OrganisationFactory.create(active=True)),
        "staff without": lambda: staff_actor(Permission.MANAGE_ORDERS),
    }[case]()


def made(actor: Actor, **changes: Any) -> Warehouse:
    return warehouse_create(actor=actor, changes=WarehouseChanges(**{"name": "Depot", **changes}), now=NOON)


def test_the_first_warehouse_is_the_marketplaces_own_and_serves_the_web(staff: Actor) -> None:
    contact = {"street": "1, rue du Port", "city": "Casablanca", "province": "MA-CAS", "country": "MA"}

    first, second = made(staff, contact=contact, email="depot@example.com"), made(staff)

    assert (first.slug, second.slug) == ("depot", "depot-2")
    assert (first.is_online, second.is_online) == (True, False)
    assert first.organisation.is_platform
    assert first.organisation == second.organisation
    assert (first.province, first.commune, first.address) == ("MA-CAS", "Casablanca", "1, rue du Port")
    assert first.email == "depot@example.com"
    assert first.is_private
    assert (second.province, second.region) == (second.organisation.province, second.organisation.region)


@pytest.mark.parametrize(
    ("_case", "changes", "error", "field"),
    [
        ("no name", {"name": " "}, Missing, "name"),
        ("no name at all", {"name": None}, Missing, "name"),
        ("an empty slug", {"slug": ""}, Missing, "slug"),
        ("another's slug", {"slug": "hub"}, Taken, "slug"),
        ("another's reference", {"external_reference": "R1"}, Taken, "external_reference"),
        ("no address", {"email": "nonsense"}, InvalidInput, "email"),
        ("no choice", {"click_and_collect": "sometimes"}, InvalidInput, "click_and_collect_option"),
    ],
)
def test_what_cannot_be_used_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: type[InvalidInput], field: str
) -> None:
    WarehouseFactory.create(external_reference="R1")

    with pytest.raises(error) as refusal:
        made(staff, **changes)

    assert refusal.value.field == field
    assert Warehouse.objects.count() == 1


@pytest.mark.parametrize("case", STRANGERS)
def test_strangers_keep_no_warehouses(case: str) -> None:
    actor, hub = stranger(case), WarehouseFactory.create()

    with pytest.raises(NotAllowed):
        made(actor)
    with pytest.raises(NotAllowed):
        warehouse_update(actor=actor, warehouse_id=hub.pk, changes=WarehouseChanges(name="X"), now=NOON)
    with pytest.raises(NotAllowed):
        warehouse_delete(actor=actor, warehouse_id=hub.pk)
    with pytest.raises(NotAllowed):
        warehouse_zones_assign(actor=actor, warehouse_id=hub.pk, zone_ids=[])

    hub.refresh_from_db()
    assert (hub.name("fr"), Warehouse.objects.count()) == ("Plateforme d’Oujda", 1)


def test_a_counter_opens_and_closes_with_the_choice(staff: Actor) -> None:
    depot = made(staff)

    def options() -> list[tuple[str, int, int]]:
        found = delivery_options(region="MA-07", weight_g=1000, on=TODAY)
        return [(each.kind, each.price.minor, each.max_days) for each in found]

    def choose(choice: str) -> None:
        changes = WarehouseChanges(click_and_collect=choice, is_private=False)
        warehouse_update(actor=staff, warehouse_id=depot.pk, changes=changes, now=NOON)

    assert options() == []
    choose("local")
    assert options() == [("pickup", 0, 0)]
    choose("disabled")
    assert options() == []
    choose("all")
    assert (options(), DeliveryMethod.objects.count()) == ([("pickup", 0, 0)], 1)


def test_only_the_warehouse_of_the_web_can_promise_what_stands_in_it(staff: Actor) -> None:
    made(staff)
    other = made(staff, click_and_collect="local", is_private=False)

    assert not DeliveryMethod.objects.filter(warehouse=other, is_active=True).exists()


def test_a_private_warehouse_has_no_counter_for_what_stands_there(staff: Actor) -> None:
    depot = made(staff)

    with pytest.raises(InvalidInput):
        warehouse_update(
            actor=staff, warehouse_id=depot.pk, changes=WarehouseChanges(click_and_collect="local"), now=NOON
        )

    depot.refresh_from_db()
    assert (depot.click_and_collect, DeliveryMethod.objects.count()) == ("disabled", 0)


def test_an_unknown_warehouse_is_not_found(staff: Actor) -> None:
    with pytest.raises(NotFound):
        warehouse_update(actor=staff, warehouse_id=uuid.uuid4(), changes=WarehouseChanges(), now=NOON)


def test_a_warehouse_without_a_history_is_deleted_with_its_counter(staff: Actor) -> None:
    depot = made(staff)
    changes = WarehouseChanges(click_and_collect="all")
    warehouse_update(actor=staff, warehouse_id=depot.pk, changes=changes, now=NOON)

    gone = warehouse_delete(actor=staff, warehouse_id=depot.pk)

    assert gone.pk == depot.pk
    assert (Warehouse.objects.count(), DeliveryMethod.objects.count()) == (0, 0)


def test_a_warehouse_where_goods_stood_is_not_deleted(staff: Actor) -> None:
    released_lot(VariantFactory.create(), 5)
    hub = Warehouse.objects.get()

    with pytest.raises(IllegalMove):
        warehouse_delete(actor=staff, warehouse_id=hub.pk)

    assert Warehouse.objects.count() == 1


def test_a_warehouse_serves_the_zones_that_are_assigned_to_it(staff: Actor) -> None:
    depot = made(staff)
    zones = [ShippingZone.objects.create(name=name) for name in ("A", "B")]
    keys = [zone.pk for zone in zones]

    warehouse_zones_assign(actor=staff, warehouse_id=depot.pk, zone_ids=keys)
    warehouse_zones_unassign(actor=staff, warehouse_id=depot.pk, zone_ids=keys[:1])

    assert list(depot.shipping_zones.values_list("name", flat=True)) == ["B"]
    with pytest.raises(NotFound):
        warehouse_zones_assign(actor=staff, warehouse_id=depot.pk, zone_ids=[0])
