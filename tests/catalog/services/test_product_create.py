import pytest

from catalog.models.product import Product
from catalog.services.product_changes import ProductChanges
from catalog.services.product_create import product_create
from catalog.states import ProductState
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import CategoryFactory, ProductTypeFactory
from tests.factories.ground import OrganisationFactory, member_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes():
    return {
        "product_type_id": ProductTypeFactory.create().pk,
        "category_id": CategoryFactory.create().pk,
        "names": {"fr": "Miel d'été\u202e", "ar": "عسل"},
        "province": "MA-MAR",
    }


def _create(actor, seller, now, **changes):
    return product_create(actor=actor, organisation_id=seller.pk, changes=ProductChanges(**changes), now=now)


def test_a_draft_is_written_and_can_be_searched(sales, seller, noon, changes):
    product = _create(
        sales, seller, noon, **changes, allergens=["sesame", "gluten", "gluten"], season_months=[6, 5]
    )

    product.refresh_from_db()
    assert (product.state, product.slug, product.names["fr"]) == (
        ProductState.DRAFT,
        "miel-dete",
        "Miel d'été",
    )
    assert (product.province, product.region) == ("MA-MAR", "MA-07")
    assert (product.allergens, product.season_months) == (["gluten", "sesame"], [5, 6])
    assert (product.created_at, product.updated_at) == (noon, noon)
    assert "'miel'" in product.search_document


def test_two_products_of_one_name_have_two_addresses(sales, seller, noon, changes):
    first = _create(sales, seller, noon, **changes)
    second = _create(sales, seller, noon, **changes)

    assert first.slug == "miel-dete"
    assert second.slug.startswith("miel-dete-")


def test_an_arabic_name_alone_has_an_address_too(sales, seller, noon, changes):
    assert _create(sales, seller, noon, **{**changes, "names": {"ar": "عسل"}}).slug == "produit"


@pytest.mark.parametrize(
    ("_case", "part", "value", "field"),
    [
        ("without names", "names", None, "names"),
        ("names in no main language", "names", {"en": "Honey"}, "names"),
        ("a name that is too long", "names", {"fr": "x" * 151}, "names"),
        ("without a family", "product_type_id", None, "product_type"),
        ("an unknown family", "product_type_id", 10**9, "product_type"),
        ("without a shelf", "category_id", None, "category"),
        ("an unknown shelf", "category_id", 10**9, "category"),
        ("an unknown province", "province", "MA-XXX", "province"),
        ("a month that is none", "season_months", [0], "season_months"),
        ("too many allergens", "allergens", [str(n) for n in range(21)], "allergens"),
        ("a description that is too long", "descriptions", {"fr": "x" * 5001}, "descriptions"),
    ],
)
def test_bad_input_is_refused_by_name(_case, part, value, field, sales, seller, noon, changes):
    with pytest.raises(InvalidInput) as refusal:
        _create(sales, seller, noon, **{**changes, part: value})

    assert refusal.value.field == field
    assert not Product.objects.exists()


def test_a_stranger_learns_of_no_organisation(seller, noon, changes):
    with pytest.raises(NotFound):
        _create(member_actor(OrganisationFactory.create()), seller, noon, **changes)

    assert not Product.objects.exists()


def test_a_producer_may_not_write_products(seller, noon, changes):
    with pytest.raises(NotAllowed):
        _create(member_actor(seller, "production"), seller, noon, **changes)

    assert not Product.objects.exists()


@pytest.mark.parametrize("columns", [{"is_seller": False}, {"state": VerificationState.CLOSED}])
def test_an_organisation_that_does_not_sell_offers_nothing(columns, sales, seller, noon, changes):
    type(seller).objects.update(**columns)

    with pytest.raises(IllegalMove):
        _create(sales, seller, noon, **changes)

    assert not Product.objects.exists()
