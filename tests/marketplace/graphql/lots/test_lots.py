"""Lots through the API: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import OrganisationFactory, UserFactory, member_actor, staff_actor
from tests.factories.logistics import (
    WarehouseFactory,
    organisation_once,
    released_lot,
)
from tests.marketplace.graphql.api import VISITOR, asked, data_of, global_id

pytestmark = pytest.mark.django_db

LOTS = """
query ($filter: LotFilterInput, $first: Int, $after: String) { lots(first: $first, after: $after, filter: $filter) {
  totalCount pageInfo { endCursor } edges { node { id code state quantityReceived cooperative { name }
    variant { sku product { name } } warehouse { slug } places { quantity allocated bin warehouse { slug } }
    movements { quantity reason reference warehouse { slug } } receivedAt province } } } }
"""


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_HUB)


def lots(actor: Actor, **variables: Any) -> list[str]:
    found = data_of(LOTS, {"first": 50, **variables}, actor=actor)["lots"]
    return [edge["node"]["code"] for edge in found["edges"]]


def test_a_lot_shows_where_it_stands_and_how_it_came_there(staff: Actor) -> None:
    variant = ProductFactory.create(listed=True).variants.get()
    lot = released_lot(variant, 9, code="L-1")

    found = data_of(LOTS, {"first": 5}, actor=staff)["lots"]

    assert found["totalCount"] == 1
    node = found["edges"][0]["node"]
    assert (node["id"], node["code"], node["state"], node["quantityReceived"]) == (
        global_id("Lot", lot.pk),
        "L-1",
        "RELEASED",
        9,
    )
    assert node["cooperative"] == {"name": variant.product.organisation.name("fr")}
    assert node["variant"] == {"sku": variant.sku, "product": {"name": variant.product.name("fr")}}
    assert node["places"] == [{"quantity": 9, "allocated": 0, "bin": None, "warehouse": {"slug": "hub"}}]
    assert node["movements"] == [
        {"quantity": 9, "reason": "RECEIPT", "reference": f"lot:{lot.pk}", "warehouse": {"slug": "hub"}}
    ]


def test_a_cooperatives_people_see_their_own_lots_and_a_hubs_people_those_of_their_hub(staff: Actor) -> None:
    mine, other = (ProductFactory.create(listed=True).variants.get() for _n in range(2))
    released_lot(mine, 5, code="MINE")
    released_lot(other, 5, code="OTHER")
    elsewhere = OrganisationFactory.create(hub=True)

    assert lots(member_actor(mine.product.organisation, "production")) == ["MINE"]
    assert sorted(lots(member_actor(organisation_once("hub-oujda"), "hub"))) == ["MINE", "OTHER"]
    assert lots(member_actor(elsewhere, "hub")) == []
    assert sorted(lots(staff)) == ["MINE", "OTHER"]


def test_visitors_and_customers_have_no_list_and_find_no_lot() -> None:
    lot = released_lot(ProductFactory.create(listed=True).variants.get(), 5, code="L-1")

    for actor in (VISITOR, Actor(user_id=UserFactory.create().pk), staff_actor(Permission.MANAGE_ORDERS)):
        answer = asked(LOTS, {"first": 5}, actor=actor)
        assert [getattr(each.original_error, "code", "") for each in answer.errors] == ["PermissionDenied"]
        one = "query ($id: ID) { lot(id: $id) { code } }"
        assert data_of(one, {"id": global_id("Lot", lot.pk)}, actor=actor) == {"lot": None}


def test_lots_are_filtered_and_paged(staff: Actor) -> None:
    first, second = (ProductFactory.create(listed=True).variants.get() for _n in range(2))
    released_lot(first, 5, code="A-1")
    released_lot(second, 5, code="B-1")
    empty = WarehouseFactory.create(slug="empty")
    hub = WarehouseFactory.create()

    def kept(**given: Any) -> list[str]:
        return lots(staff, filter=given)

    assert kept(variants=[global_id("ProductVariant", first.pk)]) == ["A-1"]
    assert kept(products=[global_id("Product", second.product_id)]) == ["B-1"]
    assert kept(cooperatives=[global_id("Cooperative", first.product.organisation_id)]) == ["A-1"]
    assert kept(warehouses=[global_id("Warehouse", empty.pk)]) == []
    assert kept(warehouses=[global_id("Warehouse", hub.pk)]) == ["B-1", "A-1"]
    assert kept(states=["QUARANTINE"]) == []
    assert kept(states=["RELEASED"], search="b-") == ["B-1"]
    page = data_of(LOTS, {"first": 1}, actor=staff)["lots"]
    rest = data_of(LOTS, {"first": 5, "after": page["pageInfo"]["endCursor"]}, actor=staff)["lots"]
    read = [edge["node"]["code"] for edge in (*page["edges"], *rest["edges"])]
    assert read == ["B-1", "A-1"]
    assert data_of('{ lot(code: "A-1") { code } }', actor=staff) == {"lot": {"code": "A-1"}}


def test_a_list_needs_the_same_statements_at_any_size(staff: Actor) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as statements:
            data_of(LOTS, {"first": 50}, actor=staff)
        return len(statements)

    released_lot(ProductFactory.create(listed=True).variants.get(), 9)
    before = counted()
    for _n in range(2):
        released_lot(ProductFactory.create(listed=True).variants.get(), 9)

    assert counted() == before
