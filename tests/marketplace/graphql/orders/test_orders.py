"""Orders: who sees which, how much of them, and in how many statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.tax import TaxClass
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.parcel import Parcel
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from orders.models.order import Order, OrderLine
from orders.services.order_cancel import order_cancel
from orders.services.order_release import order_release
from tests.factories.ground import NOON, AddressFactory, UserFactory, member_actor, staff_actor
from tests.factories.logistics import MACHINE
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

ORDER = """query ($id: ID!) { order(id: $id) {
  number status userEmail customerNote shippingAddress { firstName streetAddress1 city phone country { code } }
  lines { productName quantity taxRate totalPrice { gross { amount } } } total { gross { amount } } } }"""
LIST = """query ($first: Int, $last: Int, $before: String, $after: String,
    $sortBy: OrderSortingInput, $filter: OrderFilterInput) {
  orders(first: $first, last: $last, before: $before, after: $after, sortBy: $sortBy, filter: $filter) {
    totalCount pageInfo { endCursor startCursor hasNextPage }
    edges { node { id number status statusDisplay paymentStatus total { gross { amount currency } }
      lines { productName variant { name product { name thumbnail { url } } } thumbnail { url } }
      subOrders { cooperative { name } lines { quantity } } fulfillments { status trackingNumber }
      user { email } transactions { events { type } } channel { slug } } } } }"""
MINE = """{ me { email firstName lastName addresses { city isDefaultShippingAddress } defaultShippingAddress { city }
  checkoutIds orders(first: 10) { totalCount edges { node { number userEmail subOrders { number } } } } } }"""


def owned(shop: Market, user: Any, quantities: dict[int, int] | None = None) -> Order:
    order = shop.order(quantities or {0: 1, 1: 2})
    Order.objects.filter(pk=order.pk).update(user_id=user.pk, note="Sonnez deux fois")
    order.refresh_from_db()
    return order


def test_who_may_see_an_order_in_full_and_what_others_see_who_know_its_id() -> None:
    shop, owner = market(), UserFactory.create()
    order = owned(shop, owner)
    key = {"id": global_id("Order", order.pk)}

    def seen(actor: Actor) -> dict[str, Any]:
        found: dict[str, Any] = data_of(ORDER, key, actor=actor)["order"]
        return found

    full = seen(Actor(user_id=owner.pk))
    assert full["shippingAddress"] == {
        "firstName": "Amina",
        "streetAddress1": "12, rue des Oliviers",
        "city": "MARRAKECH",
        "phone": "+212612345678",
        "country": {"code": "MA"},
    }
    assert (full["userEmail"], full["customerNote"]) == ("amina@example.com", "Sonnez deux fois")
    assert full["total"]["gross"]["amount"] == 435.0
    assert [line["taxRate"] for line in full["lines"]] == [0.2, 0.2]
    assert seen(staff_actor(Permission.MANAGE_ORDERS)) == full
    veiled = {
        **full,
        "userEmail": "a...",
        "customerNote": "",
        "shippingAddress": {
            "firstName": "A...",
            "streetAddress1": "1...",
            "city": "MARRAKECH",
            "phone": "+...",
            "country": {"code": "MA"},
        },
    }
    strangers = (
        VISITOR,
        Actor(user_id=UserFactory.create().pk),
        member_actor(shop.sellers[0], Role.PRESIDENT.value),
        staff_actor(Permission.MANAGE_PRODUCTS),
    )
    for stranger in strangers:
        assert seen(stranger) == veiled


def test_a_firm_and_a_postcode_abroad_name_a_door_and_are_veiled_too() -> None:
    order = market().order({0: 1})
    far = {
        "company": "Amina Demo Ltd",
        "country": "GB",
        "area": "Kent",
        "province": "",
        "postcode": "ME13 8XS",
    }
    Order.objects.filter(pk=order.pk).update(address={**order.address, **far})
    query = """query ($id: ID!) { order(id: $id) { shippingAddress {
      companyName postalCode countryArea country { code } } } }"""

    known = data_of(query, {"id": global_id("Order", order.pk)})["order"]["shippingAddress"]

    assert known == {
        "companyName": "A...",
        "postalCode": "M...",
        "countryArea": "Kent",
        "country": {"code": "GB"},
    }


def packed(order: Order) -> Parcel:
    """Let the hub pick and pack an order, as it does."""
    order_release(order_id=order.pk, now=NOON)
    fulfilment = Fulfilment.objects.get(reference=f"order:{order.pk}")
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment).order_by("id"):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    return parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)


TAXED = """query ($id: ID!) { order(id: $id) { shippingTaxClass { id } shippingTaxClassName
  shippingTaxClassMetadata { key } shippingTaxClassPrivateMetadata { key }
  lines { taxClass { name } taxClassName taxClassMetadata { value } taxClassPrivateMetadata { value } } } }"""


def test_lines_name_the_tax_class_as_which_they_were_sold_to_the_staff() -> None:
    order = market().order({0: 1, 1: 1})
    code = OrderLine.objects.filter(sub_order__order=order)[0].tax_code
    names = {"fr": "Taux normal", "en": "Normal rate"}
    TaxClass.objects.update_or_create(
        code=code, defaults={"names": names, "metadata": {"a": "1"}, "private_metadata": {"b": "2"}}
    )
    key = {"id": global_id("Order", order.pk)}

    with CaptureQueriesContext(connection) as once:
        found = data_of(TAXED, key, actor=staff_actor(Permission.MANAGE_ORDERS))["order"]

    line = {
        "taxClass": {"name": found["lines"][0]["taxClassName"]},
        "taxClassName": found["lines"][0]["taxClassName"],
        "taxClassMetadata": [{"value": "1"}],
        "taxClassPrivateMetadata": [{"value": "2"}],
    }
    assert line["taxClassName"] in names.values()
    assert found["lines"] == [line, line]
    assert (found["shippingTaxClass"], found["shippingTaxClassName"]) == (None, None)
    assert found["shippingTaxClassMetadata"] == found["shippingTaxClassPrivateMetadata"] == []
    assert sum("catalog_taxclass" in each["sql"] for each in once.captured_queries) == 1
    TaxClass.objects.all().delete()
    gone = data_of(TAXED, key, actor=staff_actor(Permission.MANAGE_ORDERS))["order"]["lines"]
    assert gone[0]["taxClass"] is None
    assert gone[0]["taxClassName"] == code
    for field in ("shippingTaxClass { id }", "lines { taxClass { id } }"):
        query = f"query ($id: ID!) {{ order(id: $id) {{ {field} }} }}"
        assert "AUTHENTICATED_STAFF_USER" in errors_of(query, key)[0]


@pytest.mark.parametrize("field", ["user { email }", "transactions { id }", "privateMetadata { key }"])
def test_personal_fields_of_an_order_are_refused_to_strangers(field: str) -> None:
    shop, owner = market(), UserFactory.create()
    order = owned(shop, owner)
    query = f"query ($id: ID!) {{ order(id: $id) {{ number {field} }} }}"
    key = {"id": global_id("Order", order.pk)}

    said = errors_of(query, key)

    assert said == ["You do not have permission to perform this action"]
    assert errors_of(query, key, actor=staff_actor(Permission.MANAGE_ORDERS)) == []


def test_unknown_orders_are_null_and_malformed_ids_errors() -> None:
    unknown = {"id": global_id("Order", "00000000-0000-0000-0000-000000000000")}

    assert data_of(ORDER, unknown) == {"order": None}
    assert errors_of(ORDER, {"id": "zzz"}) == ["Invalid ID: zzz. Expected: Order."]


def test_only_the_staff_for_orders_lists_them() -> None:
    shop = market()
    shop.order({0: 1})
    others = (
        VISITOR,
        Actor(user_id=UserFactory.create().pk),
        member_actor(shop.sellers[0], Role.PRESIDENT.value),
        staff_actor(Permission.MANAGE_PRODUCTS),
    )

    for other in others:
        assert errors_of(LIST, {"first": 1}, actor=other) == [
            "To access this path, you need one of the following permissions: MANAGE_ORDERS"
        ]
    staff = staff_actor(Permission.MANAGE_ORDERS)
    assert data_of(LIST, {"first": 1}, actor=staff)["orders"]["totalCount"] == 1


def test_the_staffs_list_goes_on_and_is_narrowed_down() -> None:
    shop, staff = market(), staff_actor(Permission.MANAGE_ORDERS)
    orders = [shop.order({0: 1}) for _n in range(3)]
    by_number = {"sortBy": {"field": "NUMBER", "direction": "ASC"}}

    def numbers(**variables: Any) -> list[str]:
        found = data_of(LIST, variables, actor=staff)["orders"]
        return [edge["node"]["number"] for edge in found["edges"]]

    told = [str(order.number) for order in orders]
    assert numbers(first=10, **by_number) == told
    end = data_of(LIST, {"first": 1, **by_number}, actor=staff)["orders"]["pageInfo"]["endCursor"]
    assert numbers(first=10, after=end, **by_number) == told[1:]
    assert numbers(first=10, filter={"numbers": [told[1], "x"]}) == [told[1]]
    assert numbers(first=10, filter={"ids": [global_id("Order", orders[2].pk)]}) == [told[2]]
    newest = data_of(LIST, {"first": 2}, actor=staff)["orders"]
    rest = numbers(first=10, after=newest["pageInfo"]["endCursor"])
    assert sorted([edge["node"]["number"] for edge in newest["edges"]] + rest) == sorted(told)


def test_a_person_sees_themselves_and_their_own_orders() -> None:
    shop = market()
    owner, other = UserFactory.create(full_name="Amina Bent Ali"), UserFactory.create()
    AddressFactory.create(user=owner, is_default=True)
    order = owned(shop, owner)
    owned(shop, other)

    mine = data_of(MINE, actor=Actor(user_id=owner.pk))["me"]

    assert (mine["firstName"], mine["lastName"], mine["email"]) == ("Amina", "Bent Ali", owner.email)
    assert mine["addresses"] == [{"city": "MARRAKECH", "isDefaultShippingAddress": True}]
    assert mine["defaultShippingAddress"] == {"city": "MARRAKECH"}
    assert mine["orders"]["totalCount"] == 1
    assert [edge["node"]["number"] for edge in mine["orders"]["edges"]] == [str(order.number)]
    assert data_of("{ me { id } }") == {"me": None}


def test_a_packed_parcel_shows_as_a_fulfillment_with_its_number_for_the_customer_alone() -> None:
    shop, owner = market(), UserFactory.create()
    order = owned(shop, owner)
    query = """query ($id: ID!) { order(id: $id) { fulfillments { status trackingNumber created lines { quantity
        orderLine { productName } } } } }"""
    key = {"id": global_id("Order", order.pk)}

    assert data_of(query, key)["order"]["fulfillments"] == []
    parcel = packed(order)

    (seen,) = data_of(query, key)["order"]["fulfillments"]
    (own,) = data_of(query, key, actor=Actor(user_id=owner.pk))["order"]["fulfillments"]

    assert (seen["status"], seen["trackingNumber"]) == ("WAITING_FOR_APPROVAL", "")
    assert own == {**seen, "trackingNumber": parcel.tracking_number}
    assert [line["quantity"] for line in own["lines"]] == [1, 2]


def test_a_cancelled_order_says_so() -> None:
    shop, owner = market(), UserFactory.create()
    order = owned(shop, owner)
    order_cancel(
        actor=Actor(user_id=owner.pk), order_id=order.pk, holds_secret=False, reason="test", now=NOON
    )
    query = "query ($id: ID!) { order(id: $id) { status paymentStatus authorizeStatus lines { quantityToFulfill } } }"

    assert data_of(query, {"id": global_id("Order", order.pk)})["order"] == {
        "status": "CANCELED",
        "paymentStatus": "NOT_CHARGED",
        "authorizeStatus": "NONE",
        "lines": [{"quantityToFulfill": 0}, {"quantityToFulfill": 0}],
    }


def test_the_staffs_list_needs_the_same_statements_at_any_size() -> None:
    shop, staff = market(), staff_actor(Permission.MANAGE_ORDERS)
    for _n in range(7):
        packed(owned(shop, UserFactory.create()))

    def statements(first: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = asked(LIST, {"first": first}, actor=staff)
        assert answer.errors == []
        assert answer.data is not None
        return len(answer.data["orders"]["edges"]), len(captured)

    # page with payments, channels, count, standings, parts and lines (2), parcels with their roads (3), people, offers,
    # products, thumbnails, reductions
    assert (statements(1), statements(5), statements(100)) == ((1, 14), (5, 14), (7, 14))


def test_the_orders_of_many_people_are_one_page_each_in_a_fixed_number_of_statements() -> None:
    shop, staff = market(), staff_actor(Permission.MANAGE_ORDERS)
    for _n in range(4):
        owned(shop, UserFactory.create())
    query = """query ($first: Int) { orders(first: $first) { edges { node { user {
        orders(first: 2) { totalCount edges { node { number status } } } checkoutIds addresses { city } } } } } }"""

    def statements(first: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asked(query, {"first": first}, actor=staff).errors == []
        return len(captured)

    assert statements(1) == statements(4) == statements(100)
