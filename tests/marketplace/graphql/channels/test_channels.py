"""Channels through the API: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.stock import Reservation
from logistics.models.zone import ShippingZone
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor, Permission
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.services.checkout_place import checkout_reserve
from tests.factories.ground import NOON, ChannelFactory, staff_actor
from tests.factories.logistics import WarehouseFactory, stock_of
from tests.factories.orders import VISITOR, market
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

FIELDS = """
  id slug name isActive currencyCode defaultCountry { code } countries { code } hasOrders warehouses { slug }
  stockSettings { allocationStrategy }
  orderSettings { automaticallyConfirmAllNewOrders allowUnpaidOrders expireOrdersAfter deleteExpiredOrdersAfter
    markAsPaidStrategy includeDraftOrderInVoucherUsage draftOrderLinePriceFreezePeriod }
  checkoutSettings { automaticallyCompleteFullyPaidCheckouts automaticCompletionDelay
    automaticCompletionCutOffDate }
  paymentSettings { defaultTransactionFlowStrategy }
"""
CREATE = f"""
mutation ($input: ChannelCreateInput!) {{ channelCreate(input: $input) {{
  channel {{ {FIELDS} }} errors {{ field code }} }} }}
"""
UPDATE = f"""
mutation ($id: ID!, $input: ChannelUpdateInput!) {{ channelUpdate(id: $id, input: $input) {{
  channel {{ {FIELDS} }} errors {{ field code }} }} }}
"""
DELETE = """
mutation ($id: ID!, $input: ChannelDeleteInput) { channelDelete(id: $id, input: $input) {
  channel { id slug } errors { field code } } }
"""
NOWHERE = global_id("Warehouse", "12345678-1234-1234-1234-123456781234")
NEW = {"name": "Europe", "slug": "europe", "currencyCode": "EUR", "defaultCountry": "FR"}


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_CHANNELS)


def created(staff: Actor, **changes: Any) -> Any:
    return data_of(CREATE, {"input": {**NEW, **changes}}, actor=staff)["channelCreate"]


def updated(staff: Actor, channel_id: str, **changes: Any) -> Any:
    return data_of(UPDATE, {"id": channel_id, "input": changes}, actor=staff)["channelUpdate"]


def deleted(staff: Actor, channel: Channel, heir: Channel | None = None) -> Any:
    given = {"channelId": global_id("Channel", heir.pk)} if heir else None
    return data_of(DELETE, {"id": global_id("Channel", channel.pk), "input": given}, actor=staff)[
        "channelDelete"
    ]


def test_the_first_channel_is_the_default_one_and_closed_until_it_is_activated(staff: Actor) -> None:
    told = created(staff)

    row = Channel.objects.get()
    assert told["errors"] == []
    assert (row.is_default, row.is_active) == (True, False)
    assert told["channel"] == {
        "id": global_id("Channel", row.pk),
        "slug": "europe",
        "name": "Europe",
        "isActive": False,
        "currencyCode": "EUR",
        "defaultCountry": {"code": "FR"},
        "countries": [{"code": "FR"}],
        "hasOrders": False,
        "warehouses": [],
        "stockSettings": {"allocationStrategy": "PRIORITIZE_HIGH_STOCK"},
        "orderSettings": {
            "automaticallyConfirmAllNewOrders": True,
            "allowUnpaidOrders": False,
            "expireOrdersAfter": None,
            "deleteExpiredOrdersAfter": 60,
            "markAsPaidStrategy": "TRANSACTION_FLOW",
            "includeDraftOrderInVoucherUsage": False,
            "draftOrderLinePriceFreezePeriod": 24,
        },
        "checkoutSettings": {
            "automaticallyCompleteFullyPaidCheckouts": False,
            "automaticCompletionDelay": None,
            "automaticCompletionCutOffDate": None,
        },
        "paymentSettings": {"defaultTransactionFlowStrategy": "CHARGE"},
    }


def test_settings_warehouses_and_zones_are_written_and_read_back(staff: Actor) -> None:
    hub = WarehouseFactory.create()
    zone = ShippingZone.objects.create(name="Europe", countries=["ES", "FR"])

    told = created(
        staff,
        isActive=True,
        addWarehouses=[global_id("Warehouse", hub.pk)],
        addShippingZones=[global_id("ShippingZone", zone.pk)],
        stockSettings={"allocationStrategy": "PRIORITIZE_SORTING_ORDER"},
        orderSettings={
            "automaticallyConfirmAllNewOrders": False,
            "allowUnpaidOrders": True,
            "expireOrdersAfter": 15,
            "deleteExpiredOrdersAfter": 5,
            "markAsPaidStrategy": "PAYMENT_FLOW",
        },
        checkoutSettings={
            "automaticCompletion": {"enabled": True, "delay": 3, "cutOffDate": "2026-01-02T03:04:05+00:00"}
        },
        paymentSettings={"defaultTransactionFlowStrategy": "AUTHORIZATION"},
        metadata=[{"key": "a", "value": "b"}],
    )["channel"]

    row = Channel.objects.get()
    assert (row.confirms_orders, row.allows_unpaid_orders, row.unpaid_order_minutes, row.metadata) == (
        False,
        True,
        15,
        {"a": "b"},
    )
    assert (told["isActive"], told["warehouses"], told["countries"]) == (
        True,
        [{"slug": "hub"}],
        [{"code": "ES"}, {"code": "FR"}],
    )
    assert told["stockSettings"]["allocationStrategy"] == "PRIORITIZE_SORTING_ORDER"
    assert told["orderSettings"]["deleteExpiredOrdersAfter"] == 5
    assert told["orderSettings"]["markAsPaidStrategy"] == "PAYMENT_FLOW"
    assert told["checkoutSettings"] == {
        "automaticallyCompleteFullyPaidCheckouts": True,
        "automaticCompletionDelay": 3,
        "automaticCompletionCutOffDate": "2026-01-02T03:04:05+00:00",
    }
    assert told["paymentSettings"]["defaultTransactionFlowStrategy"] == "AUTHORIZATION"


@pytest.mark.parametrize(
    ("_case", "changes", "field", "code"),
    [
        ("another's slug", {"slug": "default-channel"}, "slug", "UNIQUE"),
        ("no name", {"name": " "}, "name", "REQUIRED"),
        ("a currency that we do not handle", {"currencyCode": "XXX"}, "currencyCode", "INVALID"),
        ("a warehouse that is not", {"addWarehouses": [NOWHERE]}, "addWarehouses", "NOT_FOUND"),
        ("a zone that is not", {"addShippingZones": ["U2hpcHBpbmdab25lOjA="]}, "addShippingZones", "NOT_FOUND"),
        ("too long a wait", {"orderSettings": {"expireOrdersAfter": 999_999}}, "expireOrdersAfter", "INVALID"),
    ],
)  # fmt: skip
def test_a_refusal_has_the_contracts_code(
    staff: Actor, _case: str, changes: dict[str, Any], field: str, code: str
) -> None:
    ChannelFactory.create()

    told = created(staff, **changes)

    assert told == {"channel": None, "errors": [{"field": field, "code": code}]}
    assert Channel.objects.count() == 1


def test_a_change_adds_to_the_settings_that_are_kept(staff: Actor) -> None:
    told = created(staff, orderSettings={"deleteExpiredOrdersAfter": 5, "expireOrdersAfter": 9})["channel"]
    hub = WarehouseFactory.create()

    updated(staff, told["id"], addWarehouses=[global_id("Warehouse", hub.pk)], name="Union")
    told = updated(
        staff,
        told["id"],
        orderSettings={"expireOrdersAfter": None, "markAsPaidStrategy": "PAYMENT_FLOW"},
        removeWarehouses=[global_id("Warehouse", hub.pk)],
    )["channel"]

    assert (told["name"], told["warehouses"]) == ("Union", [])
    assert told["orderSettings"]["deleteExpiredOrdersAfter"] == 5
    assert told["orderSettings"]["markAsPaidStrategy"] == "PAYMENT_FLOW"
    assert told["orderSettings"]["expireOrdersAfter"] is None


@pytest.mark.parametrize(
    ("kind", "key", "added", "removed"),
    [
        ("Warehouse", "12345678-1234-1234-1234-123456781234", "addWarehouses", "removeWarehouses"),
        ("ShippingZone", 1, "addShippingZones", "removeShippingZones"),
    ],
)
def test_the_same_thing_is_not_added_and_taken_away(
    staff: Actor, kind: str, key: Any, added: str, removed: str
) -> None:
    channel, one = ChannelFactory.create(), [global_id(kind, key)]

    told = updated(staff, global_id("Channel", channel.pk), **{added: one, removed: one})

    assert told["errors"] == [{"field": removed, "code": "DUPLICATED_INPUT_ITEM"}]


def test_warehouses_are_put_in_order(staff: Actor) -> None:
    hubs = [WarehouseFactory.create(slug=slug) for slug in ("a", "b", "c")]
    ids = [global_id("Warehouse", hub.pk) for hub in hubs]
    told = created(staff, addWarehouses=ids)["channel"]
    query = """mutation ($id: ID!, $moves: [ReorderInput!]!) { channelReorderWarehouses(channelId: $id, moves: $moves)
      { channel { warehouses { slug } } errors { field code } } }"""

    moved = data_of(query, {"id": told["id"], "moves": [{"id": ids[2], "sortOrder": -2}]}, actor=staff)
    other = [{"id": global_id("Warehouse", "12345678-1234-1234-1234-123456781234"), "sortOrder": 1}]
    missing = data_of(query, {"id": told["id"], "moves": other}, actor=staff)

    assert moved["channelReorderWarehouses"]["channel"]["warehouses"] == [{"slug": each} for each in "cab"]
    assert missing["channelReorderWarehouses"]["errors"] == [{"field": "moves", "code": "NOT_FOUND"}]


def test_a_channel_is_opened_and_closed_once(staff: Actor) -> None:
    channel = ChannelFactory.create(is_active=False)
    query = "mutation ($id: ID!) { %s(id: $id) { channel { isActive } errors { field code } } }"

    def done(name: str) -> Any:
        return data_of(query % name, {"id": global_id("Channel", channel.pk)}, actor=staff)[name]

    assert done("channelActivate") == {"channel": {"isActive": True}, "errors": []}
    assert done("channelActivate")["errors"] == [{"field": "id", "code": "INVALID"}]
    assert done("channelDeactivate") == {"channel": {"isActive": False}, "errors": []}
    assert done("channelDeactivate")["errors"] == [{"field": "id", "code": "INVALID"}]


def test_a_channel_with_orders_needs_an_heir_of_its_currency(staff: Actor) -> None:
    shop = market(prices=(10_000,))
    order = shop.order({0: 1})
    heir = ChannelFactory.create(slug="heir", is_default=False)
    other = ChannelFactory.create(slug="other", is_default=False, currency="EUR")

    assert deleted(staff, shop.channel)["errors"] == [{"field": "id", "code": "CHANNEL_WITH_ORDERS"}]
    assert deleted(staff, shop.channel, shop.channel)["errors"] == [{"field": "channelId", "code": "INVALID"}]
    assert deleted(staff, shop.channel, other)["errors"] == [
        {"field": "channelId", "code": "CHANNELS_CURRENCY_MUST_BE_THE_SAME"}
    ]
    assert Channel.objects.count() == 3

    told = deleted(staff, shop.channel, heir)

    assert told["channel"] == {"id": global_id("Channel", shop.channel.pk), "slug": "default-channel"}
    assert Order.objects.get(pk=order.pk).channel == heir
    assert not Channel.objects.filter(slug="default-channel").exists()


def test_the_baskets_of_a_deleted_channel_give_their_goods_back(staff: Actor) -> None:
    shop = market(prices=(10_000,), stock=5)
    basket = shop.checkout({0: 2})
    checkout_reserve(actor=VISITOR, checkout_id=basket.pk, now=NOON)

    deleted(staff, shop.channel)

    assert (stock_of(shop.variants[0]), Reservation.objects.count(), Checkout.objects.count()) == (
        (5, 0),
        0,
        0,
    )


def test_channels_are_listed_in_the_same_statements_at_any_number(staff: Actor) -> None:
    query = f"{{ channels {{ {FIELDS} }} }}"
    created(staff)
    with CaptureQueriesContext(connection) as one:
        data_of(query, actor=staff)
    created(staff, slug="second")
    with CaptureQueriesContext(connection) as two:
        assert len(data_of(query, actor=staff)["channels"]) == 2

    assert len(one) == len(two) == 4


GATEWAY = """
mutation ($id: ID!, $input: ChannelUpdateInput!) { channelUpdate(id: $id, input: $input) {
  channel { paymentSettings { cashGatewayId } } errors { field code } } }
"""


def test_the_staff_say_under_which_gateway_cash_on_delivery_is_shown(staff: Actor) -> None:
    channel = ChannelFactory.create()

    def said(name: str) -> Any:
        given = {
            "id": global_id("Channel", channel.pk),
            "input": {"paymentSettings": {"cashGatewayId": name}},
        }
        return data_of(GATEWAY, given, actor=staff)["channelUpdate"]

    told = said("saleor.io.dummy-payment-app")
    assert told == {
        "channel": {"paymentSettings": {"cashGatewayId": "saleor.io.dummy-payment-app"}},
        "errors": [],
    }
    for name in ("saleor.app.payment.stripe", "marketplace.bank-transfer", "Cash on delivery", ""):
        assert said(name)["errors"][0]["field"] == "cashGatewayId"
    channel.refresh_from_db()
    assert channel.cash_gateway_id == "saleor.io.dummy-payment-app"
