"""Discounts of orders and drafts over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor, Permission
from marketplace.promotions.models.promotion import Promotion
from orders.services.checkout_place import checkout_place
from orders.services.checkout_promo_code import checkout_promo_add
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import gift_card, promotion, voucher
from tests.marketplace.graphql.api import asked, data_of, errors_of, global_id
from tests.orders.services.test_draft_orders import drafted

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
SHOWN = """voucherCode voucher { code } giftCards { last4CodeChars }
  discounts { id type name valueType value total { amount } amount { amount } }
  lines { unitPrice { gross { amount } } unitDiscount { amount } unitDiscountType unitDiscountValue
    unitDiscountReason voucherCode isGift
    discounts { type name value valueType total { amount } unit { amount } } }
  total { gross { amount } } undiscountedTotal { gross { amount } }"""
ORDER = f"query ($id: ID!) {{ order(id: $id) {{ {SHOWN} }} }}"
ADD = f"""mutation ($id: ID!, $input: OrderDiscountCommonInput!) {{ orderDiscountAdd(orderId: $id, input: $input) {{
  order {{ {SHOWN} events {{ type discount {{ valueType value reason amount {{ amount }} }} }} }}
  errors {{ field code }} }} }}"""
LINE = f"""mutation ($id: ID!, $input: OrderDiscountCommonInput!) {{
  orderLineDiscountUpdate(orderLineId: $id, input: $input) {{
    order {{ {SHOWN} }} orderLine {{ unitDiscountReason }} errors {{ field code }} }} }}"""


def bought(shop: Market, *codes: str, owner: int | None = None) -> Any:
    checkout = shop.checkout({0: 2, 1: 1})
    for code in codes:
        checkout_promo_add(actor=VISITOR, checkout_id=checkout.pk, code=code, now=NOON)
    type(checkout).objects.filter(pk=checkout.pk).update(user_id=owner)
    return checkout_place(
        actor=Actor(user_id=owner) if owner else VISITOR,
        checkout_id=checkout.pk,
        expected_total=None,
        now=NOON,
    )


def test_an_order_tells_its_voucher_its_promotion_and_its_card() -> None:
    shop, owner = market(), UserFactory.create().pk
    promotion({"productPredicate": {"ids": [shop.variants[1].product_id]}}, "20")
    voucher()
    card = gift_card(5_000)
    order = bought(shop, "AIT10", card.code, owner=owner)

    found = data_of(ORDER, {"id": global_id("Order", order.pk)}, actor=Actor(user_id=owner))["order"]

    assert (found["voucherCode"], found["voucher"]) == ("AIT10", {"code": "AIT10"})
    assert found["giftCards"] == [{"last4CodeChars": card.card.last4}]
    # 2 x 100 and 150 less a fifth: a tenth of 320
    (whole,) = found["discounts"]
    assert (whole["type"], whole["name"], whole["valueType"], whole["value"]) == (
        "VOUCHER",
        "Rentrée",
        "FIXED",
        32,
    )
    assert whole["total"] == whole["amount"] == {"amount": 32}
    first, second = found["lines"]
    assert (first["discounts"], first["unitDiscount"], first["unitDiscountType"]) == ([], {"amount": 0}, None)
    assert second["discounts"] == [
        {
            "type": "PROMOTION",
            "name": "Automne",
            "value": 20,
            "valueType": "PERCENTAGE",
            "total": {"amount": 30},
            "unit": {"amount": 30},
        }
    ]
    assert (second["unitDiscount"], second["unitDiscountValue"]) == ({"amount": 30}, 30)
    reduced = Promotion.objects.get()
    assert (first["unitDiscountReason"], second["unitDiscountReason"]) == (
        None,
        f"Promotion: {global_id('Promotion', reduced.pk)}",
    )
    assert found["total"]["gross"]["amount"] == 320 - 32 + 35
    assert found["undiscountedTotal"]["gross"]["amount"] == 323


def test_a_voucher_for_products_is_its_lines() -> None:
    shop = market()
    voucher(type="specific_product", products=[shop.variants[0].product_id])
    order = bought(shop, "AIT10", owner=(owner := UserFactory.create().pk))

    found = data_of(ORDER, {"id": global_id("Order", order.pk)}, actor=Actor(user_id=owner))["order"]

    assert found["discounts"] == []
    assert [line["voucherCode"] for line in found["lines"]] == ["AIT10", None]
    assert [line["unitDiscountReason"] for line in found["lines"]] == ["Voucher code: AIT10", None]
    assert [line["unitDiscount"]["amount"] for line in found["lines"]] == [10, 0]


def test_strangers_learn_no_codes_and_customers_only_theirs() -> None:
    shop, owner = market(), UserFactory.create().pk
    row = voucher()
    row.codes.create(code="SECRET", created_at=NOON)
    order = bought(shop, "AIT10", owner=owner)
    key = {"id": global_id("Order", order.pk)}

    veiled = data_of("query ($id: ID!) { order(id: $id) { voucherCode voucher { code } } }", key)["order"]
    cards = errors_of("query ($id: ID!) { order(id: $id) { giftCards { id } } }", key)
    codes = errors_of(
        "query ($id: ID!) { order(id: $id) { voucher { codes(first: 5) { totalCount } } } }",
        key,
        actor=Actor(user_id=owner),
    )

    assert veiled == {"voucherCode": None, "voucher": None}
    assert len(cards) == len(codes) == 1


def test_staff_take_something_off_a_draft_and_its_history_tells_it() -> None:
    draft = drafted(market(), 2)
    key = global_id("Order", draft.pk)
    taken = {"valueType": "FIXED", "value": 23.5, "reason": "Excuses"}

    made = data_of(ADD, {"id": key, "input": taken}, actor=STAFF)["orderDiscountAdd"]

    assert made["errors"] == []
    (whole,) = made["order"]["discounts"]
    assert (whole["type"], whole["value"], whole["total"]) == ("MANUAL", 23.5, {"amount": 23.5})
    told = [event["discount"] for event in made["order"]["events"] if event["discount"]]
    assert told == [{"valueType": "FIXED", "value": 23.5, "reason": "Excuses", "amount": {"amount": 23.5}}]

    changed = data_of(
        "mutation ($id: ID!, $input: OrderDiscountCommonInput!) { orderDiscountUpdate(discountId: $id,"
        " input: $input) { order { discounts { id total { amount } } } errors { code } } }",
        {"id": whole["id"], "input": {"valueType": "PERCENTAGE", "value": 50}},
        actor=STAFF,
    )["orderDiscountUpdate"]
    # half of the goods, of the delivery and of nothing else: the fee at the door stays
    assert changed["order"]["discounts"] == [{"id": whole["id"], "total": {"amount": 117.5}}]

    gone = data_of(
        "mutation ($id: ID!) { orderDiscountDelete(discountId: $id) { order { discounts { id } } errors { code } } }",
        {"id": whole["id"]},
        actor=STAFF,
    )["orderDiscountDelete"]
    assert gone == {"order": {"discounts": []}, "errors": []}


def test_staff_take_something_off_a_line_of_a_draft() -> None:
    draft = drafted(market(), 2)
    line = global_id("OrderLine", draft.checkout.lines.get().pk)
    taken = {"valueType": "PERCENTAGE", "value": 25, "reason": "Abîmé"}

    made = data_of(LINE, {"id": line, "input": taken}, actor=STAFF)["orderLineDiscountUpdate"]

    assert made["orderLine"] == {"unitDiscountReason": "Abîmé"}
    (shown,) = made["order"]["lines"]
    assert (shown["unitDiscount"], shown["unitDiscountType"], shown["unitDiscountValue"]) == (
        {"amount": 25},
        "PERCENTAGE",
        25,
    )
    assert shown["unitPrice"]["gross"] == {"amount": 75}
    back = data_of(
        "mutation ($id: ID!) { orderLineDiscountRemove(orderLineId: $id) { orderLine { discounts { type } }"
        " errors { code } } }",
        {"id": line},
        actor=STAFF,
    )["orderLineDiscountRemove"]
    assert back == {"orderLine": {"discounts": []}, "errors": []}


def test_placed_orders_are_not_discounted() -> None:
    shop = market()
    order = shop.order({0: 1})
    taken = {"valueType": "FIXED", "value": 1}

    whole = data_of(ADD, {"id": global_id("Order", order.pk), "input": taken}, actor=STAFF)
    line = data_of(LINE, {"id": global_id("OrderLine", order.lines.get().key), "input": taken}, actor=STAFF)
    unknown = data_of(LINE, {"id": global_id("OrderLine", 10**9), "input": taken}, actor=STAFF)

    assert whole["orderDiscountAdd"]["errors"] == [{"field": "orderId", "code": "CANNOT_DISCOUNT"}]
    assert line["orderLineDiscountUpdate"]["errors"] == [{"field": "orderId", "code": "CANNOT_DISCOUNT"}]
    assert unknown["orderLineDiscountUpdate"]["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


def test_a_draft_is_given_a_voucher_by_its_code_or_its_id() -> None:
    row, draft = voucher(), drafted(market(), 1)
    update = (
        "mutation ($id: ID!, $input: DraftOrderInput!) { draftOrderUpdate(id: $id, input: $input) {"
        " order { voucherCode voucher { code } discounts { type } } errors { field code } } }"
    )
    key = global_id("Order", draft.pk)

    by_id = data_of(update, {"id": key, "input": {"voucher": global_id("Voucher", row.pk)}}, actor=STAFF)
    gone = data_of(update, {"id": key, "input": {"voucherCode": None}}, actor=STAFF)
    wrong = data_of(update, {"id": key, "input": {"voucherCode": "NO"}}, actor=STAFF)
    nobody = data_of(update, {"id": key, "input": {"voucher": global_id("Voucher", 10**9)}}, actor=STAFF)

    assert by_id["draftOrderUpdate"]["order"] == {
        "voucherCode": "AIT10",
        "voucher": {"code": "AIT10"},
        "discounts": [{"type": "VOUCHER"}],
    }
    assert gone["draftOrderUpdate"]["order"] == {"voucherCode": None, "voucher": None, "discounts": []}
    assert wrong["draftOrderUpdate"]["errors"] == [{"field": "voucherCode", "code": "INVALID_VOUCHER_CODE"}]
    assert nobody["draftOrderUpdate"]["errors"] == [{"field": "voucher", "code": "NOT_FOUND"}]


def test_a_page_of_orders_costs_the_same_however_many_discounts_there_are() -> None:
    shop = market()
    voucher()
    query = f"query ($n: Int) {{ orders(first: $n) {{ edges {{ node {{ {SHOWN} }} }} }} }}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert asked(query, {"n": 20}, actor=STAFF).errors == []
        return len(statements)

    bought(shop, "AIT10", gift_card(1_000).code)
    first = cost()
    bought(shop, "AIT10", gift_card(1_000).code)
    bought(shop, "AIT10")

    assert cost() == first
