"""The hub and the cooperatives' parts over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from logistics.models.fulfilment import Fulfilment
from logistics.models.parcel import TrackingEvent
from logistics.models.warehouse import Warehouse
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import line_of
from tests.factories.shortages import other_product
from tests.factories.weighing import by_weight
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id
from tests.orders.journey import packed, told

pytestmark = pytest.mark.django_db
WAVES = """query ($hub: ID!) { waves(first: 10, warehouse: $hub) { totalCount edges { node { id number status
  warehouse { slug } orders { id status orderNumber city cashDue { amount }
    pickLines { id sku lot quantity isPicked bin bestBeforeDate productName } parcels { number } } } } } }"""
CREATE = """mutation ($hub: ID!, $orders: [ID!]) { waveCreate(warehouse: $hub, hubOrders: $orders) {
  wave { id orders { id pickLines { id lot } } } missing { orderLine quantity } errors { field code } } }"""
PICK = """mutation ($order: ID!, $code: String, $line: ID) { linePick(hubOrder: $order, code: $code, pickLine: $line) {
  pickLine { isPicked } left errors { field code } } }"""
PACK = """mutation ($order: ID!) { parcelPack(hubOrder: $order, weightGrams: 700) {
  parcel { id number status weightGrams carrier { id } events { kind } cashDue { amount } } errors { field code } } }"""
HAND = """mutation ($hub: ID!, $carrier: ID!) { parcelsHandOver(warehouse: $hub, carrier: $carrier) {
  manifest { number parcels { status } } errors { field code } } }"""
TRACK = """mutation ($parcel: ID!, $kind: ParcelEventKind!, $at: DateTime!, $cash: PositiveDecimal) {
  parcelTrack(parcel: $parcel, kind: $kind, happenedAt: $at, key: "k", cashCollected: $cash) {
    parcel { status events { kind } } event { kind isLate } errors { field code } } }"""
PARCELS = """query ($hub: ID!, $number: String!) { parcel(number: $number) { status orderNumber }
  parcels(first: 5, warehouse: $hub, status: DELIVERED) { totalCount edges { node { number } } } }"""


def hub_of(shop: Market) -> str:
    return global_id("Warehouse", Warehouse.objects.get(is_online=True).pk)


def test_a_worker_walks_the_hubs_road_with_a_client_of_the_api() -> None:
    shop = market()
    worker, hub = member_actor(shop.hub, Role.HUB.value), hub_of(shop)
    order = shop.order({0: 1, 1: 1})
    told()

    created = data_of(CREATE, {"hub": hub}, actor=worker)["waveCreate"]
    (going,) = created["wave"]["orders"]
    assert (created["errors"], created["missing"]) == ([], [])
    first, second = going["pickLines"]
    wrong = data_of(PICK, {"order": going["id"], "code": "nothing"}, actor=worker)["linePick"]
    scanned = data_of(PICK, {"order": going["id"], "code": first["lot"]}, actor=worker)["linePick"]
    tapped = data_of(PICK, {"order": going["id"], "line": second["id"]}, actor=worker)["linePick"]
    assert [error["field"] for error in wrong["errors"]] == ["code"]
    assert (scanned["pickLine"], scanned["left"], tapped["left"]) == ({"isPicked": True}, 1, 0)

    parcel = data_of(PACK, {"order": going["id"]}, actor=worker)["parcelPack"]["parcel"]
    assert (parcel["status"], parcel["cashDue"], parcel["events"]) == (
        "PACKED",
        {"amount": 285},
        [{"kind": "PACKED"}],
    )
    handed = data_of(HAND, {"hub": hub, "carrier": parcel["carrier"]["id"]}, actor=worker)["parcelsHandOver"]
    assert handed["manifest"]["parcels"] == [{"status": "HANDED_OVER"}]
    brought = {"parcel": parcel["id"], "kind": "DELIVERED", "at": NOON.isoformat(), "cash": 285}
    delivered = data_of(TRACK, brought, actor=worker)["parcelTrack"]
    again = data_of(TRACK, brought, actor=worker)["parcelTrack"]
    assert delivered["parcel"]["status"] == "DELIVERED" == again["parcel"]["status"]
    assert TrackingEvent.objects.filter(kind="delivered").count() == 1
    told()
    assert order.sub_orders.filter(state="delivered").count() == 2
    seen = data_of(PARCELS, {"hub": hub, "number": parcel["number"]}, actor=worker)
    assert seen["parcel"] == {"status": "DELIVERED", "orderNumber": str(order.number)}
    assert seen["parcels"]["totalCount"] == 1


def test_the_hub_is_nothing_to_others_and_nothing_moves() -> None:
    shop = market()
    order = shop.order({0: 1})
    told()
    hub, going = hub_of(shop), global_id("HubOrder", Fulfilment.objects.get().pk)
    stranger = member_actor(OrganisationFactory.create(active=True), Role.HUB.value)

    for actor in (VISITOR, Actor(user_id=7), stranger, staff_actor(Permission.MANAGE_ORDERS)):
        assert errors_of(WAVES, {"hub": hub}, actor=actor) != []
        assert errors_of(CREATE, {"hub": hub}, actor=actor) != []
        assert errors_of(PICK, {"order": going, "code": "x"}, actor=actor) != []
        assert errors_of(PACK, {"order": going}, actor=actor) != []
        assert data_of('{ parcel(number: "x") { id } }', actor=actor) == {"parcel": None}
    assert Fulfilment.objects.get().state == "released"
    assert order.sub_orders.get().state == "released"


def test_what_is_not_there_is_said_in_the_contracts_words() -> None:
    shop = market()
    worker, hub = member_actor(shop.hub, Role.HUB.value), hub_of(shop)
    nothing = {"order": global_id("HubOrder", "x")}

    assert data_of(CREATE, {"hub": hub}, actor=worker)["waveCreate"] == {
        "wave": None,
        "missing": [],
        "errors": [],
    }
    assert data_of(PACK, nothing, actor=worker)["parcelPack"]["errors"] == [
        {"field": "hubOrder", "code": "NOT_FOUND"}
    ]
    carrier = global_id("Cooperative", shop.carrier.pk)
    assert data_of(HAND, {"hub": hub, "carrier": carrier}, actor=worker)["parcelsHandOver"]["errors"] == [
        {"field": "carrier", "code": "INVALID"}
    ]
    order = shop.order({0: 1})
    parcel = packed(order, NOON)
    late = {
        "parcel": global_id("Parcel", parcel.pk),
        "kind": "DELIVERED",
        "at": NOON.isoformat(),
        "cash": 135,
    }
    assert data_of(TRACK, late, actor=worker)["parcelTrack"]["errors"] == [
        {"field": "kind", "code": "INVALID_STATE"}
    ]


def test_waves_need_the_same_statements_at_any_size() -> None:
    shop = market()
    worker, hub = member_actor(shop.hub, Role.HUB.value), {"hub": hub_of(shop)}

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = asked(WAVES, hub, actor=worker)
        assert answer.errors == []
        return len(captured)

    def wave(*orders: dict[int, int]) -> None:
        for quantities in orders:
            shop.order(quantities)
        told()
        data_of(CREATE, hub, actor=worker)

    wave({0: 1})
    one = statements()
    wave({0: 1, 1: 1}, {2: 1})
    wave({0: 2})

    assert one == statements()


SUB_ORDERS = """query ($of: ID!, $status: [SubOrderStatus!]) { subOrders(first: 5, cooperative: $of, status: $status) {
  totalCount edges { node { id number status cooperative { id } total { gross { amount } }
    lines { productName quantity } } } } }"""
SAY = """mutation ($id: ID!) { subOrderAcknowledge(id: $id) { subOrder { number status } errors { field code } } }"""


def test_a_member_sees_and_acknowledges_her_own_cooperatives_parts_only() -> None:
    shop = market()
    shop.order({0: 2, 1: 1})
    own, other = shop.sellers[:2]
    member = member_actor(own, Role.SALES.value)
    key: dict[str, Any] = {"of": global_id("Cooperative", own.pk)}

    seen = data_of(SUB_ORDERS, key, actor=member)["subOrders"]
    (part,) = [edge["node"] for edge in seen["edges"]]
    assert (part["status"], part["total"], len(part["lines"])) == (
        "RELEASED",
        {"gross": {"amount": 200}},
        1,
    )
    assert data_of(SUB_ORDERS, {**key, "status": ["SHIPPED"]}, actor=member)["subOrders"]["totalCount"] == 0
    said = data_of(SAY, {"id": part["id"]}, actor=member)["subOrderAcknowledge"]
    assert said == {"subOrder": {"number": part["number"], "status": "RELEASED"}, "errors": []}

    stranger = member_actor(other, Role.SALES.value)
    assert errors_of(SUB_ORDERS, key, actor=stranger) != []
    hidden = data_of(SAY, {"id": part["id"]}, actor=stranger)["subOrderAcknowledge"]
    assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]
    assert errors_of(SUB_ORDERS, key, actor=VISITOR) != []


REFUSE = """mutation ($line: ID!, $instead: ID, $count: Int = 1) {
  orderLineRefuse(orderLine: $line, quantity: $count, reason: SPOILT, substitute: $instead, waitUntil: "2099-01-01") {
    orderShortage { id quantity origin reason status substituteName substitutePrice { amount } answerBy waitUntil
      orderLine { id quantity } } errors { field code } } }"""
ANSWER = """mutation ($id: ID!, $remedy: OrderShortageRemedy!) { orderShortageAnswer(id: $id, remedy: $remedy) {
  orderShortage { status } errors { field code } } }"""
MISSING = """query ($id: ID!) { order(id: $id) { shortages { id status orderLine { id } } } }"""


def test_what_cannot_be_supplied_is_said_and_chosen_through_the_api() -> None:
    shop = market()
    other = other_product(shop)
    order = shop.order({0: 2, 1: 1}, now=timezone.now())
    told()
    line = line_of(order)
    sales, staff = member_actor(shop.sellers[0], Role.SALES.value), staff_actor(Permission.MANAGE_ORDERS)
    values: dict[str, Any] = {
        "line": global_id("OrderLine", line.key),
        "instead": global_id("ProductVariant", other.pk),
    }

    wrong = data_of(REFUSE, {**values, "count": 9}, actor=sales)["orderLineRefuse"]
    assert [error["code"] for error in wrong["errors"]] == ["INVALID"]
    said = data_of(REFUSE, values, actor=sales)["orderLineRefuse"]
    shortage = said["orderShortage"]
    assert said["errors"] == []
    assert (shortage["quantity"], shortage["origin"], shortage["reason"], shortage["status"]) == (
        1, "COOPERATIVE", "SPOILT", "OPEN",
    )  # fmt: skip
    assert (shortage["substituteName"], shortage["substitutePrice"]) == (
        f"{other.product.names['fr']} 500 g",
        {"amount": 80},
    )
    assert (shortage["waitUntil"], shortage["orderLine"]["id"]) == ("2099-01-01", values["line"])

    key = {"id": global_id("Order", order.pk)}
    assert data_of(MISSING, key, actor=staff)["order"]["shortages"] == [
        {"id": shortage["id"], "status": "OPEN", "orderLine": {"id": values["line"]}}
    ]
    known = {"id": shortage["id"], "remedy": "SUBSTITUTE"}
    assert errors_of(ANSWER, known, actor=sales) != []
    chosen = data_of(ANSWER, known, actor=staff)["orderShortageAnswer"]
    assert chosen == {"orderShortage": {"status": "SUBSTITUTED"}, "errors": []}
    late = data_of(ANSWER, {**known, "remedy": "WAIT"}, actor=staff)["orderShortageAnswer"]
    assert [error["code"] for error in late["errors"]] == ["INVALID_STATE"]


WEIGH = """mutation ($line: ID!, $grams: Int!) { orderLineWeigh(orderLine: $line, weightGrams: $grams) {
  orderWeighing { id pieces orderedGrams weighedGrams deducted { amount } origin weighedAt orderLine { id } }
  errors { field code } } }"""
WEIGHED = """query ($id: ID!) { order(id: $id) { weighings { id weighedGrams orderLine { id } } } }"""
UNWEIGH = """mutation ($line: ID!) { orderLineWeighUndo(orderLine: $line) { errors { field code } } }"""


def test_what_is_sold_by_its_weight_is_weighed_through_the_api() -> None:
    shop = market()
    by_weight(shop)
    order = shop.order({0: 2, 1: 1}, now=timezone.now())
    told()
    line = line_of(order)
    sales, staff = member_actor(shop.sellers[0], Role.SALES.value), staff_actor(Permission.MANAGE_ORDERS)
    values: dict[str, Any] = {"line": global_id("OrderLine", line.key), "grams": 950}

    light = data_of(WEIGH, {**values, "grams": 100}, actor=sales)["orderLineWeigh"]
    assert light["errors"] == [{"field": "weightGrams", "code": "INVALID"}]
    stranger = data_of(WEIGH, values, actor=member_actor(shop.sellers[1], Role.SALES.value))["orderLineWeigh"]
    assert stranger["errors"] == [{"field": "orderLine", "code": "NOT_FOUND"}]
    said = data_of(WEIGH, values, actor=sales)["orderLineWeigh"]
    found = said["orderWeighing"]
    assert said["errors"] == []
    assert (found["pieces"], found["orderedGrams"], found["weighedGrams"]) == (2, 1_000, 950)
    assert (found["deducted"], found["origin"]) == ({"amount": 10}, "COOPERATIVE")
    assert found["orderLine"]["id"] == values["line"]

    key = {"id": global_id("Order", order.pk)}
    assert data_of(WEIGHED, key, actor=staff)["order"]["weighings"] == [
        {"id": found["id"], "weighedGrams": 950, "orderLine": {"id": values["line"]}}
    ]
    assert data_of(UNWEIGH, {"line": values["line"]}, actor=sales)["orderLineWeighUndo"] == {"errors": []}
    assert data_of(WEIGHED, key, actor=staff)["order"]["weighings"] == []
    piece = {"line": global_id("OrderLine", line_of(order, 1).key)}
    unsold = data_of(UNWEIGH, piece, actor=staff)["orderLineWeighUndo"]
    assert unsold["errors"] == [{"field": "orderLine", "code": "INVALID_STATE"}]
