from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalog.models.offer import Listing, Price
from catalog.models.tax import TaxTreatment
from catalog.selectors.offers import Offer, WhyNot, offers, offers_of_products, why_not_text
from catalog.states import ProductState, TaxCode
from catalog.units import Unit
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.states import DocumentState, VerificationState
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from tests.factories.catalog import PriceFactory, ProductFactory, ProductTypeFactory, VariantFactory
from tests.factories.ground import ChannelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory.create(
        names={"fr": "Miel"},
        product_type__key="honey",
        product_type__is_food=True,
        listed=True,
        listed__price_minor=6000,
    )


def test_an_offer_says_all_that_an_order_needs(product, channel, noon):
    variant = product.variants.get()

    assert offers([variant.pk], channel, noon) == {
        variant.pk: Offer(
            variant_id=variant.pk,
            product_id=product.pk,
            product_slug=product.slug,
            organisation_id=product.organisation_id,
            product_type_id=product.product_type_id,
            category_id=product.category_id,
            sku=variant.sku,
            names={"fr": "500 g"},
            product_names={"fr": "Miel"},
            price=Money(6000),
            full_price=Money(6000),
            reduction=None,
            net_quantity=Decimal("500.000"),
            unit="g",
            weight_g=560,
            volume_cm3=0,
            tax_code="R20",
            tax_rate=Decimal("0.2000"),
            tax_mention={"fr": "TVA 20 %"},
            is_buyable=True,
            why_not="",
            thumbnail_url="",
        )
    }


def test_an_offer_is_compared_by_the_kilogram(product, channel, noon):
    offer = offers([product.variants.get().pk], channel, noon)[product.variants.get().pk]

    assert offer.measure == (Money(12000), Unit.KILOGRAM)


def test_any_number_of_offers_takes_one_statement(channel, noon, django_assert_num_queries):
    ids = [ProductFactory.create(listed=True).variants.get().pk for _ in range(5)]

    with django_assert_num_queries(1):
        found = offers([*ids, 10**12], channel, noon)

    assert sorted(found) == ids
    with django_assert_num_queries(0):
        assert offers([], channel, noon) == {}


def _state(state):
    return lambda product: type(product).objects.filter(pk=product.pk).update(state=state)


def _seller(**columns):
    return lambda product: (
        type(product.organisation).objects.filter(pk=product.organisation_id).update(**columns)
    )


def _identifier(**columns):
    return lambda product: Identifier.objects.filter(organisation=product.organisation_id).update(**columns)


@pytest.mark.parametrize(
    ("_case", "spoil", "reason"),
    [
        ("paused", _state(ProductState.PAUSED), WhyNot.WITHDRAWN),
        ("archived", _state(ProductState.ARCHIVED), WhyNot.WITHDRAWN),
        ("approved only", _state(ProductState.APPROVED), WhyNot.WITHDRAWN),
        ("variant inactive", lambda product: product.variants.update(is_active=False), WhyNot.WITHDRAWN),
        ("not listed", lambda _product: Listing.objects.all().delete(), WhyNot.NOT_LISTED),
        ("unlisted", lambda _product: Listing.objects.update(is_published=False), WhyNot.NOT_LISTED),
        ("without price", lambda _product: Price.objects.all().delete(), WhyNot.NO_PRICE),
        ("seller suspended", _seller(state=VerificationState.SUSPENDED), WhyNot.SELLER_INACTIVE),
        ("not a seller", _seller(is_seller=False), WhyNot.SELLER_INACTIVE),
        ("authorisation expired", _identifier(expires_date=date(2026, 11, 15)), WhyNot.NOT_AUTHORISED),
        ("authorisation refused", _identifier(state=DocumentState.REFUSED), WhyNot.NOT_AUTHORISED),
        ("no authorisation", lambda _product: Identifier.objects.all().delete(), WhyNot.NOT_AUTHORISED),
        ("no tax rate", lambda _product: TaxTreatment.objects.all().delete(), WhyNot.NO_TAX),
        (
            "tax rate of the future",
            lambda _product: TaxTreatment.objects.update(from_date="2027-01-01"),
            WhyNot.NO_TAX,
        ),
    ],
)
def test_what_cannot_be_bought_says_why(_case, spoil, reason, product, channel, noon):
    spoil(product)
    variant = product.variants.get()

    offer = offers([variant.pk], channel, noon)[variant.pk]

    assert (offer.is_buyable, offer.why_not) == (False, reason)
    assert why_not_text(offer.why_not) != ""


def test_an_offer_without_price_has_no_unit_price_to_be_sold_for(product, channel, noon):
    Price.objects.all().delete()
    variant = product.variants.get()

    offer = offers([variant.pk], channel, noon)[variant.pk]

    assert offer.price is None
    assert offer.measure is None
    with pytest.raises(InvalidInput):
        _ = offer.unit_price


def test_an_authorisation_holds_through_its_last_day(product, channel, noon):
    Identifier.objects.update(expires_date=date(2026, 11, 16))
    variant = product.variants.get()

    assert offers([variant.pk], channel, noon)[variant.pk].is_buyable
    assert not offers([variant.pk], channel, noon + timedelta(days=1))[variant.pk].is_buyable


def test_what_is_no_food_needs_no_authorisation(product, channel, noon):
    ProductTypeFactory.create(key="honey")
    type(product.product_type).objects.update(is_food=False)
    Identifier.objects.all().delete()
    variant = product.variants.get()

    assert offers([variant.pk], channel, noon)[variant.pk].is_buyable


def test_another_channel_has_its_own_offers(product, noon):
    other = ChannelFactory.create(slug="diaspora", currency="EUR")
    variant = product.variants.get()

    assert offers([variant.pk], other, noon)[variant.pk].why_not == WhyNot.NOT_LISTED


def test_the_offers_of_products_leave_out_inactive_variants(
    product, channel, noon, django_assert_num_queries
):
    second = VariantFactory.create(product=product, position=1)
    PriceFactory.create(variant=second, amount_minor=9000)
    VariantFactory.create(product=product, is_active=False)

    with django_assert_num_queries(1):
        found = offers_of_products([product.pk, 10**12], channel, noon)

    assert [offer.unit_price.minor for offer in found[product.pk]] == [6000, 9000]
    assert found[10**12] == []


def test_an_exempt_offer_names_the_article(product, channel, noon):
    TaxTreatment.objects.create(
        code=TaxCode.EXEMPT_91, rate=0, mentions={"fr": "Exonéré"}, from_date=date(2024, 1, 1), source="test"
    )
    product.organisation.tax_assignments.create(
        code=TaxCode.EXEMPT_91, article="91-IV", from_date=date(2024, 1, 1)
    )
    variant = product.variants.get()

    offer = offers([variant.pk], channel, noon)[variant.pk]

    assert (offer.tax_code, offer.tax_rate, offer.tax_mention) == (
        "EXO91",
        Decimal(0),
        {"fr": "Exonéré (91-IV)"},
    )
