"""What several cooperatives make, from the suggestion to each other's pages: test that ..."""

import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models.article import Article, ArticleMatch
from catalog.models.exposure import ExposureView
from catalog.models.offer import Listing
from catalog.models.product import Product
from catalog.services.article_answer import article_answer
from catalog.services.search_document import search_document_write
from logistics.models.stock import Stock
from marketplace.kernel.actor import Permission
from marketplace.kernel.search_text import sort_key
from tests.factories.catalog import CertificateFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views.people import (
    answers,
    browser_of,
    cashier,
    customer,
    hub_worker,
    president,
    queries_of,
    staff,
)
from tests.marketplace.graphql.api import data_of
from tests.once import fresh, once


def _market_with_payouts() -> Market:
    SettlementTermFactory.create()
    return market()


built = once(_market_with_payouts)
OFFERS = """
query ($slug: String) {
  product(slug: $slug, channel: "default-channel") {
    otherOffers { sku quantityAvailable product { name } pricing { price { gross { amount } } } }
  }
}
"""


def _same(shop: Market) -> list[Product]:
    """Let all three be called the same."""
    keys = [variant.product_id for variant in shop.variants]
    Product.objects.filter(pk__in=keys).update(names={"fr": "Miel de thym", "ar": "عسل الزعتر"})
    Listing.objects.filter(product__in=keys).update(name_key_fr=sort_key("Miel de thym"))
    search_document_write(product_ids=keys)
    return list(Product.objects.filter(pk__in=keys).select_related("organisation").order_by("pk"))


def _matched(desk: Client, products: list[Product]) -> Article:
    desk.post("/fr/operator/articles/suggestions/", {"products": [each.pk for each in products]})
    for match in ArticleMatch.objects.select_related("product__organisation"):
        seller = member_actor(match.product.organisation)
        article_answer(actor=seller, match_id=match.pk, agrees=True, now=NOON)
    return Article.objects.get()


def test_a_suggestion_is_asked_agreed_to_in_the_portal_and_taken_off_with_a_reason(
    built: Market, db: None
) -> None:
    first, second, third = _same(fresh(built))
    desk = staff(Permission.MANAGE_PRODUCTS)
    (group,) = desk.get("/fr/operator/articles/suggestions/").context["groups"]
    assert {row[0].product_id for row in group} == {first.pk, second.pk, third.pk}
    # Nothing ticked, or one alone: told, and nothing is asked
    for keys in ([], [first.pk], ["x", 10**30]):
        assert desk.post("/fr/operator/articles/suggestions/", {"products": keys}).status_code == 302
    assert not Article.objects.exists()
    desk.post("/fr/operator/articles/suggestions/", {"products": [first.pk, second.pk]})
    article = Article.objects.get()
    path = f"/fr/operator/articles/{article.pk}/"

    president = browser_of(member_actor(first.organisation))
    (waiting,) = [row for row in president.get("/fr/portal/").context["waiting"] if row.icon == "store"]
    assert (waiting.count, waiting.is_urgent) == (1, True)
    shared = f"/fr/portal/products/{first.pk}/shared/"
    assert f"{shared}agree/" in president.get(waiting.url).content.decode()
    president.post(f"{shared}agree/")
    assert f"{shared}leave/" in president.get(waiting.url).content.decode()
    assert president.post(f"{shared}x/").status_code == 404
    sales = browser_of(member_actor(second.organisation, "sales"))
    assert sales.post(shared.replace(str(first.pk), str(second.pk)) + "decline/").status_code == 302
    assert browser_of(member_actor(second.organisation)).post(f"{shared}leave/").status_code == 404

    page = desk.get(path)
    assert [row[0].state for row in page.context["live"]] == ["agreed"]
    assert [row[0].state for row in page.context["past"]] == ["declined"]
    assert {row[0].product_id for row in page.context["alike"]} == {second.pk, third.pk}
    desk.post(path, {"products": [third.pk]})
    match = ArticleMatch.objects.get(product=first)
    assert desk.post(path, {"match": match.pk, "reason": ""}).status_code == 422
    assert desk.post(path, {"match": 10**12, "reason": "x"}).status_code == 422
    assert desk.post(path, {"match": match.pk, "reason": "Autre miel"}).status_code == 302
    assert [row[0].product_id for row in desk.get(path).context["live"]] == [third.pk]
    assert "Autre miel" in desk.get(path).content.decode()
    president.post(f"{shared}leave/")
    assert ArticleMatch.objects.get(product=first).state == "ended"


def test_the_product_page_the_lists_and_the_api_show_who_else_makes_it(
    built: Market, client: Client, db: None
) -> None:
    shop = fresh(built)
    first, second, third = _same(shop)
    path, desk = f"/fr/product/{first.slug}/", staff(Permission.MANAGE_PRODUCTS)
    with CaptureQueriesContext(connection) as alone:
        assert client.get(path).context["others"] == []
    before = ExposureView.objects.count()
    _matched(desk, [first, second, third])
    CertificateFactory.create(organisation=third.organisation, product=third, scheme="igp")
    Stock.objects.filter(variant=shop.variants[1]).update(quantity=0, reserved=0)
    with CaptureQueriesContext(connection) as shared:
        page = client.get(path)

    assert len(shared) == len(alone) + 5
    assert (
        ExposureView.objects.filter(surface="article").count() == ExposureView.objects.count() - before == 1
    )
    # Who can sell now comes first
    others = page.context["others"]
    assert [each.organisation_id for each in others] == [third.organisation_id, second.organisation_id]
    assert [bool(each.rows[0].why_not) for each in others] == [False, True]
    data = json.loads(page.content.decode().split('ld+json">')[1].split("</script>")[0])["offers"]
    assert (data["@type"], data["offerCount"], data["lowPrice"], data["highPrice"]) == (
        "AggregateOffer", 3, "25.00", "150.00",
    )  # fmt: skip
    assert "de 3 coopératives" in client.get("/fr/search/?q=miel").content.decode()
    # One tap puts the offer of another into the basket
    sent = client.post(others[0].url, {"variant": others[0].rows[0].variant_id, "quantity": 1})
    assert sent["Location"] == "/fr/basket/"
    found = data_of(OFFERS, {"slug": first.slug})["product"]["otherOffers"]
    assert {each["sku"] for each in found} == {variant.sku for variant in shop.variants[1:]}
    assert data_of(OFFERS, {"slug": first.slug.upper()})["product"] is None
    feed = b"".join(client.get("/fr/feeds/default-channel.xml")).decode()
    assert feed.count(f"<g:custom_label_0>article-{Article.objects.get().pk}<") == 3
    # Once alone it costs nothing more
    ArticleMatch.objects.update(state="ended", ended_at=NOON)
    Product.objects.update(article=None)
    with CaptureQueriesContext(connection) as again:
        client.get(path)
    assert len(again) == len(alone)


def test_only_the_staff_for_products_match_and_their_pages_ask_the_same_whatever_there_is(
    built: Market, db: None
) -> None:
    products = _same(fresh(built))
    desk = staff(Permission.MANAGE_PRODUCTS)
    places = ("operator/articles/", "operator/articles/suggestions/")
    assert [queries_of(desk, f"/en/{place}") for place in places] == [4, 7]
    article = _matched(desk, products)
    one = f"operator/articles/{article.pk}/"
    assert [queries_of(desk, f"/en/{place}") for place in (*places, one)] == [4, 5, 8]
    outside = {"customer": customer(), "hub": hub_worker(), "cashier": cashier(), "seller": president()}
    for place in (*places, one):
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert Client().get(f"/en/{place}").status_code == 302
    assert (
        outside["seller"].post("/en/operator/articles/suggestions/", {"products": [1, 2]}).status_code == 403
    )
    assert desk.get("/en/operator/articles/4242/").status_code == 404
