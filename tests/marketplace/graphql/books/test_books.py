"""The books over the wire: test that ..."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.payouts.models.settlement import SettlementRun
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory, sold
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id
from tests.marketplace.payouts.conftest import NOW, SOLD, payee
from tests.orders.journey import delivered

pytestmark = pytest.mark.django_db
STEP = "mutation ($id: ID!) { %s(id: $id) { settlement { id status payable { amount } } errors { field code } } }"
PREPARE = """mutation { settlementPrepare(dueDate: "2026-11-16") {
  settlement { id status preparedBy payableCount payable { amount } } errors { field code } } }"""
EXPORT = """mutation ($id: ID!) { settlementExport(id: $id, fileFormat: CSV) {
  settlement { status } fileName content sha256 errors { field code } } }"""
LIST = """query ($first: Int!) { settlements(first: $first) { totalCount edges { node {
  id dueDate status payable { amount } statements(first: 10) {
  totalCount edges { node { number outcome total { amount } paid { amount } payoutStatus
    cooperative { name } lines(first: 10) { totalCount edges { node { subject amount { amount }
      explanation(languageCode: FR) { text amount { amount } } } } } } } } } } } }"""
OWN = """query ($of: ID) { settlementStatements(first: 10, cooperative: $of) { totalCount edges { node {
  number settlementStatus cooperative { id } total { amount } lines(first: 5) { totalCount } } } } }"""


def moved(query: str, root: str, actor: Actor, **given: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = data_of(query, given, actor=actor, now=NOW)[root]
    return found


def test_a_settlement_is_prepared_by_one_approved_by_another_locked_and_sent() -> None:
    SettlementTermFactory.create()
    one, two = payee(), payee()
    sold(one.pk, 30_000, at=SOLD, fee=600)
    sold(two.pk, 15_000, at=SOLD, fee=400)
    preparer = staff_actor(Permission.PREPARE_SETTLEMENTS)
    approver = staff_actor(Permission.APPROVE_SETTLEMENTS)

    prepared = moved(PREPARE, "settlementPrepare", preparer)
    key = prepared["settlement"]["id"]
    assert prepared["errors"] == []
    assert prepared["settlement"]["payable"] == {"amount": 395}
    early = moved(STEP % "settlementLock", "settlementLock", preparer, id=key)
    assert early["errors"][0]["code"] == "INVALID_STATE"
    approved = moved(STEP % "settlementApprove", "settlementApprove", approver, id=key)
    locked = moved(STEP % "settlementLock", "settlementLock", preparer, id=key)
    sent = moved(EXPORT, "settlementExport", preparer, id=key)
    again = moved(EXPORT, "settlementExport", preparer, id=key)

    assert [each["settlement"]["status"] for each in (approved, locked, sent)] == [
        "APPROVED",
        "LOCKED",
        "EXPORTED",
    ]
    assert base64.b64decode(sent["content"]).count(b"\r\n") == 3
    assert (again["sha256"], again["fileName"]) == (sent["sha256"], sent["fileName"])
    listed = data_of(LIST, {"first": 5}, actor=preparer, now=NOW)["settlements"]
    (statements,) = [edge["node"]["statements"] for edge in listed["edges"]]
    assert statements["totalCount"] == 2
    (line,) = statements["edges"][-1]["node"]["lines"]["edges"]
    assert line["node"]["amount"] == {"amount": 264}
    assert len(line["node"]["explanation"]) >= 3


def test_nobody_but_who_settles_sees_or_moves_settlements() -> None:
    SettlementTermFactory.create()
    sold(payee().pk, 30_000, at=SOLD)
    others = (VISITOR, member_actor(payee()), staff_actor(Permission.MANAGE_ORDERS))

    for actor in others:
        assert errors_of(PREPARE, actor=actor, now=NOW) != []
        assert errors_of(LIST, {"first": 1}, actor=actor) == [
            "Vous ne pouvez pas gérer les règlements."
        ] or errors_of(LIST, {"first": 1}, actor=actor)
        assert errors_of(OWN, {}, actor=actor) != []
    assert SettlementRun.objects.count() == 0


def test_a_member_sees_the_locked_statements_of_her_own_cooperative_only() -> None:
    SettlementTermFactory.create()
    own, other = payee(), payee()
    sold(own.pk, 30_000, at=SOLD)
    sold(other.pk, 20_000, at=SOLD)
    preparer, approver = (
        staff_actor(Permission.PREPARE_SETTLEMENTS),
        staff_actor(Permission.APPROVE_SETTLEMENTS),
    )
    member = member_actor(own, Role.SALES.value)
    key = moved(PREPARE, "settlementPrepare", preparer)["settlement"]["id"]
    of_own = {"of": global_id("Cooperative", own.pk)}

    assert data_of(OWN, of_own, actor=member)["settlementStatements"]["totalCount"] == 0
    moved(STEP % "settlementApprove", "settlementApprove", approver, id=key)
    moved(STEP % "settlementLock", "settlementLock", preparer, id=key)
    seen = data_of(OWN, of_own, actor=member)["settlementStatements"]

    assert seen["totalCount"] == 1
    assert seen["edges"][0]["node"]["cooperative"] == {"id": of_own["of"]}
    assert errors_of(OWN, {"of": global_id("Cooperative", other.pk)}, actor=member) != []
    assert data_of(OWN, {}, actor=preparer)["settlementStatements"]["totalCount"] == 2


def test_settlements_with_statements_and_lines_need_the_same_statements_at_any_size() -> None:
    SettlementTermFactory.create()
    preparer = staff_actor(Permission.PREPARE_SETTLEMENTS)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = asked(LIST, {"first": 10}, actor=preparer)
        assert answer.errors == []
        return len(captured)

    sold(payee().pk, 30_000, at=SOLD)
    moved(PREPARE, "settlementPrepare", preparer)
    one = statements()
    SettlementRun.objects.update(state="discarded", discard_reason="x")
    for _count in range(3):
        sold(payee().pk, 30_000, at=SOLD)
    moved(PREPARE, "settlementPrepare", preparer)

    assert one == statements()


def test_auditors_read_every_balance_and_nobody_else_does() -> None:
    sold(payee().pk, 30_000, at=SOLD)
    query = """{ ledgerBalances(first: 50, date: "2026-11-30") { totalCount edges { node {
      account kind debit { amount } credit { amount } balance { amount } postingsCount } } } }"""

    found = data_of(query, actor=staff_actor(Permission.AUDIT_BOOKS))["ledgerBalances"]
    nodes = [edge["node"] for edge in found["edges"]]

    assert found["totalCount"] == len(nodes) > 2
    assert sum(node["balance"]["amount"] for node in nodes) == 0
    for actor in (VISITOR, staff_actor(Permission.PREPARE_SETTLEMENTS)):
        assert errors_of(query, actor=actor) == [
            "Seuls les auditeurs peuvent lire tous les livres."
        ] or errors_of(query, actor=actor)


def remitted(shop: Market, *, missing: int) -> int:
    order = shop.order({0: 1})
    delivered(order, NOON)
    remittance = cash_remittance_open(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        carrier_id=shop.carrier.pk,
        collection_ids=[order.cash.pk],
        number=f"R-{order.number}",
        now=NOON,
    )
    if missing:
        counted = remittance.declared - type(remittance.declared)(missing)
        cash_remittance_count(actor=shop.cashier, remittance_id=remittance.pk, counted=counted, now=NOON)
    return remittance.pk


def test_a_desk_sees_its_bundles_without_sums_until_they_are_counted_and_its_cases() -> None:
    shop = market()
    remitted(shop, missing=500)
    remitted(shop, missing=0)
    query = """query ($desk: ID!) { cashRemittances(first: 5, desk: $desk) { totalCount edges { node {
        declared { amount } counted { amount } difference { amount } collectionsCount isDeposited } } }
      cashCases(first: 5, desk: $desk) { totalCount edges { node { missing { amount } status } } } }"""
    desk = {"desk": global_id("Cooperative", shop.hub.pk)}

    seen = data_of(query, desk, actor=shop.cashier)

    uncounted, counted = [edge["node"] for edge in seen["cashRemittances"]["edges"]]
    assert (uncounted["declared"], uncounted["counted"]) == (None, None)
    assert (counted["declared"], counted["difference"]) == ({"amount": 135}, {"amount": -5})
    assert seen["cashCases"]["edges"] == [{"node": {"missing": {"amount": 5}, "status": "OPEN"}}]
    stranger = member_actor(OrganisationFactory.create(active=True), Role.CASHIER.value)
    for actor in (VISITOR, stranger, staff_actor(Permission.MANAGE_ORDERS)):
        assert len(errors_of(query, desk, actor=actor)) == 2
