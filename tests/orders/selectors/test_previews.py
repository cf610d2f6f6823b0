"""What a cooperative is told of a price before it sells: test that ..."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models.commission import CommissionRule
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.order import Order
from orders.postings import net_of
from orders.selectors.previews import earning_previews
from orders.services.order_deliver import order_delivered
from tests.factories.ground import NOON, CommissionTermFactory
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def rule(shop: Market, **values: object) -> None:
    product = shop.variants[0].product
    columns = {"from_date": date(2026, 1, 1), "source": "Convention 3/2026", "rate": Decimal("0.05")}
    about = {"product": product} if "category" not in values else {}
    CommissionRule.objects.create(**(columns | about | values))


def own_term(shop: Market) -> None:
    CommissionTermFactory.create(
        organisation=shop.sellers[0], rate=Decimal("0.0750"), hub_fee_minor=321, from_date=date(2026, 1, 1)
    )


RULES = {
    "the general term": lambda shop: None,
    "a term of its own": own_term,
    "a rule for the product": lambda shop: rule(shop, fixed_minor=37),
    "never below a minimum": lambda shop: rule(shop, min_minor=1_234),
    "never above a maximum": lambda shop: rule(shop, rate=Decimal("0.5"), max_minor=777),
    "a rule of the shelf for this seller": lambda shop: rule(
        shop, category=shop.variants[0].product.category, organisation=shop.sellers[0]
    ),
}


@pytest.mark.parametrize("case", RULES)
def test_what_is_shown_of_a_price_is_what_a_sale_then_books_to_the_centime(shop: Market, case: str) -> None:
    RULES[case](shop)
    seller, variant = shop.sellers[0], shop.variants[0]
    placed: Order = shop.order({0: 1})
    placed.sub_orders.update(state="shipped")

    order_delivered(actor=MACHINE, order_id=placed.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)

    sold = placed.sub_orders.get()
    (shown,) = earning_previews(
        organisation_id=seller.pk,
        product_id=variant.product_id,
        prices=[sold.gross],
        on=timezone.localdate(NOON),
    )
    assert (shown.gross, shown.commission, shown.hub_fee) == (sold.gross, sold.commission, sold.hub_fee)
    assert shown.net == net_of(sold) == -balance(chart.payable_maturing(seller.pk))
    assert -balance(chart.commission()) == shown.commission
