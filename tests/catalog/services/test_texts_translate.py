"""Translating the texts of the catalogue: test that ..."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from catalog.models.offer import Listing
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category
from catalog.services.texts_translate import texts_translate
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, Missing, NotAllowed, NotFound, Taken
from marketplace.kernel.search_text import sort_key
from tests.factories.catalog import AttributeValueFactory, CategoryFactory, ProductFactory, VariantFactory
from tests.factories.ground import NOON, ChannelFactory, staff_actor
from tests.logistics.racing import errors, race

pytestmark = pytest.mark.django_db

TRANSLATOR = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_TRANSLATIONS}))
DOCUMENT = {"blocks": [{"type": "paragraph", "data": {"text": "Thyme<script>x</script> honey"}}]}


def translate(
    model: Any, row: Any, language: str = "en", *, actor: Actor = TRANSLATOR, **wording: Any
) -> Any:
    return texts_translate(
        actor=actor,
        model=model,
        key=row.pk,
        language=language,
        wording=wording,
        now=NOON + timedelta(days=1),
    )


def test_a_product_says_the_same_wherever_its_texts_are_repeated() -> None:
    ChannelFactory.create()
    product = ProductFactory.create(listed=True, names={"fr": "Miel"})

    translate(Product, product, name="Thyme honey", description=DOCUMENT, seo_title="  Honey\x00 ")

    product.refresh_from_db()
    assert product.names == {"fr": "Miel", "en": "Thyme honey"}
    assert product.documents["en"]["blocks"][0]["data"]["text"] == "Thyme honey"
    assert product.descriptions["en"] == "Thyme honey"
    assert product.seo_titles == {"en": "Honey"}
    assert product.updated_at == NOON + timedelta(days=1)
    assert Product.objects.filter(search_document="thyme", pk=product.pk).exists()
    translate(Product, product, "ar", name="عسل الزعتر")
    assert Listing.objects.get(product=product).name_key_ar == sort_key("عسل الزعتر")


def test_an_empty_part_takes_the_language_away_and_what_is_not_named_stays() -> None:
    product = ProductFactory.create(names={"fr": "Miel", "en": "Honey"}, seo_titles={"en": "Honey"})

    translate(Product, product, name="", description=None)

    product.refresh_from_db()
    assert (product.names, product.seo_titles) == ({"fr": "Miel"}, {"en": "Honey"})
    assert "en" not in product.documents


def test_a_name_stays_in_arabic_or_french() -> None:
    category = CategoryFactory.create(names={"fr": "Miels", "en": "Honeys"})
    with pytest.raises(Missing):
        translate(Category, category, "fr", name=" ")
    category.refresh_from_db()
    assert category.names == {"fr": "Miels", "en": "Honeys"}


def test_a_variant_and_a_value_may_have_no_name_at_all() -> None:
    ChannelFactory.create()
    variant = VariantFactory.create(names={"fr": "Pot"})
    assert translate(Variant, variant, "fr", name="").names == {}
    value = AttributeValueFactory.create()
    done = translate(type(value), value, plain_text="One\n\nTwo", rich_text=DOCUMENT)
    assert done.plain_texts == {"en": "One\n\nTwo"}
    assert done.documents["en"]["blocks"]


def test_a_slug_is_its_own_in_each_language() -> None:
    first, second = CategoryFactory.create(slug="one"), CategoryFactory.create(slug="two")
    translate(Category, first, slug="honey")
    with pytest.raises(Taken):
        translate(Category, second, slug="honey")
    translate(Category, first, slug="honey")
    assert translate(Category, second, "es", slug="honey").slugs == {"es": "honey"}
    assert translate(Category, second, "ar", slug="عسل").slugs == {"es": "honey", "ar": "عسل"}
    assert translate(Category, first, slug="").slugs == {}


@pytest.mark.parametrize(
    "wording", [{"name": "x" * 151}, {"slug": "no slug!"}, {"seo_title": "x" * 71}, {"description": "text"}]
)
def test_what_cannot_be_used_is_refused_whole(wording: dict[str, Any]) -> None:
    product = ProductFactory.create(names={"fr": "Miel"})
    with pytest.raises(InvalidInput):
        translate(Product, product, **{"seo_description": "kept?", **wording})
    product.refresh_from_db()
    assert (product.names, product.seo_descriptions) == ({"fr": "Miel"}, {})


def test_only_translators_write_and_only_in_our_languages_and_of_what_is_there() -> None:
    product = ProductFactory.create()
    everything_else = staff_actor(*(set(Permission) - {Permission.MANAGE_TRANSLATIONS}))
    with pytest.raises(NotAllowed):
        translate(Product, product, actor=everything_else, name="x")
    with pytest.raises(InvalidInput):
        translate(Product, product, "pl", name="x")
    product.pk = 10**9
    with pytest.raises(NotFound):
        translate(Product, product, name="x")


@pytest.mark.django_db(transaction=True)
def test_two_translators_give_one_slug_once() -> None:
    rows = [CategoryFactory.create(slug=f"shelf-{place}") for place in range(4)]

    results = race(*(partial(translate, Category, row, slug="honey") for row in rows))

    assert [type(each) for each in errors(results)] == [Taken] * 3
    assert Category.objects.filter(slugs__en="honey").count() == 1
