"""Gift cards through the API: test that ..."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.notifications.models import Message
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.gift_cards import gift_card_by_code
from marketplace.promotions.services.gift_card_issue import IssuedCard
from marketplace.promotions.services.gift_card_return import gift_card_return
from marketplace.promotions.services.gift_card_spend import gift_cards_spend
from marketplace.promotions.sources import Source
from orders.services.checkout_promo_code import GiftCardNotApplicable, checkout_promo_add
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.factories.promotions import MACHINE, gift_card
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
PEOPLE = frozenset({Permission.MANAGE_GIFT_CARD, Permission.MANAGE_USERS})
STAFF = Actor(permissions=PEOPLE)
LIST = """query ($filter: GiftCardFilterInput, $sortBy: GiftCardSortingInput, $search: String) {
  giftCards(first: 20, filter: $filter, sortBy: $sortBy, search: $search) {
    totalCount edges { node { id last4CodeChars currentBalance { amount } } } } }"""
EVENTS = """query ($id: ID!) { giftCard(id: $id) { assignedTo { id } assignedToEmail createdBy { id } app { id }
  product { id } tags { name } expiryDate metadata { key value } currentBalance { amount }
  events { id type date user { id } app { id } message email orderId orderNumber tags oldTags expiryDate oldExpiryDate
    balance { initialBalance { amount } currentBalance { amount } oldCurrentBalance { amount } }
    assignedTo { oldAssignedTo { id } currentAssignedTo { id } oldAssignedToEmail currentAssignedToEmail } } } }"""


def cards(**given: Any) -> list[str]:
    found = data_of(LIST, given, actor=STAFF)["giftCards"]
    listed = [edge["node"]["last4CodeChars"] for edge in found["edges"]]
    assert found["totalCount"] == len(listed)
    return listed


def did(name: str, given: str, actor: Actor = STAFF, selection: str = "giftCard { id }") -> Any:
    return data_of(f"mutation {{ {name}({given}) {{ {selection} errors {{ field code }} }} }}", actor=actor)[
        name
    ]


def spent(issued: IssuedCard, order: Any, minor: int) -> None:
    gift_cards_spend(
        actor=MACHINE, reference=f"order:{order.pk}", amounts={issued.card.pk: Money(minor)}, now=NOON
    )


def test_all_that_happened_to_a_card_is_told_with_what_was_on_it() -> None:
    person, staff_person = UserFactory.create(), UserFactory.create()
    staff = Actor(user_id=staff_person.pk, permissions=PEOPLE)
    order = market().order({0: 1})
    issued = gift_card(10_000, tags=["a"])
    key = global_id("GiftCard", issued.card.pk)
    spent(issued, order, 4_000)
    gift_card_return(
        actor=MACHINE,
        key="r",
        reference=f"order:{order.pk}",
        amount=Money(1_500),
        source=Source(chart.promised("MAD"), f"order:{order.pk}"),
        now=NOON,
    )
    update = """addTags: ["b"], removeTags: ["a"], expiryDate: "2030-01-31", balanceAmount: 50,
      metadata: [{key: "k", value: "v"}]"""

    assert did("giftCardUpdate", f'id: "{key}", input: {{{update}}}', staff)["errors"] == []
    who = global_id("User", person.pk)
    assert did("giftCardAssignUser", f'id: "{key}", userId: "{who}"', staff)["errors"] == []
    assert did("giftCardUnassignUser", f'id: "{key}"', staff)["errors"] == []
    assert did("giftCardDeactivate", f'id: "{key}"', staff)["errors"] == []
    assert did("giftCardDeactivate", f'id: "{key}"', staff)["errors"] == []
    assert did("giftCardActivate", f'id: "{key}"', staff)["errors"] == []
    noted = did(
        "giftCardAddNote", f'id: "{key}", input: {{message: "Perdue"}}', staff, "event { type message }"
    )

    assert noted == {"event": {"type": "NOTE_ADDED", "message": "Perdue"}, "errors": []}
    shown = data_of(EVENTS, {"id": key}, actor=staff)["giftCard"]
    assert (shown["tags"], shown["expiryDate"], shown["currentBalance"]) == (
        [{"name": "b"}],
        "2030-01-31",
        {"amount": 50},
    )
    assert shown["metadata"] == [{"key": "k", "value": "v"}]
    told = {each["type"]: each for each in shown["events"]}
    assert sorted(told) == [
        "ACTIVATED",
        "ASSIGNED_TO_USER",
        "BALANCE_RESET",
        "DEACTIVATED",
        "EXPIRY_DATE_UPDATED",
        "ISSUED",
        "NOTE_ADDED",
        "REFUNDED_IN_ORDER",
        "TAGS_UPDATED",
        "UNASSIGNED_FROM_USER",
        "USED_IN_ORDER",
    ]
    assert len(shown["events"]) == len(told)
    balances = {
        kind: (each["balance"]["oldCurrentBalance"], each["balance"]["currentBalance"]["amount"])
        for kind, each in told.items()
        if each["balance"]
    }
    assert balances == {
        "ISSUED": (None, 100),
        "USED_IN_ORDER": ({"amount": 100}, 60),
        "REFUNDED_IN_ORDER": ({"amount": 60}, 75),
        "BALANCE_RESET": ({"amount": 75}, 50),
    }
    assert told["USED_IN_ORDER"]["orderNumber"] == str(order.number)
    assert told["USED_IN_ORDER"]["orderId"] == global_id("Order", order.pk)
    assert (told["TAGS_UPDATED"]["oldTags"], told["TAGS_UPDATED"]["tags"]) == (["a"], ["b"])
    assert told["EXPIRY_DATE_UPDATED"]["expiryDate"] == "2030-01-31"
    assert told["BALANCE_RESET"]["user"] == {"id": global_id("User", staff_person.pk)}
    assert told["ASSIGNED_TO_USER"]["assignedTo"]["currentAssignedTo"] == {"id": who}
    assert told["UNASSIGNED_FROM_USER"]["assignedTo"]["oldAssignedToEmail"] == person.email
    assert promotions_findings() == []
    orders_only = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
    assert errors_of(EVENTS, {"id": key}, actor=orders_only)


def test_the_staff_of_orders_see_of_an_orders_cards_what_orders_did_and_others_nothing() -> None:
    order = market().order({0: 1})
    issued = gift_card(10_000)
    spent(issued, order, 1_000)
    query = "query ($id: ID!) { order(id: $id) { giftCards { events { type } } } }"
    given = {"id": global_id("Order", order.pk)}

    seen = data_of(query, given, actor=Actor(permissions=frozenset({Permission.MANAGE_ORDERS})))
    assert seen["order"]["giftCards"] == [{"events": [{"type": "USED_IN_ORDER"}]}]


def test_cards_are_found_by_all_that_is_known_of_them_and_sorted_with_a_fixed_number_of_statements() -> None:
    person = UserFactory.create(full_name="Zohra Amrani")
    order = market().order({0: 1})
    big = gift_card(50_000, code="AAAABBBB1111", tags=["eid"], email="friend@example.com")
    gift_card(5_000, code="AAAABBBB2222", user_id=person.pk, is_active=False)
    used = gift_card(20_000, code="AAAABBBB3333")
    GiftCard.objects.filter(pk=big.card.pk).update(metadata={"k": "v"})
    spent(used, order, 19_000)

    assert cards(filter={"isActive": False}) == ["2222"]
    assert cards(filter={"used": True}) == ["3333"]
    assert cards(filter={"tags": ["eid", "x"]}) == ["1111"]
    assert cards(filter={"metadata": [{"key": "k", "value": "v"}]}) == ["1111"]
    assert cards(filter={"metadata": [{"key": "k", "value": "w"}]}) == []
    assert cards(filter={"assignedTo": [global_id("User", person.pk)]}) == ["2222"]
    assert cards(filter={"products": [global_id("Product", 1)]}) == []
    assert cards(filter={"code": "aaaa-bbbb-1111"}) == ["1111"]
    assert cards(filter={"code": "3333"}) == ["3333"]
    assert cards(filter={"createdByEmail": "friend@"}) == ["1111"]
    assert cards(filter={"currency": "MAD", "initialBalance": {"gte": 100, "lte": 300}}) == ["3333"]
    assert cards(filter={"currency": "MAD", "currentBalance": {"gte": 11}}) == ["2222", "1111"]
    assert errors_of(LIST, {"filter": {"currentBalance": {"gte": 11}}}, actor=STAFF) == [
        "You must provide a `currency` filter parameter for filtering by price."
    ]
    assert cards(search="zohra") == ["2222"]
    assert cards(search="AAAABBBB3333") == ["3333"]
    up = {"field": "CURRENT_BALANCE", "direction": "ASC"}
    assert cards(sortBy=up) == ["3333", "2222", "1111"]
    assert cards(sortBy={**up, "direction": "DESC"}) == ["1111", "2222", "3333"]
    assert cards(sortBy={"field": "USED_BY", "direction": "ASC"})[0] == "2222"
    assert cards(search="2222", sortBy={"field": "RANK", "direction": "DESC"}) == ["2222"]
    tags = data_of(
        '{ giftCardTags(first: 5, filter: {search: "E"}) { edges { node { name } } } }', actor=STAFF
    )
    assert tags["giftCardTags"]["edges"] == [{"node": {"name": "eid"}}]
    with CaptureQueriesContext(connection) as few:
        cards()
    for _each in range(5):
        gift_card(1_000)
    with CaptureQueriesContext(connection) as many:
        cards()
    assert len(few) == len(many)


def test_a_card_given_to_one_customer_pays_for_nobody_else_and_is_among_their_cards() -> None:
    shop, person, other = market(), UserFactory.create(), UserFactory.create()
    issued = gift_card(10_000, user_id=person.pk)
    basket = shop.checkout({0: 1})
    with pytest.raises(GiftCardNotApplicable):
        checkout_promo_add(actor=MACHINE, checkout_id=basket.pk, code=issued.code, now=NOON)
    basket.user = person
    basket.save(update_fields=["user"])
    given = checkout_promo_add(actor=MACHINE, checkout_id=basket.pk, code=issued.code, now=NOON)
    assert [each.card for each in given.gift_cards.all()] == [issued.card]

    mine = "{ me { giftCards(first: 5) { edges { node { last4CodeChars } } } } }"
    own = data_of(mine, actor=Actor(user_id=person.pk))["me"]["giftCards"]["edges"]
    assert own == [{"node": {"last4CodeChars": issued.card.last4}}]
    assert data_of(mine, actor=Actor(user_id=other.pk))["me"]["giftCards"]["edges"] == []
    refund = gift_card(1_000, user_id=person.pk, is_store_credit=True)
    key = global_id("GiftCard", refund.card.pk)
    assert did("giftCardUnassignUser", f'id: "{key}"')["errors"] == [{"field": "id", "code": "CANNOT_ASSIGN"}]


def test_many_cards_are_issued_switched_and_withdrawn_at_once_or_none() -> None:
    wanted = 'input: {count: 3, balance: {amount: 20, currency: "MAD"}, isActive: true, tags: ["lot"]}'
    made = did("giftCardBulkCreate", wanted, selection="count giftCards { id code }")
    assert (made["count"], len({each["code"] for each in made["giftCards"]})) == (3, 3)
    card = gift_card_by_code(made["giftCards"][0]["code"])
    assert card is not None and card.tags == ["lot"]
    ids = str([each["id"] for each in made["giftCards"]]).replace("'", '"')
    gone = f'{ids[:-1]}, "{global_id("GiftCard", 10**9)}"]'

    assert (
        did("giftCardBulkDeactivate", f"ids: {gone}", selection="count")["errors"][0]["code"] == "NOT_FOUND"
    )
    assert GiftCard.objects.filter(is_active=False).count() == 0
    assert did("giftCardBulkDeactivate", f"ids: {ids}", selection="count")["count"] == 3
    assert did("giftCardBulkActivate", f"ids: {ids}", selection="count")["count"] == 3
    assert did("giftCardBulkDelete", f"ids: {ids}", selection="count")["count"] == 3
    assert (GiftCard.objects.filter(withdrawn_at=None).count(), promotions_findings()) == (0, [])
    none = did("giftCardBulkCreate", wanted.replace("3", "0", 1), selection="count")
    assert none["errors"] == [{"field": "count", "code": "INVALID"}]


def test_a_card_sent_again_has_a_new_code_that_only_the_message_knows() -> None:
    issued = gift_card(10_000, code="AAAABBBB1111", email="amina@example.com")
    key, slug = global_id("GiftCard", issued.card.pk), market().channel.slug

    sent = did("giftCardResend", f'input: {{id: "{key}", channel: "{slug}"}}', selection="giftCard { code }")

    assert sent["errors"] == [] and sent["giftCard"]["code"].startswith("****")
    message = Message.objects.get(template="gift_card_code")
    assert message.to == "amina@example.com"
    assert gift_card_by_code("AAAABBBB1111") is None
    assert gift_card_by_code(message.context["code"]) == issued.card
    nobody = global_id("GiftCard", gift_card().card.pk)
    refused = did("giftCardResend", f'input: {{id: "{nobody}", channel: "{slug}"}}')
    assert refused["errors"] == [{"field": "email", "code": "REQUIRED"}]
    nowhere = did("giftCardResend", f'input: {{id: "{key}", channel: "nowhere"}}')
    assert nowhere["errors"] == [{"field": "channel", "code": "NOT_FOUND"}]


def test_cards_whose_last_day_nobody_names_hold_as_long_as_the_settings_say() -> None:
    shown = "giftCardSettings { expiryType expiryPeriod { amount type } }"
    assert data_of(f"{{ {shown} }}", actor=STAFF)["giftCardSettings"]["expiryType"] == "NEVER_EXPIRE"
    without = did("giftCardSettingsUpdate", "input: {expiryType: EXPIRY_PERIOD}", selection=shown)
    assert without["errors"] == [{"field": "expiryPeriod", "code": "REQUIRED"}]
    period = "input: {expiryType: EXPIRY_PERIOD, expiryPeriod: {amount: %d, type: MONTH}}"
    long = did("giftCardSettingsUpdate", period % 10_000, selection=shown)
    assert long["errors"] == [{"field": "expiryPeriod", "code": "INVALID"}]
    written = did("giftCardSettingsUpdate", period % 3, selection=shown)
    assert written["giftCardSettings"] == {
        "expiryType": "EXPIRY_PERIOD",
        "expiryPeriod": {"amount": 3, "type": "MONTH"},
    }

    balance = 'balance: {amount: 20, currency: "MAD"}, isActive: true'
    made = did("giftCardCreate", f"input: {{{balance}}}", selection="giftCard { expiryDate }")
    assert date.fromisoformat(made["giftCard"]["expiryDate"]) > NOON.date()
    forever = did(
        "giftCardCreate", f"input: {{{balance}, expiryDate: null}}", selection="giftCard { expiryDate }"
    )
    assert forever["giftCard"]["expiryDate"] is None
