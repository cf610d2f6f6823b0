from datetime import timedelta

import pytest

from catalog.selectors.facets import Choice, facets_counted
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_counted, products_listed
from catalog.states import CertificateScheme
from marketplace.kernel.errors import InvalidInput
from tests.factories.catalog import CertificateFactory, ProductFactory, ProductTypeFactory
from tests.factories.ground import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def shelf(channel):
    """Four products: honey of two sellers in two regions, dates of the second, in two seasons and three bands."""
    north = OrganisationFactory.create(active=True, slug="nord", region="MA-01", names={"fr": "Nord"})
    south = OrganisationFactory.create(active=True, slug="sud", region="MA-08", names={"fr": "Sud"})
    honey, dates = ProductTypeFactory.create(key="honey"), ProductTypeFactory.create(key="dates")
    rows = [
        (north, honey, 4_999, [5]),
        (south, honey, 5_000, []),
        (south, dates, 60_000, [10, 11]),
        (south, dates, 9_000, [10]),
    ]
    for seller, family, price, months in rows:
        product = ProductFactory.create(
            organisation=seller,
            product_type=family,
            listed=True,
            listed__price_minor=price,
            season_months=months,
        )
        product.listings.update(region=seller.region, product_type=family, organisation=seller)
    CertificateFactory.create(organisation=south, scheme=CertificateScheme.ORGANIC)
    CertificateFactory.create(
        organisation=north, scheme=CertificateScheme.IGP, expires_date=TODAY - timedelta(days=1)
    )
    return channel


def _counts(channel, facet, filters=None, **ticked):
    found = facets_counted(
        channel=channel, filters=filters or ProductFilters(), choice=Choice(**ticked), today=TODAY
    )
    return {each.value: each.count for each in found[facet].values}


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("region", {"MA-08": 3, "MA-01": 1}),
        ("family", {"honey": 2, "dates": 2}),
        ("seller", {"sud": 3, "nord": 1}),
        # A paper that has ended says nothing any more
        ("scheme", {"organic": 3}),
        ("price", {"0": 1, "5000": 2, "50000": 1}),
        ("month", {str(month): 1 for month in range(1, 13)} | {"5": 2, "10": 3, "11": 2}),
    ],
)
def test_each_value_says_how_many_products_it_would_leave(shelf, facet, expected):
    assert _counts(shelf, facet) == expected


def test_a_facet_counts_without_its_own_choice_and_with_those_of_the_others(shelf):
    assert _counts(shelf, "family", family=("honey",), region=("MA-08",)) == {"honey": 1, "dates": 2}
    assert _counts(shelf, "region", family=("honey",), region=("MA-08",)) == {"MA-01": 1, "MA-08": 1}
    assert _counts(shelf, "price", family=("honey",), region=("MA-08",)) == {"5000": 1}
    assert _counts(shelf, "seller", ProductFilters(price_max_minor=5_000)) == {"nord": 1, "sud": 1}


@pytest.mark.parametrize(
    "ticked",
    [
        {"region": ("MA-01", "MA-08")},
        {"family": ("honey",), "seller": ("sud", "nowhere")},
        {"scheme": ("organic",), "month": (10,)},
        {"price": (0, 50_000)},
        {"month": (5, 11), "region": ("MA-08",)},
    ],
)
def test_a_count_is_what_the_list_then_shows(shelf, ticked):
    filters = Choice(**ticked).narrowed(ProductFilters())
    page = products_listed(channel=shelf, filters=filters, order=ProductOrder.NEWEST, today=TODAY)
    facet = next(iter(ticked))
    others = {name: values for name, values in ticked.items() if name != facet}
    found = facets_counted(channel=shelf, filters=ProductFilters(), choice=Choice(**others), today=TODAY)

    assert products_counted(channel=shelf, filters=filters, today=TODAY) == len(page.items)
    if facet != "month":  # what is made all year is counted in each month
        wanted = {str(value) for value in ticked[facet]}
        assert sum(each.count for each in found[facet].values if each.value in wanted) == len(page.items)


def test_nothing_is_counted_beyond_the_cap_and_that_is_said(shelf, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = facets_counted(
            channel=shelf, filters=ProductFilters(), choice=Choice(family=("dates",)), today=TODAY, cap=2
        )

    assert (found["family"].is_capped, found["region"].is_capped) == (True, False)
    assert sum(each.count for each in found["family"].values) == 3


def test_a_crafted_value_is_refused(shelf):
    with pytest.raises(InvalidInput):
        _counts(shelf, "region", region=("x" * 101,))
