"""Vouchers, promo codes and gift cards through the API: test that ..."""

from typing import Any

import pytest

from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.models.voucher import Voucher, VoucherCode
from marketplace.promotions.services.gift_card_locked import left_on
from tests.factories.ground import staff_actor
from tests.factories.orders import market
from tests.factories.promotions import gift_card, voucher
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

CREATE = """
mutation ($input: VoucherInput!) { voucherCreate(input: $input) {
  voucher { id name code type discountValueType applyOncePerOrder singleUse usageLimit used
    codes(first: 5) { edges { node { code used isActive } } } channelListings { id } }
  errors { field code voucherCodes } } }
"""
LIST = """
mutation ($id: ID!, $input: VoucherChannelListingInput!) { voucherChannelListingUpdate(id: $id, input: $input) {
  voucher { discountValue currency minSpent { amount } channelListings { channel { slug } discountValue } }
  errors { field code } } }
"""
ADD = """
mutation ($id: ID, $code: String!) { checkoutAddPromoCode(id: $id, promoCode: $code) {
  checkout { voucherCode discount { amount } discountName totalPrice { gross { amount } }
    giftCards { last4CodeChars currentBalance { amount } }
    lines { unitPrice { gross { amount } } undiscountedUnitPrice { amount } totalPrice { gross { amount } } } }
  errors { field code } } }
"""
REMOVE = """
mutation ($id: ID, $code: String, $card: ID) {
  checkoutRemovePromoCode(id: $id, promoCode: $code, promoCodeId: $card) {
    checkout { voucherCode giftCards { id } totalPrice { gross { amount } } } errors { field code } } }
"""
CARD = """
mutation ($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
  giftCard { id code displayCode isActive initialBalance { amount } currentBalance { amount } tags { name } }
  errors { field code } } }
"""


def test_a_voucher_is_made_listed_used_and_deleted() -> None:
    shop = market()
    staff = staff_actor(Permission.MANAGE_DISCOUNTS)
    wanted = {
        "name": "Rentrée",
        "addCodes": ["A1", "B2"],
        "type": "ENTIRE_ORDER",
        "discountValueType": "PERCENTAGE",
    }

    made = data_of(CREATE, {"input": wanted}, actor=staff)["voucherCreate"]

    assert made["errors"] == []
    assert (made["voucher"]["type"], made["voucher"]["discountValueType"]) == ("ENTIRE_ORDER", "PERCENTAGE")
    assert {edge["node"]["code"] for edge in made["voucher"]["codes"]["edges"]} == {"A1", "B2"}
    channel = global_id("Channel", shop.channel.pk)
    add = {"addChannels": [{"channelId": channel, "discountValue": 12.5, "minAmountSpent": 100}]}
    listed = data_of(LIST, {"id": made["voucher"]["id"], "input": add}, actor=staff)
    shown = listed["voucherChannelListingUpdate"]["voucher"]
    assert (shown["discountValue"], shown["minSpent"]) == (12.5, {"amount": 100})
    deleted = data_of(
        "mutation ($id: ID!) { voucherDelete(id: $id) { voucher { name } errors { code } } }",
        {"id": made["voucher"]["id"]},
        actor=staff,
    )
    assert deleted["voucherDelete"]["errors"] == []
    assert (Voucher.objects.count(), VoucherCode.objects.count()) == (0, 0)


def test_a_code_that_is_taken_is_told() -> None:
    voucher("TAKEN")
    staff = staff_actor(Permission.MANAGE_DISCOUNTS)

    answer = data_of(CREATE, {"input": {"addCodes": ["taken"]}}, actor=staff)["voucherCreate"]

    assert answer == {
        "voucher": None,
        "errors": [{"field": "codes", "code": "UNIQUE", "voucherCodes": ["taken"]}],
    }
    assert Voucher.objects.count() == 1


def test_codes_are_given_to_a_checkout_and_taken_away() -> None:
    shop = market()
    voucher()
    card = gift_card(5_000)
    key = global_id("Checkout", shop.checkout({0: 2}).pk)

    by_voucher = data_of(ADD, {"id": key, "code": "AIT10"})["checkoutAddPromoCode"]
    by_card = data_of(ADD, {"id": key, "code": card.code})["checkoutAddPromoCode"]["checkout"]

    checkout: dict[str, Any] = by_voucher["checkout"]
    assert (by_voucher["errors"], checkout["voucherCode"], checkout["discount"]) == (
        [],
        "AIT10",
        {"amount": 20},
    )
    assert checkout["lines"] == [
        {
            "unitPrice": {"gross": {"amount": 90}},
            "undiscountedUnitPrice": {"amount": 100},
            "totalPrice": {"gross": {"amount": 180}},
        }
    ]
    assert by_card["totalPrice"]["gross"]["amount"] == 165
    assert by_card["giftCards"] == [{"last4CodeChars": card.card.last4, "currentBalance": {"amount": 50}}]
    data_of(REMOVE, {"id": key, "code": "AIT10"})
    left = data_of(REMOVE, {"id": key, "card": global_id("GiftCard", card.card.pk)})
    assert left["checkoutRemovePromoCode"]["checkout"] == {
        "voucherCode": None,
        "giftCards": [],
        "totalPrice": {"gross": {"amount": 235}},
    }


@pytest.mark.parametrize(("code", "told"), [("NOPE", "INVALID"), ("MUCH", "VOUCHER_NOT_APPLICABLE")])
def test_a_code_that_does_not_hold_says_so_in_the_words_of_the_contract(code: str, told: str) -> None:
    shop = market()
    voucher("MUCH", min_spent=1_000_000)
    key = global_id("Checkout", shop.checkout({0: 1}).pk)

    answer = data_of(ADD, {"id": key, "code": code})["checkoutAddPromoCode"]

    assert answer == {"checkout": None, "errors": [{"field": "promoCode", "code": told}]}


def test_a_gift_card_tells_its_code_once() -> None:
    staff = staff_actor(Permission.MANAGE_GIFT_CARD)
    wanted = {"balance": {"amount": 75, "currency": "MAD"}, "isActive": True, "addTags": ["fair"]}

    made = data_of(CARD, {"input": wanted}, actor=staff)["giftCardCreate"]["giftCard"]
    again = data_of(
        "query ($id: ID!) { giftCard(id: $id) { code currentBalance { amount } } }",
        {"id": made["id"]},
        actor=staff,
    )

    card = GiftCard.objects.get()
    assert (len(made["code"]), made["currentBalance"], made["tags"]) == (
        19,
        {"amount": 75},
        [{"name": "fair"}],
    )
    assert again["giftCard"] == {"code": f"****{card.last4}", "currentBalance": {"amount": 75}}
    data_of(
        "mutation ($id: ID!) { giftCardDelete(id: $id) { errors { code } } }", {"id": made["id"]}, actor=staff
    )
    assert left_on(card) == Money(0)
