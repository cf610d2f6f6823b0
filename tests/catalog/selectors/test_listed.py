from datetime import date, timedelta

import pytest

from catalog.models.offer import Listing
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import cards_of, products_counted, products_listed
from catalog.services.listing_refresh import listing_names_refresh
from catalog.services.search_document import search_document_write
from catalog.states import CertificateState
from catalog.units import Unit
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from tests.factories.catalog import (
    CategoryFactory,
    CertificateFactory,
    ListingFactory,
    PriceFactory,
    ProductFactory,
    ProductTypeFactory,
    VariantFactory,
)
from tests.factories.ground import NOON, AllianceFactory, ChannelFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def _listed(channel, filters=None, order=ProductOrder.NEWEST, **options):
    return products_listed(
        channel=channel, filters=filters or ProductFilters(), order=order, today=TODAY, **options
    )


def _slugs(channel, **filters):
    page = _listed(channel, ProductFilters(**filters))
    assert products_counted(channel=channel, filters=ProductFilters(**filters), today=TODAY) == len(
        page.items
    )
    return [card.slug for card in page.items]


@pytest.fixture
def five(channel):
    """Five products: dear and cheap, with two at the same price and two published at the same moment."""
    names = ["عسل", "أركان", "زعفران", "تمر", "لوز"]
    french = ["Miel", "Argan", "Safran", "Épice", "Datte"]
    for number, price in enumerate([3000, 1000, 2000, 2000, 5000]):
        product = ProductFactory.create(
            slug=f"p{number}",
            names={"fr": french[number], "ar": names[number]},
            listed=True,
            listed__price_minor=price,
        )
        Listing.objects.filter(product=product).update(published_at=NOON - timedelta(days=number // 2))
    return channel


@pytest.mark.parametrize(
    ("order", "language", "expected"),
    [
        (ProductOrder.NEWEST, "fr", ["p1", "p0", "p3", "p2", "p4"]),
        (ProductOrder.PRICE_UP, "fr", ["p1", "p2", "p3", "p0", "p4"]),
        (ProductOrder.PRICE_DOWN, "fr", ["p4", "p0", "p3", "p2", "p1"]),
        (ProductOrder.NAME, "fr", ["p1", "p4", "p3", "p0", "p2"]),
        (ProductOrder.NAME_DOWN, "fr", ["p2", "p0", "p3", "p4", "p1"]),
        (ProductOrder.NAME, "ar", ["p1", "p3", "p2", "p0", "p4"]),
        (ProductOrder.FAIR, "fr", ["p0", "p1", "p2", "p3", "p4"]),
    ],
)
@pytest.mark.parametrize("first", [1, 2, 5])
def test_pages_put_together_are_the_whole_list_in_order(order, language, expected, first, five):
    seen, after, pages = [], "", 0
    while True:
        page = _listed(five, order=order, after=after, first=first, language=language)
        seen += [card.slug for card in page.items]
        pages += 1
        if not page.has_next:
            break
        after = page.cursor

    assert seen == expected
    assert pages == -(-5 // first)


def test_a_page_can_be_read_backwards(five):
    end = _listed(five, first=5).cursors[3]

    page = _listed(five, after=end, first=2, backwards=True)

    assert [card.slug for card in page.items] == ["p0", "p3"]
    assert page.has_next
    assert not _listed(five, after=page.cursor, first=2, backwards=True).has_next


def test_a_card_shows_the_cheapest_variant(channel):
    product = ProductFactory.create(listed=True, listed__price_minor=9000, season_months=[5, 6])
    small = VariantFactory.create(product=product, net_quantity=250, position=1)
    PriceFactory.create(variant=small, amount_minor=5000)
    Listing.objects.update(price_from_minor=5000)

    (card,) = _listed(channel).items

    assert (card.variant_id, card.price_from, card.variant_count) == (small.pk, Money(5000), 2)
    assert card.measure == (Money(20000), Unit.KILOGRAM)
    assert card.season_months == (5, 6)
    assert card.organisation_name("fr") == product.organisation.name("fr")
    assert card.name("ar") == product.name("ar")
    assert card.picture is None


@pytest.mark.parametrize(("filters", "statements"), [({}, 2), ({"category": "shelf"}, 3)])
def test_a_page_takes_a_fixed_number_of_statements(filters, statements, channel, django_assert_num_queries):
    for _ in range(6):
        ProductFactory.create(listed=True)

    with django_assert_num_queries(statements):
        assert len(_listed(channel, ProductFilters(**filters)).items) == 6


def test_what_is_not_visible_is_not_listed(channel):
    ProductFactory.create()
    ListingFactory.create()
    ProductFactory.create(listed=True, listed__channel=ChannelFactory.create(slug="other"))

    assert _slugs(channel) == []


def test_a_category_holds_what_stands_below_it(channel):
    root = CategoryFactory.create(slug="root")
    child = CategoryFactory.create(slug="child", parent=root)
    grandchild = CategoryFactory.create(slug="grandchild", parent=child)
    ProductFactory.create(slug="deep", category=grandchild, listed=True)
    ProductFactory.create(slug="elsewhere", listed=True)

    assert _slugs(channel, category="root") == ["deep"]
    assert _slugs(channel, category="grandchild") == ["deep"]
    assert _slugs(channel, category="shelf") == ["elsewhere"]


def test_products_are_found_by_place_maker_and_family(channel):
    seller = OrganisationFactory.create(active=True, province="MA-MAR")
    AllianceFactory.create(slug="atlas").members.add(seller)
    ProductFactory.create(slug="wanted", organisation=seller, product_type__key="honey", listed=True)
    ProductFactory.create(slug="other", listed=True)

    assert _slugs(channel, region="MA-07") == ["wanted"]
    assert _slugs(channel, province="MA-MAR") == ["wanted"]
    assert _slugs(channel, organisation_id=seller.pk) == ["wanted"]
    assert _slugs(channel, alliance="atlas") == ["wanted"]
    assert _slugs(channel, product_type="honey") == ["wanted"]
    assert _slugs(channel, region="MA-07", product_type="family") == []


def test_prices_are_found_between_limits(five):
    assert sorted(_slugs(five, price_min_minor=2000, price_max_minor=3000)) == ["p0", "p2", "p3"]
    assert _slugs(five, price_min_minor=5001) == []


def test_a_season_holds_what_is_made_all_year(channel):
    ProductFactory.create(slug="always", listed=True)
    ProductFactory.create(slug="autumn", season_months=[10, 11], listed=True)

    assert sorted(_slugs(channel, season_month=11)) == ["always", "autumn"]
    assert _slugs(channel, season_month=3) == ["always"]


def test_a_certificate_is_found_and_shown_while_it_is_valid(channel):
    product = ProductFactory.create(slug="certified", listed=True)
    other = ProductFactory.create(slug="of-the-same-seller", organisation=product.organisation, listed=True)
    CertificateFactory.create(organisation=product.organisation, product=product, scheme="igp")
    CertificateFactory.create(organisation=product.organisation, scheme="organic")

    assert _slugs(channel, scheme="igp") == ["certified"]
    assert sorted(_slugs(channel, scheme="organic")) == ["certified", "of-the-same-seller"]
    cards = cards_of([product.pk, other.pk], channel=channel, today=TODAY)
    assert cards[product.pk].schemes == ("igp", "organic")
    assert cards[other.pk].schemes == ("organic",)


@pytest.mark.parametrize(
    ("_case", "columns"),
    [
        ("expired yesterday", {"expires_date": date(2026, 11, 15)}),
        ("valid from tomorrow", {"issued_date": date(2026, 11, 17)}),
        ("not verified", {"state": CertificateState.SUBMITTED}),
        ("refused", {"state": CertificateState.REFUSED}),
    ],
)
def test_a_certificate_that_is_not_valid_is_neither_found_nor_shown(_case, columns, channel):
    product = ProductFactory.create(listed=True)
    CertificateFactory.create(organisation=product.organisation, **columns)

    assert _slugs(channel, scheme="igp") == []
    assert _listed(channel).items[0].schemes == ()


@pytest.mark.parametrize(
    ("_case", "search"),
    [
        ("French", "miel"),
        ("French plural, stemmed", "miels"),
        ("a beginning", "mie"),
        ("accents left out", "recolte"),
        ("Arabic", "عسل"),
        ("Arabic with the article", "العسل"),
        ("Arabic with vowel signs", "عَسَل"),
        ("hamza left out", "اركان"),
        ("Tifinagh", "ⵜⴰⵎⵎⵏⵜ"),
        ("the family in English", "honey"),
        ("the province", "figuig"),
        ("two words", "miel thym"),
        ("signs of a query language", "miel & !thym | (:*)"),
    ],
)
def test_a_search_finds_what_people_write(_case, search, channel):
    family = ProductTypeFactory.create(key="honey", names={"en": "Honey", "zgh": "ⵜⴰⵎⵎⵏⵜ"})
    product = ProductFactory.create(
        slug="found",
        product_type=family,
        names={"fr": "Miel de thym", "ar": "عسل أركان"},
        descriptions={"fr": "Récolté à la main"},
        listed=True,
    )
    ProductFactory.create(
        slug="other", names={"fr": "Tapis", "ar": "زربية"}, province="MA-MAR", region="MA-07", listed=True
    )
    search_document_write(product_ids=list(Listing.objects.values_list("product_id", flat=True)))

    assert _slugs(channel, search=search) == ["found"]
    assert [
        c.product_id for c in _listed(channel, ProductFilters(search=search), ProductOrder.RELEVANCE).items
    ] == [product.pk]


def test_a_search_of_signs_alone_finds_nothing(five):
    assert _slugs(five, search="!!! ؟؟") == []


def test_the_best_match_comes_first_and_pages_go_on(channel):
    weak = ProductFactory.create(
        slug="weak", names={"fr": "Savon"}, descriptions={"fr": "au miel"}, listed=True
    )
    strong = ProductFactory.create(slug="strong", names={"fr": "Miel"}, listed=True)
    search_document_write(product_ids=[weak.pk, strong.pk])
    Listing.objects.filter(product=weak).update(published_at=NOON)

    page = _listed(channel, ProductFilters(search="miel"), ProductOrder.RELEVANCE, first=1)
    rest = _listed(channel, ProductFilters(search="miel"), ProductOrder.RELEVANCE, first=1, after=page.cursor)

    assert [card.slug for card in (*page.items, *rest.items)] == ["strong", "weak"]
    assert not rest.has_next


@pytest.mark.parametrize(
    ("_case", "filters", "field"),
    [
        ("a month that is none", {"season_month": 13}, "season_month"),
        ("a negative price", {"price_min_minor": -1}, "price_min_minor"),
        ("a price beyond all columns", {"price_max_minor": 2**63}, "price_max_minor"),
        ("a nul byte", {"region": "MA\x00"}, "region"),
        ("a very long name", {"product_type": "x" * 101}, "product_type"),
        ("a very long search", {"search": "x" * 201}, "search"),
        ("an id beyond all columns", {"organisation_id": 2**63}, "organisation_id"),
        ("too many ids", {"product_ids": tuple(range(501))}, "product_ids"),
    ],
)
def test_a_filter_that_is_not_usable_is_refused(_case, filters, field, channel):
    with pytest.raises(InvalidInput) as refusal:
        _listed(channel, ProductFilters(**filters))

    assert refusal.value.field == field


def test_an_unknown_category_is_not_found(channel):
    with pytest.raises(NotFound):
        _listed(channel, ProductFilters(category="nowhere"))


def test_the_cursor_of_another_order_is_refused(five):
    cursor = _listed(five, order=ProductOrder.NAME, first=1).cursor

    with pytest.raises(InvalidInput) as refusal:
        _listed(five, order=ProductOrder.PRICE_UP, after=cursor)

    assert refusal.value.field == "after"


def test_names_that_change_move_in_the_list(five):
    product = Listing.objects.get(product__slug="p1").product
    product.names = {"fr": "Zeste"}
    product.save()

    listing_names_refresh(product_ids=[product.pk])

    assert [card.slug for card in _listed(five, order=ProductOrder.NAME).items][-1] == "p1"


def test_no_cards_are_asked_for_without_ids(channel, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert cards_of([], channel=channel, today=TODAY) == {}
