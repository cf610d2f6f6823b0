"""What search engines read beside the page: products as schema.org says, in a block that no browser runs."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.selectors.offers import Offer
from catalog.selectors.other_offers import OtherOffers
from catalog.selectors.product_page import ProductDetail
from frontend.cards import Picture

# Inside <script> these could end the block or open a comment.
_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def absolute(url: str) -> str:
    """Return an address of ours with its scheme and host."""
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url


def json_ld(value: Mapping[str, object]) -> SafeString:
    """Write a value for a `<script type="application/ld+json">`, whatever texts are in it."""
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(_ESCAPES))


def product_data(
    product: ProductDetail,
    others: Sequence[OtherOffers] = (),
    *,
    url: str,
    language: str,
    pictures: Sequence[Picture],
    left: Mapping[int, int],
) -> SafeString:
    """
    Describe a product with its offers (https://schema.org/Product), those of other sellers of the article among them.

    :param left: what each variant has in stock
    """
    offers = [_offer(offer, url, left.get(offer.variant_id, 0)) for offer in product.offers if offer.price]
    if others:
        own = [{**offer, "seller": _seller(product.seller.name(language))} for offer in offers]
        offers = [*own, *_offers_of_others(others, left, language)]
    return json_ld(
        {
            **_judged(product),
            "@context": "https://schema.org",
            "@type": "Product",
            "name": product.name,
            "description": product.description,
            "image": [absolute(picture.url) for picture in pictures],
            "brand": _seller(product.seller.name(language)),
            "inLanguage": language,
            "offers": _aggregated(offers) if others else offers,
        }
    )


def _seller(name: str) -> dict[str, object]:
    return {"@type": "Organization", "name": name}


def _offers_of_others(
    others: Sequence[OtherOffers], left: Mapping[int, int], language: str
) -> list[dict[str, object]]:
    return [
        {
            **_offer(
                offer, reverse("frontend:product", args=[each.card.slug]), left.get(offer.variant_id, 0)
            ),
            "seller": _seller(each.card.organisation_name(language)),
        }
        for each in others
        for offer in each.offers
        if offer.price
    ]


def _aggregated(offers: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Sum up what several sellers offer (https://schema.org/AggregateOffer)."""
    prices = sorted((str(offer["price"]) for offer in offers), key=Decimal)
    return {
        "@type": "AggregateOffer",
        "lowPrice": prices[0],
        "highPrice": prices[-1],
        "priceCurrency": offers[0]["priceCurrency"],
        "offerCount": len(offers),
        "offers": list(offers),
    }


def _judged(product: ProductDetail) -> dict[str, object]:
    """Say how buyers judge it; search engines refuse a rating that nobody gave."""
    if product.rating is None or not product.review_count:
        return {}
    rating = {
        "@type": "AggregateRating",
        "ratingValue": product.rating,
        "reviewCount": product.review_count,
        "bestRating": 5,
        "worstRating": 1,
    }
    return {"aggregateRating": rating}


def _offer(offer: Offer, url: str, left: int) -> dict[str, object]:
    there = "InStock" if offer.preorder is None else "PreOrder"
    in_stock = offer.is_buyable and offer.left(left) > 0
    return {
        "@type": "Offer",
        "sku": offer.sku,
        "price": f"{offer.unit_price.amount:f}",
        "priceCurrency": offer.unit_price.currency,
        "availability": f"https://schema.org/{there if in_stock else 'OutOfStock'}",
        "url": absolute(url),
    }
