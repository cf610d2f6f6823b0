"""Promotions through the API: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.offer import Price
from marketplace.kernel.actor import Actor, Permission
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.promotions import promotion
from tests.marketplace.graphql.api import asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_DISCOUNTS}))
RULE = """id name description predicateType cataloguePredicate orderPredicate rewardValue rewardValueType rewardType
  giftIds channels { slug } promotion { name }"""
SHOWN = f"""id name type description startDate endDate fundedBy metadata {{ key }} rules {{ {RULE} }}
  events {{ __typename ... on PromotionCreatedEvent {{ id type }} ... on PromotionRuleCreatedEvent {{ ruleId }} }}"""
CREATE = f"""mutation ($input: PromotionCreateInput!) {{ promotionCreate(input: $input) {{
  promotion {{ {SHOWN} }} errors {{ field code message }} }} }}"""
UPDATE = f"""mutation ($id: ID!, $input: PromotionUpdateInput!) {{ promotionUpdate(id: $id, input: $input) {{
  promotion {{ {SHOWN} }} errors {{ field code }} }} }}"""
DELETE = "mutation ($id: ID!) { promotionDelete(id: $id) { promotion { id name } errors { code } } }"
ADD = f"""mutation ($input: PromotionRuleCreateInput!) {{ promotionRuleCreate(input: $input) {{
  promotionRule {{ {RULE} }} errors {{ field code }} }} }}"""
CHANGE = f"""mutation ($id: ID!, $input: PromotionRuleUpdateInput!) {{ promotionRuleUpdate(id: $id, input: $input) {{
  promotionRule {{ {RULE} }} errors {{ field code }} }} }}"""
REMOVE = "mutation ($id: ID!) { promotionRuleDelete(id: $id) { promotionRule { id } errors { field code } } }"
LIST = """query ($where: PromotionWhereInput, $sort: PromotionSortingInput) {
  promotions(first: 10, where: $where, sortBy: $sort) { totalCount edges { node { name } } } }"""


def reduced(shop: Market) -> list[int | None]:
    """What the prices on the shelf are reduced to."""
    rows = Price.objects.filter(variant__in=shop.variants).order_by("variant_id")
    return list(rows.values_list("reduced_minor", flat=True))


def channel(shop: Market) -> str:
    return global_id("Channel", shop.channel.pk)


def made(shop: Market, **more: Any) -> dict[str, Any]:
    of_first = {"productPredicate": {"ids": [global_id("Product", shop.variants[0].product_id)]}}
    rule = {
        "name": "Miel",
        "cataloguePredicate": {"OR": [of_first, {"variantPredicate": {"ids": []}}]},
        "rewardValueType": "PERCENTAGE",
        "rewardValue": 20,
        "channels": [channel(shop)],
    }
    given = {"name": "Automne", "type": "CATALOGUE", "rules": [rule], "startDate": NOON.isoformat(), **more}
    found: dict[str, Any] = data_of(CREATE, {"input": given}, actor=STAFF)["promotionCreate"]
    return found


def test_a_promotion_is_made_shown_on_the_shelf_changed_and_taken_away() -> None:
    shop = market(prices=(10_000, 15_000))

    created = made(shop)

    assert created["errors"] == []
    found = created["promotion"]
    assert (found["type"], found["fundedBy"], found["endDate"]) == ("CATALOGUE", "platform", None)
    (rule,) = found["rules"]
    assert rule["cataloguePredicate"] == {
        "OR": [
            {"productPredicate": {"ids": [global_id("Product", shop.variants[0].product_id)]}},
            {"variantPredicate": {"ids": []}},
        ]
    }
    assert (rule["rewardValue"], rule["rewardValueType"], rule["predicateType"]) == (
        20,
        "PERCENTAGE",
        "CATALOGUE",
    )
    assert rule["channels"] == [{"slug": shop.channel.slug}]
    assert [each["__typename"] for each in found["events"]] == [
        "PromotionCreatedEvent",
        "PromotionRuleCreatedEvent",
        "PromotionStartedEvent",
    ]
    assert reduced(shop) == [8_000, None]

    ended = {"name": "Été", "endDate": (NOON + timedelta(days=1)).isoformat()}
    changed = data_of(UPDATE, {"id": found["id"], "input": ended}, actor=STAFF)["promotionUpdate"]
    assert (changed["errors"], changed["promotion"]["name"]) == ([], "Été")
    forever = data_of(UPDATE, {"id": found["id"], "input": {"endDate": None}}, actor=STAFF)["promotionUpdate"]
    assert forever["promotion"]["endDate"] is None

    gone = data_of(DELETE, {"id": found["id"]}, actor=STAFF)["promotionDelete"]
    assert gone == {"promotion": {"id": found["id"], "name": "Été"}, "errors": []}
    assert (reduced(shop), Promotion.objects.count()) == ([None, None], 0)


def test_rules_are_added_changed_and_taken_away_and_prices_follow() -> None:
    shop = market(prices=(10_000, 15_000))
    found = made(shop)["promotion"]
    second = {
        "promotion": found["id"],
        "cataloguePredicate": {
            "cooperativePredicate": {"ids": [global_id("Cooperative", shop.sellers[1].pk)]}
        },
        "rewardValueType": "FIXED",
        "rewardValue": 30.5,
        "channels": [channel(shop)],
    }

    added = data_of(ADD, {"input": second}, actor=STAFF)["promotionRuleCreate"]
    assert (added["errors"], reduced(shop)) == ([], [8_000, 15_000 - 3_050])
    key = added["promotionRule"]["id"]
    change = {"id": key, "input": {"rewardValue": 10, "description": {"blocks": []}}}
    changed = data_of(CHANGE, change, actor=STAFF)["promotionRuleUpdate"]
    assert (changed["promotionRule"]["rewardValue"], reduced(shop)) == (10, [8_000, 14_000])
    off = {"id": key, "input": {"removeChannels": [channel(shop)]}}
    assert data_of(CHANGE, off, actor=STAFF)["promotionRuleUpdate"]["promotionRule"]["channels"] == []
    both = {"addChannels": [channel(shop)], "removeChannels": [channel(shop)]}
    twice = data_of(CHANGE, {"id": key, "input": both}, actor=STAFF)["promotionRuleUpdate"]
    assert twice["errors"] == [{"field": "addChannels", "code": "DUPLICATED_INPUT_ITEM"}]
    assert data_of(REMOVE, {"id": key}, actor=STAFF)["promotionRuleDelete"]["errors"] == []
    assert (reduced(shop), PromotionRule.objects.count()) == ([8_000, None], 1)
    again = data_of(REMOVE, {"id": key}, actor=STAFF)["promotionRuleDelete"]
    assert again["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


def test_a_rule_about_baskets_keeps_its_sums_and_its_gifts() -> None:
    shop = market()
    sums = {"baseSubtotalPrice": {"range": {"gte": "100.5", "lte": "500"}}}
    gifts = [global_id("ProductVariant", each.pk) for each in shop.variants]
    rule = {
        "orderPredicate": {"discountedObjectPredicate": sums},
        "rewardType": "GIFT",
        "gifts": gifts[:1],
        "channels": [channel(shop)],
    }
    given = {"name": "Cadeau", "type": "ORDER", "rules": [rule]}

    found = data_of(CREATE, {"input": given}, actor=STAFF)["promotionCreate"]["promotion"]

    shown = found["rules"][0]
    assert shown["orderPredicate"] == {"discountedObjectPredicate": sums}
    assert (shown["rewardType"], shown["giftIds"], shown["rewardValue"]) == ("GIFT", gifts[:1], None)
    wish = {"addGifts": gifts[1:], "removeGifts": gifts[:1]}
    changed = data_of(CHANGE, {"id": shown["id"], "input": wish}, actor=STAFF)["promotionRuleUpdate"]
    assert changed["promotionRule"]["giftIds"] == gifts[1:]
    wish = {"addGifts": [global_id("ProductVariant", 10**9)]}
    unknown = data_of(CHANGE, {"id": shown["id"], "input": wish}, actor=STAFF)["promotionRuleUpdate"]
    assert [each["field"] for each in unknown["errors"]] == ["gifts"]


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        (
            {"cataloguePredicate": {"productPredicate": {"slug": {"eq": "x"}}}},
            "cataloguePredicate",
            "INVALID",
        ),
        ({"orderPredicate": {"OR": [{"discountedObjectPredicate": {}}]}}, "orderPredicate", "INVALID"),
        (
            {"orderPredicate": {"discountedObjectPredicate": {"baseTotalPrice": {"oneOf": [1]}}}},
            "orderPredicate",
            "INVALID",
        ),
        ({"rewardValue": 120, "rewardValueType": "PERCENTAGE"}, "rewardValue", "INVALID"),
        ({"rewardValue": 10}, "rewardValueType", "REQUIRED"),
        ({"rewardType": "GIFT"}, "rewardType", "INVALID"),
        ({"description": {"blocks": "x"}}, "description", "INVALID"),
    ],
)
def test_what_a_rule_cannot_be_is_told_in_the_contracts_words(
    rule: dict[str, Any], field: str, code: str
) -> None:
    shop = market()
    key = made(shop)["promotion"]["id"]

    given = {"promotion": key, "channels": [channel(shop)], **rule}
    told = data_of(ADD, {"input": given}, actor=STAFF)["promotionRuleCreate"]

    assert told == {"promotionRule": None, "errors": [{"field": field, "code": code}]}
    assert PromotionRule.objects.count() == 1


def test_an_end_before_the_start_is_refused() -> None:
    told = made(market(), endDate=(NOON - timedelta(days=1)).isoformat())

    assert [(each["field"], each["code"]) for each in told["errors"]] == [("endDate", "INVALID")]
    assert Promotion.objects.count() == 0


def test_promotions_are_found_and_sorted() -> None:
    market()
    promotion({}, name="A", ends_at=NOON + timedelta(days=2))
    promotion({}, name="B", ends_at=NOON + timedelta(days=1), starts_at=NOON)
    promotion({}, name="C")

    def names(where: dict[str, Any] | None = None, **sort: str) -> list[str]:
        given = {"where": where, "sort": sort or {"field": "NAME", "direction": "ASC"}}
        found = data_of(LIST, given, actor=STAFF)["promotions"]
        return [edge["node"]["name"] for edge in found["edges"]]

    assert names() == ["A", "B", "C"]
    assert names(field="NAME", direction="DESC") == ["C", "B", "A"]
    assert names(field="END_DATE", direction="ASC") == ["B", "A", "C"]
    assert names({"name": {"oneOf": ["A", "B"]}, "type": {"eq": "CATALOGUE"}}) == ["A", "B"]
    assert names({"startDate": {"range": {"gte": NOON.isoformat()}}}) == ["B"]
    assert names({"OR": [{"name": {"eq": "A"}}, {"isOldSale": True}], "AND": [{"isOldSale": False}]}) == ["A"]
    assert names({"ids": [global_id("Promotion", Promotion.objects.get(name="C").pk)]}) == ["C"]
    assert names({"metadata": [{"key": "x"}]}) == []


def test_only_those_who_manage_discounts_see_promotions() -> None:
    market()
    key = global_id("Promotion", promotion({}).pk)

    for query in ("{ promotions(first: 1) { totalCount } }", f'{{ promotion(id: "{key}") {{ id }} }}'):
        assert len(errors_of(query, actor=Actor(user_id=7))) == 1


def test_a_page_of_promotions_costs_the_same_however_many_there_are() -> None:
    shop = market()
    query = f"{{ promotions(first: 20) {{ edges {{ node {{ {SHOWN} }} }} }} }}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert asked(query, actor=STAFF).errors == []
        return len(statements)

    made(shop)
    first = cost()
    made(shop, name="B")
    made(shop, name="C")

    assert cost() == first
