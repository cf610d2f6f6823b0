from datetime import date

import pytest

from catalog.models.offer import Listing
from catalog.selectors.product_page import CertificateCard, product_page
from catalog.states import CertificateState
from marketplace.kernel.errors import NotFound
from tests.factories.catalog import CertificateFactory, PriceFactory, ProductFactory, VariantFactory
from tests.factories.ground import ChannelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory.create(
        slug="miel",
        names={"fr": "Miel", "ar": "عسل"},
        descriptions={"fr": "Doux"},
        ingredients={"ar": "عسل"},
        allergens=["gluten"],
        commune="Ich",
        season_months=[5],
        listed=True,
    )


def test_a_page_speaks_the_language_asked_for_or_the_nearest(product, channel, noon):
    page = product_page(slug="miel", channel=channel, language="ar", at=noon)

    assert (page.name, page.description, page.ingredients, page.storage) == ("عسل", "Doux", "عسل", "")
    assert (page.region, page.province, page.commune) == ("MA-02", "MA-FIG", "Ich")
    assert (page.allergens, page.season_months) == (("gluten",), (5,))
    assert page.seller.name("fr") == product.organisation.name("fr")
    assert page.family.key == "family"


def test_a_page_takes_three_statements_whatever_it_shows(product, channel, noon, django_assert_num_queries):
    for position in range(3):
        PriceFactory.create(variant=VariantFactory.create(product=product, position=position))
    CertificateFactory.create(organisation=product.organisation)

    with django_assert_num_queries(3):
        page = product_page(slug="miel", channel=channel, language="fr", at=noon)

    assert len(page.offers) == 4
    assert page.offers[0].is_buyable


def test_only_certificates_that_are_valid_today_are_shown(product, channel, noon):
    seller = product.organisation
    CertificateFactory.create(
        organisation=seller, product=product, number="1", expires_date=date(2026, 11, 16)
    )
    CertificateFactory.create(organisation=seller, number="2", expires_date=date(2026, 11, 15))
    CertificateFactory.create(organisation=seller, number="3", state=CertificateState.SUBMITTED)
    CertificateFactory.create(organisation=seller, number="4", issued_date=date(2026, 11, 17))
    CertificateFactory.create(
        organisation=seller, number="5", product=ProductFactory.create(organisation=seller)
    )
    CertificateFactory.create(number="6")

    page = product_page(slug="miel", channel=channel, language="fr", at=noon)

    assert page.certificates == (CertificateCard("igp", "1", "Normacert", date(2026, 11, 16)),)


@pytest.mark.parametrize("slug", ["nowhere", "mi\x00el", ""])
def test_a_page_that_does_not_exist_is_not_found(slug, product, channel, noon):
    with pytest.raises(NotFound):
        product_page(slug=slug, channel=channel, language="fr", at=noon)


def test_a_product_that_cannot_be_seen_is_not_found(product, channel, noon):
    Listing.objects.update(is_visible=False)

    with pytest.raises(NotFound):
        product_page(slug="miel", channel=channel, language="fr", at=noon)


def test_a_product_of_another_channel_is_not_found(product, noon):
    with pytest.raises(NotFound):
        product_page(slug="miel", channel=ChannelFactory.create(slug="other"), language="fr", at=noon)
