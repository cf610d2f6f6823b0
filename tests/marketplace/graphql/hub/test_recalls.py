"""Recalls over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.lot import Lot
from logistics.models.recall import Recall
from marketplace.kernel.actor import Permission
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory, handed_over_parcel, released_lot
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
CREATE = """mutation ($warehouse: ID!, $lots: [ID!]!, $trigger: RecallTriggerEnum!, $key: String!) {
  recallCreate(warehouse: $warehouse, lots: $lots, trigger: $trigger, reason: "salmonelle", key: $key) {
    recall { id number isDrill trigger closedAt report { seconds } } errors { field code } } }"""
FOLLOW = """mutation ($id: ID!, $back: Int!) {
  recallParcelFollow(id: $id, reach: REACHED, returnedUnits: $back, note: "Appelé") {
    recallParcel { reach returnedUnits note } errors { field code } } }"""
CLOSE = """mutation ($id: ID!) { recallClose(id: $id, conclusion: "Four réglé") {
  recall { closedBy conclusion report { parcelsCount reachedPercent balancePercent } } errors { field code } } }"""
LIST = """query ($of: ID!) { recalls(warehouse: $of, first: 10) { totalCount edges { node {
  id number openedBy listedAt warehouse { id } balance { lotsCount received standing accounted }
  lots(first: 5) { totalCount edges { node { code state } } }
  parcels(first: 5) { totalCount edges { node {
    id units place reach toldAt parcel { number } lot { code } } } } } } } }"""
ONE = "query ($id: ID!) { recall(id: $id) { number } }"


def taken_back(*lots: Lot, key: str = "a", trigger: str = "LABORATORY", **more: Any) -> Any:
    given = {
        "warehouse": global_id("Warehouse", WarehouseFactory.create().pk),
        "lots": [global_id("Lot", lot.pk) for lot in lots],
        "trigger": trigger,
        "key": key,
    }
    return data_of(CREATE, given | more, actor=staff_actor(Permission.MANAGE_HUB))["recallCreate"]


def sold_lot() -> Lot:
    """Return a lot of which units are with a carrier."""
    lot = released_lot()
    handed_over_parcel((lot.variant, 2))
    return lot


def test_a_recall_is_opened_followed_up_and_closed_with_its_report() -> None:
    lot, hub = sold_lot(), staff_actor(Permission.MANAGE_HUB)
    of_hub = {"of": global_id("Warehouse", WarehouseFactory.create().pk)}

    opened = taken_back(lot)
    again = taken_back(lot)
    nothing = taken_back(key="b")
    unknown = taken_back(key="c", lots=[global_id("Product", 1)])
    (listed,) = [edge["node"] for edge in data_of(LIST, of_hub, actor=hub)["recalls"]["edges"]]
    (parcel,) = [edge["node"] for edge in listed["parcels"]["edges"]]
    early = data_of(CLOSE, {"id": listed["id"]}, actor=hub)["recallClose"]
    much = data_of(FOLLOW, {"id": parcel["id"], "back": 99}, actor=hub)["recallParcelFollow"]
    followed = data_of(FOLLOW, {"id": parcel["id"], "back": 0}, actor=hub)["recallParcelFollow"]

    assert (opened["errors"], opened["recall"]["trigger"], opened["recall"]["isDrill"]) == (
        [],
        "LABORATORY",
        False,
    )
    assert again["recall"]["id"] == opened["recall"]["id"] == listed["id"]
    assert nothing["errors"] == [{"field": "lots", "code": "INVALID"}]
    assert unknown["errors"] == [{"field": "lots", "code": "NOT_FOUND"}]
    assert listed["lots"]["edges"] == [{"node": {"code": lot.code, "state": "RECALLED"}}]
    assert listed["balance"]["received"] == listed["balance"]["accounted"] == lot.quantity_received
    assert (parcel["place"], parcel["reach"], parcel["lot"]["code"]) == ("TRANSIT", None, lot.code)
    assert early["errors"] == [{"field": "conclusion", "code": "INVALID_STATE"}]
    assert much["errors"] == [{"field": "returnedUnits", "code": "INVALID"}]
    assert followed["recallParcel"] == {"reach": "REACHED", "returnedUnits": 0, "note": "Appelé"}


def test_a_drill_is_closed_at_once_and_nobody_else_hears_of_it() -> None:
    opened = taken_back(released_lot(), trigger="DRILL")["recall"]
    closed = data_of(CLOSE, {"id": opened["id"]}, actor=staff_actor(Permission.MANAGE_HUB))["recallClose"]

    assert opened["isDrill"]
    assert closed["errors"] == []
    assert closed["recall"]["report"] == {"parcelsCount": 0, "reachedPercent": 100, "balancePercent": 100}
    assert data_of(ONE, {"id": opened["id"]}, actor=staff_actor(Permission.MANAGE_HUB))["recall"]
    assert data_of(ONE, {"id": global_id("Recall", 0)}, actor=VISITOR)["recall"] is None
    for actor in (VISITOR, staff_actor(Permission.MANAGE_ORDERS), member_actor(released_lot().organisation)):
        assert errors_of(ONE, {"id": opened["id"]}, actor=actor) != []
        assert errors_of(CLOSE, {"id": opened["id"]}, actor=actor) != []


def test_recalls_with_lots_and_parcels_need_the_same_statements_at_any_number() -> None:
    of_hub = {"of": global_id("Warehouse", WarehouseFactory.create().pk)}

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = asked(LIST, of_hub, actor=staff_actor(Permission.MANAGE_HUB), now=NOON)
        assert answer.errors == []
        return len(captured)

    taken_back(sold_lot())
    one = statements()
    taken_back(released_lot(), released_lot(), key="b")
    taken_back(released_lot(), key="c")

    assert Recall.objects.count() == 3
    assert statements() == one <= 12
