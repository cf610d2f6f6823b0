import pytest

from catalog.models.offer import Listing
from catalog.services.product_changes import ProductChanges
from catalog.services.product_update import product_update
from catalog.states import ProductState
from marketplace.kernel.errors import IllegalMove, InvalidInput
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


def _update(actor, product, now, **changes):
    return product_update(actor=actor, product_id=product.pk, changes=ProductChanges(**changes), now=now)


def test_a_change_reaches_the_shelves_and_the_search(reviewer, seller, noon):
    product = ProductFactory.create(organisation=seller, listed=True)
    shelf = CategoryFactory.create(slug="new")

    _update(reviewer, product, noon, names={"fr": "Épices"}, category_id=shelf.pk, province="MA-MAR")

    listing = Listing.objects.get()
    assert (listing.name_key_fr, listing.category_id, listing.region) == ("epices", shelf.pk, "MA-07")
    assert listing.is_visible
    product.refresh_from_db()
    assert "'epices'" in str(product.search_document)
    assert product.updated_at == noon


@pytest.mark.parametrize(
    "part", [{"names": {"fr": "Autre"}}, {"allergens": ["gluten"]}, {"province": "MA-MAR"}]
)
@pytest.mark.parametrize("state", [ProductState.APPROVED, ProductState.PUBLISHED, ProductState.PAUSED])
def test_a_seller_does_not_change_what_was_approved(part, state, sales, draft, noon):
    type(draft).objects.update(state=state)

    with pytest.raises(IllegalMove):
        _update(sales, draft, noon, **part)

    draft.refresh_from_db()
    assert (draft.names, draft.allergens, draft.province) == ({"fr": "Miel", "ar": "عسل"}, [], "MA-FIG")
    assert draft.updated_at != noon


def test_a_seller_may_repeat_what_was_approved_and_change_the_rest(sales, draft, noon):
    type(draft).objects.update(state=ProductState.PUBLISHED)

    _update(
        sales, draft, noon, names=draft.names, descriptions={"fr": "Doux\u202e\n\n\net clair"}, commune="Ich"
    )

    draft.refresh_from_db()
    assert (draft.descriptions, draft.commune) == ({"fr": "Doux\n\net clair"}, "Ich")


def test_nothing_changed_writes_nothing(sales, draft, noon):
    _update(sales, draft, noon, names=draft.names)

    draft.refresh_from_db()
    assert draft.updated_at != noon


def test_an_archived_product_stays_as_it_is(reviewer, draft, noon):
    type(draft).objects.update(state=ProductState.ARCHIVED)

    with pytest.raises(IllegalMove):
        _update(reviewer, draft, noon, descriptions={"fr": "Doux"})


def test_bad_input_changes_nothing(sales, draft, noon):
    with pytest.raises(InvalidInput):
        _update(sales, draft, noon, names={"fr": "Autre"}, season_months=[13])

    draft.refresh_from_db()
    assert draft.names == {"fr": "Miel", "ar": "عسل"}
