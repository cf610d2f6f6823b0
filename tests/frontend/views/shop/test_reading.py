"""The pages that anybody reads: home, shelves, products, cooperatives, alliances, legal texts."""

import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.services.search_document import search_document_write
from catalog.states import CertificateScheme, ProductState
from frontend.structured_data import json_ld
from marketplace.kernel.rich_text import document_of
from tests.factories.catalog import (
    CertificateFactory,
    CollectionFactory,
    PageFactory,
    PriceFactory,
    ProductFactory,
    ProductTypeFactory,
    VariantFactory,
)
from tests.factories.ground import AllianceFactory, OrganisationFactory
from tests.factories.orders import Market
from tests.frontend.test_pages import Outline
from tests.frontend.views.shop.pages import put, text_of

LEGAL = ("terms", "privacy", "legal-notice", "contact")


def addresses(shop: Market) -> list[str]:
    alliance = AllianceFactory.create()
    alliance.members.add(shop.sellers[0])
    product = shop.variants[0].product
    collection = CollectionFactory.create(published_in=shop.channel, products=[product])
    documents = {"fr": document_of("Un texte"), "ar": document_of("نص")}
    written = PageFactory.create(published=True, documents=documents)
    return [
        "",
        "search/",
        "search/?q=produit",
        "category/shelf/",
        "family/honey/",
        f"product/{shop.variants[0].product.slug}/",
        "cooperatives/",
        "cooperatives/?region=MA-02",
        f"cooperatives/{shop.sellers[0].slug}/",
        f"alliances/{alliance.slug}/",
        f"collections/{collection.slug}/",
        f"pages/{written.slug}/",
        "basket/",
        "ranking/",
        *(f"{name}/" for name in LEGAL),
    ]


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("zgh", "ltr"), ("en", "ltr"), ("es", "ltr")]
)
def test_each_page_answers_in_the_language_and_direction_of_its_address(
    client: Client, shop: Market, language: str, direction: str
) -> None:
    for address in addresses(shop):
        response = client.get(f"/{language}/{address}")

        page = text_of(response)
        outline = Outline(page)
        assert response.status_code == 200, address
        assert f'<html lang="{language}" dir="{direction}"' in page, address
        assert outline.faults == [], address
        assert len(outline.ids) == len(set(outline.ids)), address
        assert outline.headings.count(1) == 1, address


def test_reading_the_shop_leaves_no_session_and_no_basket_behind(client: Client, shop: Market) -> None:
    for address in addresses(shop):
        client.get(f"/fr/{address}")

    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies
    assert "basket" not in client.cookies


def test_buying_leaves_no_session_behind_either(client: Client, shop: Market) -> None:
    put(client, shop)
    client.get("/fr/basket/")

    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies


def test_names_are_shown_as_text_and_never_run(client: Client, shop: Market) -> None:
    evil = '<script>alert("x")</script>'
    Product.objects.filter(pk=shop.variants[0].product_id).update(
        names={"fr": evil}, descriptions={"fr": evil}
    )
    seller = shop.sellers[0]
    seller.names = {"fr": f"{evil} & co"}
    seller.stories = {"fr": evil}
    seller.save()

    for address in (
        "",
        f"product/{shop.variants[0].product.slug}/",
        f"cooperatives/{seller.slug}/",
        "search/",
    ):
        page = text_of(client.get(f"/fr/{address}"))
        assert "<script>alert" not in page, address
        assert "&lt;script&gt;alert" in page, address


def test_the_block_for_search_engines_cannot_be_left_by_a_text() -> None:
    block = json_ld({"name": "</script><b>&\u2028"})

    assert "<" not in block
    assert json.loads(block) == {"name": "</script><b>&\u2028"}


def test_the_page_of_a_product_tells_search_engines_price_and_stock(client: Client, shop: Market) -> None:
    page = text_of(client.get(f"/fr/product/{shop.variants[0].product.slug}/"))

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "Product"
    assert data["offers"][0]["price"] == "100.00"
    assert data["offers"][0]["priceCurrency"] == "MAD"
    assert data["offers"][0]["availability"] == "https://schema.org/InStock"


def test_the_split_of_a_hundred_dirhams_is_exact(client: Client, shop: Market) -> None:
    response = client.get(f"/fr/product/{shop.variants[0].product.slug}/")

    rows = [row.amount.minor for row in response.context["split"]]
    # 10 % commission, 5 MAD for packing, the rest is the cooperative's
    assert rows == [8500, 1000, 500, 10_000]


def test_a_product_that_was_withdrawn_is_not_found(client: Client, shop: Market) -> None:
    product = shop.variants[0].product
    product.listings.update(is_visible=False)

    assert client.get(f"/fr/product/{product.slug}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "product/unknown/",
        "category/unknown/",
        "family/unknown/",
        "family/argan_food/",
        "cooperatives/unknown/",
        "alliances/unknown/",
        "cooperatives/?region=MA-99",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, shop: Market, address: str) -> None:
    assert client.get(f"/fr/{address}").status_code == 404


@pytest.mark.parametrize("query", ["after=nonsense", "before=%00", "after=" + "A" * 2000])
def test_a_crafted_page_address_is_refused(client: Client, shop: Market, query: str) -> None:
    assert client.get(f"/fr/search/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("region=MA-99", "region"),
        ("region=%00", "region"),
        ("scheme=best", "scheme"),
        ("month=13", "month"),
        ("least=abc", "least"),
        ("most=-5", "most"),
        ("order=random", "order"),
        ("q=" + "a" * 500, "q"),
    ],
)
def test_a_filter_that_is_not_usable_is_told_and_left_out(
    client: Client, shop: Market, query: str, field: str
) -> None:
    response = client.get(f"/fr/search/?{query}")

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert len(response.context["cards"]) == 3


def test_filters_narrow_a_shelf_and_survive_turning_the_page(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontend.views.shop.shelves.PAGE_SIZE", 1)

    first = client.get("/fr/category/shelf/?least=50&order=price_up")
    assert [card.price.minor for card in first.context["cards"]] == [10_000]
    second = client.get(first.context["next_url"])
    assert [card.price.minor for card in second.context["cards"]] == [15_000]
    assert second.context["next_url"] == ""
    back = client.get(second.context["previous_url"])
    assert [card.price.minor for card in back.context["cards"]] == [10_000]
    assert back.context["previous_url"] == ""
    assert "least=50" in second.context["previous_url"]


def test_a_shelf_can_be_narrowed_to_what_holds_a_certificate(client: Client, shop: Market) -> None:
    CertificateFactory.create(organisation=shop.sellers[1], scheme=CertificateScheme.ORGANIC)

    found = client.get("/fr/search/?scheme=organic").context["cards"]

    assert [card.title for card in found] == [shop.variants[1].product.name("fr")]


def test_a_filter_can_be_taken_away_alone(client: Client, shop: Market) -> None:
    response = client.get("/fr/search/?region=MA-02&most=120")

    assert [(item.text, url) for item, url in response.context["chosen"]] == [
        ("Région: Oriental", "/fr/search/?most=120"),
        (f"{response.context['form'].fields['most'].label}: 120", "/fr/search/?region=MA-02"),
    ]


def test_ticks_say_how_many_they_would_leave_and_are_combined_in_the_address(
    client: Client, shop: Market
) -> None:
    CertificateFactory.create(organisation=shop.sellers[1], scheme=CertificateScheme.ORGANIC)
    one, two = shop.sellers[0].slug, shop.sellers[1].slug

    response = client.get(f"/fr/search/?seller={one}&seller={two}&scheme=organic&price=nonsense")

    assert [card.seller for card in response.context["cards"]] == [shop.sellers[1].names["fr"]]
    ticks = {
        group.name: {t.value: (t.count, t.is_on) for t in group.ticks} for group in response.context["groups"]
    }
    assert ticks["scheme"] == {"organic": ("1", True)}
    # Of the other cooperative nothing is organic: what is ticked stays to be taken away
    assert ticks["seller"] == {two: ("1", True), one: ("", True)}
    page = text_of(response)
    assert f'name="seller" value="{two}" checked' in page
    chips = {item.text: url for item, url in response.context["chosen"]}
    assert chips[f"Coopérative: {shop.sellers[1].names['fr']}"] == f"/fr/search/?seller={one}&scheme=organic"
    assert list(response.context["form"].errors) == ["price"]


def test_too_many_or_impossible_sellers_are_told_and_left_out(client: Client, shop: Market) -> None:
    for query in (
        "&".join(f"seller=c{number}" for number in range(21)),
        "seller=a%00b",
        "seller=" + "é" * 10_000,
    ):
        response = client.get(f"/fr/search/?{query}")

        assert list(response.context["form"].errors) == ["seller"]
        assert len(response.context["cards"]) == 3


def test_nothing_found_says_what_to_do(client: Client, shop: Market) -> None:
    page = text_of(client.get("/fr/search/?q=introuvable"))

    assert 'class="empty"' in page
    assert 'href="/fr/search/"' in page


def test_a_search_finds_a_product_by_its_name(client: Client, shop: Market) -> None:
    product = shop.variants[1].product
    search_document_write(product_ids=[variant.product_id for variant in shop.variants])

    response = client.get("/fr/search/", {"q": product.name("fr")})

    assert response.context["cards"][0].title == product.name("fr")
    assert f'value="{product.name("fr")}"' in text_of(response)


def test_a_family_lists_its_products_wherever_they_stand(client: Client, shop: Market) -> None:
    honey = ProductFactory.create(product_type=ProductTypeFactory.create(key="honey"), listed=True)

    response = client.get("/fr/family/honey/")

    assert [card.title for card in response.context["cards"]] == [honey.name("fr")]
    assert response.context["cards"][0].family == "honey"


def test_sizes_can_be_chosen_and_one_that_is_sold_out_cannot(client: Client, shop: Market) -> None:
    product = shop.variants[0].product
    large = VariantFactory.create(product=product, names={"fr": "1 kg"}, position=1)
    PriceFactory.create(variant=large, amount_minor=18_000)

    response = client.get(f"/fr/product/{product.slug}/")

    choices = response.context["choices"]
    assert [(choice.name, choice.is_open) for choice in choices] == [("500 g", True), ("1 kg", False)]
    assert response.context["chosen"].variant_id == shop.variants[0].pk
    refused = client.post(f"/fr/product/{product.slug}/", {"variant": "999999", "quantity": "1"})
    assert refused.status_code == 422


def test_a_product_without_a_price_can_be_seen_but_not_bought(client: Client, shop: Market) -> None:
    Price.objects.filter(variant=shop.variants[0]).delete()

    response = client.get(f"/fr/product/{shop.variants[0].product.slug}/")

    assert response.status_code == 200
    assert response.context["is_open"] is False


def test_a_suspended_cooperative_has_no_page(client: Client, shop: Market) -> None:
    seller = OrganisationFactory.create()

    assert client.get(f"/fr/cooperatives/{seller.slug}/").status_code == 404


def test_a_certificate_that_has_expired_is_not_shown(client: Client, shop: Market) -> None:
    slug = shop.variants[0].product.slug
    CertificateFactory.create(organisation=shop.sellers[0], number="OLD-1", expires_date="2026-02-01")
    CertificateFactory.create(organisation=shop.sellers[0], number="NEW-1", expires_date="2030-01-01")

    page = text_of(client.get(f"/fr/product/{slug}/"))

    assert "NEW-1" in page
    assert "OLD-1" not in page


@pytest.mark.parametrize("name", LEGAL)
def test_a_legal_text_exists_in_arabic_and_french_and_stands_in_for_the_others(
    client: Client, name: str
) -> None:
    assert '<article class="legal stack" lang="ar" dir="rtl">' in text_of(client.get(f"/ar/{name}/"))
    assert '<article class="legal stack" lang="fr" dir="ltr">' in text_of(client.get(f"/fr/{name}/"))
    assert '<article class="legal stack" lang="fr" dir="ltr">' in text_of(client.get(f"/es/{name}/"))


def test_the_legal_texts_say_who_sells_and_that_a_demo_is_invented(client: Client, settings: object) -> None:
    settings.SELLER = {"name": "Marché SARL", "ice": "001234567000089"}  # type: ignore[attr-defined]
    settings.DEMO = True  # type: ignore[attr-defined]

    page = text_of(client.get("/fr/legal-notice/"))

    assert "Marché SARL" in page
    assert "001234567000089" in page
    assert "Données fictives" in page


def test_a_paused_product_stays_out_of_the_map_of_the_site(client: Client, shop: Market) -> None:
    hidden = ProductFactory.create(state=ProductState.PAUSED)

    index = text_of(client.get("/sitemap.xml"))
    block = re.search(r"/sitemap-products-(\d+)\.xml", index)
    assert block is not None
    products = "".join(
        text_of(client.get(path))
        for path in re.findall(r"/sitemap-products-\d+\.xml", index)
        if client.get(path).status_code == 200
    )

    assert f"/ar/product/{shop.variants[0].product.slug}/" in products
    assert f'hreflang="fr" href="http://testserver/fr/product/{shop.variants[0].product.slug}/"' in products
    assert hidden.slug not in products
    assert shop.sellers[0].slug in text_of(client.get("/sitemap-pages.xml"))


def test_robots_are_kept_from_baskets_and_from_a_demo(client: Client, settings: object) -> None:
    assert "Disallow: /fr/order/" in text_of(client.get("/robots.txt"))
    settings.DEMO = True  # type: ignore[attr-defined]
    assert text_of(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n"


def test_the_icon_that_browsers_ask_for_is_there(client: Client) -> None:
    assert client.get("/favicon.ico").status_code == 301


def test_a_collection_shows_its_products_in_its_own_order_and_home_leads_there(
    client: Client, shop: Market
) -> None:
    first, second = (variant.product for variant in shop.variants[:2])
    CollectionFactory.create(
        slug="featured",
        names={"fr": "À la une", "ar": "مختاراتنا"},
        slugs={"ar": "مختارات"},
        documents={"fr": document_of("Le <meilleur>")},
        published_in=shop.channel,
        products=[second, first],
    )

    page = text_of(client.get("/fr/collections/featured/"))

    assert "Le &lt;meilleur&gt;" in page
    assert page.index(f"/fr/product/{second.slug}/") < page.index(f"/fr/product/{first.slug}/")
    assert "/fr/collections/featured/" in text_of(client.get("/fr/"))
    assert "مختاراتنا" in text_of(client.get("/ar/collections/مختارات/"))


@pytest.mark.django_db
def test_a_page_is_read_in_the_nearest_language_in_which_it_was_written(client: Client) -> None:
    PageFactory.create(
        slug="about",
        published=True,
        titles={"fr": "À propos", "ar": "من نحن"},
        documents={"fr": document_of("Un texte")},
    )

    page = text_of(client.get("/ar/pages/about/"))

    assert 'lang="fr" dir="ltr"' in page
    assert "Un texte" in page


def test_what_is_not_shown_is_not_there(client: Client, shop: Market) -> None:
    CollectionFactory.create(slug="hidden")
    PageFactory.create(slug="draft")

    assert client.get("/fr/collections/hidden/").status_code == 404
    assert client.get("/fr/pages/draft/").status_code == 404
    assert client.get("/fr/pages/nowhere/").status_code == 404
