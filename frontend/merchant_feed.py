"""
A catalogue for programs that compare shops: RSS 2.0 with Google's names, which Facebook, Bing and others read too.

What each name means: https://support.google.com/merchants/answer/7052112 (product data specification).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from catalog.selectors.categories import CategoryTree
from catalog.selectors.offers import Offer
from catalog.selectors.product_feed import FeedProduct
from catalog.units import Unit
from frontend.structured_data import absolute
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in

# What the specification allows at most
TITLE, DESCRIPTION, TYPE, PICTURES = 150, 5_000, 750, 10
# What XML 1.0 cannot hold: controls, halves of surrogates, and what is no character
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BASE: Final = {
    Unit.GRAM: "1 kg",
    Unit.KILOGRAM: "1 kg",
    Unit.MILLILITRE: "1 l",
    Unit.LITRE: "1 l",
    Unit.PIECE: "1 ct",
}


def feed_head(title: str, about: str, language: str) -> str:
    """Begin a feed."""
    link = f"{settings.PUBLIC_URL}{reverse('frontend:home')}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"{_tag('title', title)}{_tag('link', link)}{_tag('description', about)}{_tag('language', language)}\n"
    )


def feed_foot() -> str:
    """End a feed."""
    return "</channel></rss>\n"


def feed_items(product: FeedProduct, left: Mapping[int, int], tree: CategoryTree, language: str) -> str:
    """
    Describe the sizes of a product that have a price, each an item of its own.

    :param left: how many of each variant are in stock
    """
    priced = [offer for offer in product.offers if offer.price is not None]
    shared = list(_shared(product, tree, language))
    if len(priced) > 1:
        shared.append(("g:item_group_id", str(product.product_id)))
    return "".join(
        f"<item>{''.join(_tag(*pair) for pair in (*_of_offer(product, offer, left, language), *shared))}</item>\n"
        for offer in priced
    )


def _shared(product: FeedProduct, tree: CategoryTree, language: str) -> Iterator[tuple[str, str]]:
    path = " > ".join(shelf.name(language) for shelf in tree.path(product.category_id))
    name = text_in(product.names, language)
    yield "link", f"{settings.PUBLIC_URL}{reverse('frontend:product', args=[product.slug])}"
    yield "description", (text_in(product.descriptions, language) or name)[:DESCRIPTION]
    yield "g:brand", text_in(product.seller_names, language)[:70]
    # Of a market of several sellers each item says whose it is; a label groups what several of them make
    yield "g:external_seller_id", product.seller_slug[:50]
    if product.article_id is not None:
        yield "g:custom_label_0", f"article-{product.article_id}"
    yield "g:condition", "new"
    yield "g:product_type", path[:TYPE]
    for number, picture in enumerate(product.pictures[: PICTURES + 1]):
        yield "g:additional_image_link" if number else "g:image_link", absolute(picture.url_for(1024, "jpeg"))


def _of_offer(
    product: FeedProduct, offer: Offer, left: Mapping[int, int], language: str
) -> Iterator[tuple[str, str]]:
    size = text_in(offer.names, language) or f"{offer.net_quantity.normalize():f} {Unit(offer.unit).label}"
    gtin = product.gtins.get(offer.variant_id, "")
    yield "g:id", offer.sku
    yield "title", f"{text_in(product.names, language)} {size}"[:TITLE]
    yield "g:availability", _availability(offer, left.get(offer.variant_id, 0))
    if offer.preorder is not None:
        yield "g:availability_date", f"{offer.preorder.arrives_date.isoformat()}T00:00+01:00"
    yield "g:price", _amount(offer.full_price or offer.unit_price)
    if offer.full_price is not None and offer.full_price != offer.unit_price:
        yield "g:sale_price", _amount(offer.unit_price)
    yield ("g:gtin", gtin) if gtin else ("g:identifier_exists", "no")
    unit = "ct" if offer.unit == Unit.PIECE else offer.unit
    yield "g:unit_pricing_measure", f"{offer.net_quantity.normalize():f} {unit}"
    yield "g:unit_pricing_base_measure", _BASE[Unit(offer.unit)]
    yield "g:shipping_weight", f"{offer.weight_g} g"


def _availability(offer: Offer, in_stock: int) -> str:
    if not offer.is_buyable or offer.left(in_stock) <= 0:
        return "out_of_stock"
    return "in_stock" if offer.preorder is None else "preorder"


def _amount(price: Money) -> str:
    return f"{price.amount:f} {price.currency}"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(_UNWRITABLE.sub('', text))}</{name}>"
