"""What nobody means: every page of the shop answers it with a page of its own, never with a fault."""

import pytest
from django.test import Client

from tests.factories.orders import Market
from tests.frontend.views.shop.pages import give_address, put, text_of

HOSTILE = {
    "nothing": "",
    "ten kilobytes": "a" * 10_240,
    "ten kilobytes of words": "ab " * 3_400,
    "a nul": "a\x00b",
    "bidi controls": "\u202eevil\u202c\u2066x\u2069",
    "emoji": "🍯" * 50 + "\U0001f468\u200d\U0001f469",
    "half a character": "\udcff",
    "markup": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE catalog_product; --",
    "to_tsquery": "a:* & !(b | c) <-> 'd'",
    "a pattern": "%_\\%%(((((",
    "a format": "{0.__class__} %(name)s %s {{ 7|add:7 }}",
    "a huge number": "9" * 400,
    "below zero": "-1",
    "not a number": "NaN",
    "arabic digits": "١٢",
    "a list": "[1,2,3]",
    "a token": "eyJrIjpbMV19",
    "half a token": "eyJ",
    "zalgo": "e" + "\u0301" * 3_000,
}
PARAMETERS = (
    "q",
    "after",
    "before",
    "order",
    "month",
    "region",
    "family",
    "seller",
    "scheme",
    "price",
    "most",
)
# What a person would see of a fault of ours
REFUSED = frozenset({200, 302, 303, 400, 404, 422})


@pytest.mark.parametrize("name", HOSTILE)
def test_every_list_answers_whatever_stands_in_its_address(client: Client, shop: Market, name: str) -> None:
    value = HOSTILE[name].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    everything = dict.fromkeys(PARAMETERS, value)
    for address, given in (
        ("search/", everything), ("search/", {"q": value}), ("suggest/", {"q": value}),
        ("category/shelf/", {"after": value}), ("cooperatives/", everything),
    ):  # fmt: skip
        answer = client.get(f"/ar/{address}", given)

        assert answer.status_code in REFUSED, (address, given)
        assert "<script>alert(1)" not in answer.content.decode(), address
        assert "\u202e" not in answer.content.decode(), address


def test_addresses_that_nobody_made_are_not_found(client: Client, shop: Market) -> None:
    for value in ("%00", "%F0%9F%8D%AF", "..%2f..%2fetc", "x" * 2_000, "%ff%fe", "%E2%80%AEx"):
        for room in (
            "product",
            "category",
            "family",
            "cooperatives",
            "lots",
            "pages",
            "collections",
            "order",
            "gift",
        ):
            answer = client.get(f"/fr/{room}/{value}/")
            assert answer.status_code in (400, 404), (room, value, answer.status_code, answer.get("Location"))


@pytest.mark.parametrize("name", ["ten kilobytes", "a nul", "emoji", "a huge number", "below zero", "a list"])
def test_what_is_sent_to_the_basket_is_refused_in_words(client: Client, shop: Market, name: str) -> None:
    value = HOSTILE[name].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    slug = shop.variants[0].product.slug
    for address, given in (
        (f"/fr/product/{slug}/", {"variant": value, "quantity": value}),
        ("/fr/basket/line/", {"variant": value, "quantity": value}),
        ("/fr/basket/code/", {"code": value}),
        ("/fr/basket/restore/", {"variant": value, "quantity": value}),
        ("/fr/kept/wish/", {"product": value, "act": value, "next": value}),
        (f"/fr/product/{slug}/alert/", {"variant": value}),
    ):
        answer = client.post(address, given)
        assert answer.status_code in REFUSED, address
        assert not str(answer.get("Location", "/")).startswith(("//", "http", "javascript")), address


def test_a_basket_and_an_address_keep_no_sign_that_turns_a_page_around(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(
        client, shop, recipient="A\u202emina \u2066🌿", street="Rue\u200f \u202b1", note="\u202enote"
    )

    review = text_of(client.get("/fr/checkout/review/"))

    assert "Amina 🌿" in review
    assert not any(sign in review for sign in "\u202e\u202b\u2066")
