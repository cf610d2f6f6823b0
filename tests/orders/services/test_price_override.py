"""Prices that an app agrees with a customer in place of the shelf's: test that ..."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.promotions.states import Funder
from orders.checks import order_findings
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.discount import OrderDiscount
from orders.models.order import SubOrder
from orders.selectors.baskets import basket_of
from orders.selectors.checkouts import checkout_by_id
from orders.services.checkout_edit import checkout_line_add, checkout_line_set
from orders.services.checkout_lines_set import (
    LONGEST_REASON,
    LineExists,
    LineTerms,
    ReasonWithoutPrice,
    checkout_lines_add,
    checkout_lines_update,
)
from orders.services.checkout_place import checkout_place
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import promotion
from tests.once import fresh, once

pytestmark = pytest.mark.django_db

APP = Actor(app_id=1, permissions=frozenset({Permission.HANDLE_CHECKOUTS}))


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD, 50 of each."""
    return fresh(built)


def priced(shop: Market, checkout: Checkout, price: str | None, reason: str | None = None) -> CheckoutLine:
    """Agree on a price for the first variant and return its line."""
    terms = LineTerms(sets_price=True, price=Decimal(price) if price is not None else None, reason=reason)
    checkout_lines_update(
        actor=APP,
        checkout_id=checkout.pk,
        by_line={},
        by_variant={shop.variants[0].pk: None},
        variant_terms={shop.variants[0].pk: terms},
        now=NOON,
    )
    return checkout.lines.get(variant=shop.variants[0])


def goods(checkout: Checkout) -> int:
    found = checkout_by_id(checkout.pk)
    assert found is not None
    return basket_of(found, now=NOON).goods.minor


def test_a_lower_price_is_paid_by_the_customer_and_the_rest_by_the_marketplace(shop: Market) -> None:
    checkout = shop.checkout({0: 2})
    line = priced(shop, checkout, "80.00", "  loyal\x00  ")

    assert (line.quantity, line.override_minor, line.seen_price_minor) == (2, 8_000, 8_000)
    assert line.override_reason == "loyal"
    assert goods(checkout) == 16_000
    order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)
    part = SubOrder.objects.get(order=order)
    assert (part.gross_minor, order.funded_minor) == (20_000, 4_000)
    discount = OrderDiscount.objects.get(order=order)
    assert (discount.rule, discount.name, discount.funder) == ("override", "loyal", Funder.PLATFORM)
    assert discount.amount == Money(4_000)
    assert order_findings() == []


def test_a_higher_price_is_what_the_cooperative_sells_for(shop: Market) -> None:
    checkout = shop.checkout({0: 2})
    priced(shop, checkout, "120.00")

    order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)

    part = SubOrder.objects.get(order=order)
    assert (part.gross_minor, order.funded_minor) == (24_000, 0)
    assert not OrderDiscount.objects.filter(order=order).exists()


def test_a_promotion_on_the_shelf_counts_no_more_than_what_was_agreed(shop: Market) -> None:
    promotion({"productPredicate": {"ids": [shop.variants[0].product_id]}})
    checkout = shop.checkout({0: 1})
    assert goods(checkout) == 8_000

    priced(shop, checkout, "90.00")

    assert goods(checkout) == 9_000


def test_the_shelfs_price_comes_back(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    priced(shop, checkout, "80.00", "loyal")

    line = priced(shop, checkout, None)

    assert (line.override_minor, line.override_reason, line.seen_price_minor) == (None, "", 10_000)
    assert goods(checkout) == 10_000


def test_a_new_price_without_a_reason_forgets_the_former_one(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    assert priced(shop, checkout, "80.00", "x" * 300).override_reason == "x" * LONGEST_REASON

    assert priced(shop, checkout, "70.00").override_reason == ""


def test_a_reason_alone_is_kept_with_a_price_that_stands_and_refused_without(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    variant = shop.variants[0].pk
    said: dict[str, Any] = {
        "actor": APP,
        "checkout_id": checkout.pk,
        "by_line": {},
        "by_variant": {variant: 1},
        "variant_terms": {variant: LineTerms(reason="why")},
        "now": NOON,
    }
    with pytest.raises(ReasonWithoutPrice):
        checkout_lines_update(**said)
    priced(shop, checkout, "80.00")
    checkout_lines_update(**said)
    assert checkout.lines.get().override_reason == "why"


def test_a_price_finer_than_a_centime_is_refused(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    with pytest.raises(InvalidInput):
        priced(shop, checkout, "80.001")
    assert checkout.lines.get().override_minor is None


def test_the_price_stays_when_a_page_changes_the_quantity(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    priced(shop, checkout, "80.00")
    known: dict[str, Any] = {
        "actor": VISITOR,
        "checkout_id": checkout.pk,
        "variant_id": shop.variants[0].pk,
        "now": NOON,
    }

    checkout_line_add(**known, quantity=2)
    assert (goods(checkout), checkout.lines.get().seen_price_minor) == (24_000, 8_000)
    checkout_line_set(**known, quantity=1)
    assert (goods(checkout), checkout.lines.get().seen_price_minor) == (8_000, 8_000)


@pytest.mark.parametrize("terms", [LineTerms(sets_price=True, price=Decimal(1)), LineTerms(reason="x")])
def test_a_customer_sets_no_price(shop: Market, terms: LineTerms) -> None:
    checkout = shop.checkout({0: 1})
    variant = shop.variants[0].pk
    with pytest.raises(NotAllowed):
        checkout_lines_add(
            actor=VISITOR,
            checkout_id=checkout.pk,
            quantities=[(variant, 1)],
            terms={variant: terms},
            now=NOON,
        )
    assert (checkout.lines.get().quantity, goods(checkout)) == (1, 10_000)


def test_anybody_keeps_texts_with_a_line(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    variant = shop.variants[0].pk
    checkout_lines_add(
        actor=VISITOR,
        checkout_id=checkout.pk,
        quantities=[(variant, 1)],
        terms={variant: LineTerms(metadata={"engraving": "Amina"})},
        now=NOON,
    )
    line = checkout.lines.get()
    assert (line.quantity, line.metadata) == (2, {"engraving": "Amina"})


def test_a_line_of_its_own_is_refused_for_what_the_basket_holds(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    first, second = shop.variants[0].pk, shop.variants[1].pk
    with pytest.raises(LineExists) as refused:
        checkout_lines_add(
            actor=VISITOR,
            checkout_id=checkout.pk,
            quantities=[(first, 1)],
            terms={first: LineTerms(is_fresh=True)},
            now=NOON,
        )
    assert vars(refused.value)["variant_ids"] == (first,)
    checkout_lines_add(
        actor=VISITOR,
        checkout_id=checkout.pk,
        quantities=[(second, 1)],
        terms={second: LineTerms(is_fresh=True)},
        now=NOON,
    )
    assert checkout.lines.count() == 2


def test_an_update_must_know_how_many(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    with pytest.raises(InvalidInput):
        checkout_lines_update(
            actor=VISITOR,
            checkout_id=checkout.pk,
            by_line={},
            by_variant={shop.variants[1].pk: None},
            now=NOON,
        )


def test_the_database_keeps_no_reason_without_a_price(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        checkout.lines.update(override_reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        checkout.lines.update(override_minor=-1)
