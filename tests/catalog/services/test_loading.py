"""The data with which a shop starts, and the loading of very many products."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from catalog.models.offer import Listing, Price
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxTreatment
from catalog.models.taxonomy import Category, ProductType
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.selectors.offers import offers
from catalog.services.catalogue_bulk_load import BulkProduct, BulkVariant, catalogue_bulk_load
from catalog.services.listing_refresh import listing_names_refresh, listing_refresh
from catalog.services.reference_load import Loaded, reference_load
from catalog.services.search_document import search_document_write
from tests.factories.catalog import CategoryFactory, ProductTypeFactory, TaxTreatmentFactory
from tests.factories.ground import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_reference_is_complete_and_loading_again_changes_nothing(capsys):
    assert reference_load() == Loaded(
        product_types=15, categories=23, treatments=5, assignments=2, attributes=10
    )
    kinds = list(ProductType.objects.order_by("pk").values())
    shelves = list(Category.objects.order_by("pk").values())

    call_command("load_reference")

    assert (
        capsys.readouterr().out
        == "15 families, 23 categories, 5 tax treatments, 2 assignments, 10 attributes\n"
    )
    assert list(ProductType.objects.order_by("pk").values()) == kinds
    assert list(Category.objects.order_by("pk").values()) == shelves
    assert (TaxTreatment.objects.count(), TaxAssignment.objects.count()) == (5, 2)


def test_every_family_and_shelf_is_named_in_four_languages():
    reference_load()

    names = [
        *ProductType.objects.values_list("names", flat=True),
        *Category.objects.values_list("names", flat=True),
    ]
    for each in names:
        assert {"ar", "fr", "en", "es"} <= each.keys()
    assert Category.objects.get(slug="miel", parent__slug="epicerie").position == 2
    assert ProductType.objects.get(key="couscous-cereals").facts["intake"][0]["limits"] == {"max": 13.5}


def test_what_the_accountant_changed_is_not_overwritten():
    reference_load()
    TaxTreatment.objects.filter(code="R10").update(rate=Decimal("0.11"))

    reference_load()

    assert TaxTreatment.objects.get(code="R10").rate == Decimal("0.1100")


def _rows(seller, family, shelf, count):
    for number in range(count):
        yield BulkProduct(
            slug=f"bulk-{number}",
            organisation_id=seller.pk,
            product_type_id=family.pk,
            category_id=shelf.pk,
            names={"fr": f"Miel {number}", "ar": "عسل"},
            descriptions={"fr": "Récolté"},
            province="MA-FIG",
            season_months=[5],
            published_at=NOON,
            variants=[
                BulkVariant(f"B{number}-{size}", {"fr": str(size)}, Decimal(size), "g", size + 50, size * 20)
                for size in (250, 500)
            ],
        )


@pytest.mark.parametrize(("active", "visible"), [(True, 3), (False, 0)])
def test_a_bulk_load_leaves_what_the_services_would_have_left(active, visible, channel):
    seller = OrganisationFactory.create(active=active)
    family, shelf = ProductTypeFactory.create(key="honey"), CategoryFactory.create()
    TaxTreatmentFactory.create()
    seen: list[int] = []

    assert (
        catalogue_bulk_load(products=_rows(seller, family, shelf, 3), channel=channel, progress=seen.append)
        == 3
    )

    assert seen == [3]
    assert (Product.objects.count(), Variant.objects.count(), Price.objects.count()) == (3, 6, 6)
    assert Listing.objects.filter(is_visible=True).count() == visible
    before = list(Listing.objects.order_by("pk").values())
    documents = list(Product.objects.order_by("pk").values_list("search_document", flat=True))
    ids = list(Product.objects.values_list("pk", flat=True))
    listing_refresh(product_ids=ids)
    listing_names_refresh(product_ids=ids)
    search_document_write(product_ids=ids)
    assert list(Listing.objects.order_by("pk").values()) == before
    assert [
        _lexemes(each) for each in Product.objects.order_by("pk").values_list("search_document", flat=True)
    ] == [_lexemes(each) for each in documents]


def test_what_was_bulk_loaded_is_found_and_bought(channel):
    TaxTreatmentFactory.create()
    rows = _rows(
        OrganisationFactory.create(active=True),
        ProductTypeFactory.create(key="honey"),
        CategoryFactory.create(),
        3,
    )
    catalogue_bulk_load(products=rows, channel=channel)

    page = products_listed(
        channel=channel, filters=ProductFilters(search="العسل"), order=ProductOrder.NEWEST, today=NOON.date()
    )

    assert [card.price_from.minor for card in page.items] == [5000, 5000, 5000]
    assert all(offer.is_buyable for offer in offers([page.items[0].variant_id], channel, NOON).values())


def _lexemes(document):
    return sorted(part.split(":")[0] for part in document.split())
