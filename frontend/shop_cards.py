"""From what the catalogue returns to what the components show."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.selectors.categories import Family
from catalog.selectors.gallery import Picture as StoredPicture
from catalog.selectors.listed import ProductCard as ListedProduct
from catalog.selectors.offers import Offer
from catalog.states import CertificateScheme
from catalog.units import Unit
from frontend.cards import Chip, CooperativeCard, Picture, ProductCard
from frontend.wording import date_text, number_text
from marketplace.cooperatives.selectors import OrganisationCard
from marketplace.cooperatives.states import OrganisationKind
from marketplace.kernel.geography import provinces
from marketplace.kernel.places import HOME, country_name
from marketplace.kernel.texts import text_in

# Short enough for the corner of a picture; the product's page says them in full.
SCHEME_CHIPS: dict[str, Promise] = {
    CertificateScheme.IGP: gettext_lazy("Protected origin"),
    CertificateScheme.AOP: gettext_lazy("Protected origin"),
    CertificateScheme.AGRICULTURAL_LABEL: gettext_lazy("Agricultural label"),
    CertificateScheme.ORGANIC: gettext_lazy("Organic"),
    CertificateScheme.FAIR_TRADE: gettext_lazy("Fair trade"),
    CertificateScheme.HANDMADE_LABEL: gettext_lazy("Handmade"),
}


THOUSAND = 1000
LARGER = {Unit.GRAM: Unit.KILOGRAM, Unit.MILLILITRE: Unit.LITRE}


def size_name(offer: Offer, language: str) -> str:
    """Name a size: as its maker does, or by its content in the unit that reads best."""
    if name := text_in(offer.names, language):
        return name
    quantity, unit = offer.net_quantity, Unit(offer.unit)
    if unit in LARGER and quantity >= THOUSAND:
        quantity, unit = quantity / THOUSAND, LARGER[unit]
    content = f"{number_text(quantity.normalize(), language)} {unit.label}"
    # No two of them weigh the same
    return f"≈ {content}" if offer.weighed_g else content


def place_name(province: str, language: str) -> str:
    """Name a province by its code; an unknown code shows as nothing."""
    found = provinces().get(province)
    return found.name(language) if found else ""


def place_of(address: Mapping[str, Any], language: str) -> str:
    """Name where an address lies: a province of ours, or abroad its area and country."""
    country = address.get("country") or HOME
    if country == HOME:
        return place_name(str(address.get("province", "")), language)
    return ", ".join(part for part in (address.get("area"), country_name(country, language)) if part)


def picture_shown(picture: StoredPicture | None, *, alt: str = "", size: int = 512) -> Picture | None:
    """Return a picture with its copies in the order in which browsers should try them."""
    if picture is None:
        return None
    sources = [(f"image/{kind}", picture.srcset(kind)) for kind in ("avif", "webp")]
    return Picture(
        url=picture.url_for(size),
        width=picture.width,
        height=picture.height,
        alt=alt,
        sources=[(kind, srcset) for kind, srcset in sources if srcset],
    )


def _chip(schemes: Iterable[str]) -> Chip | None:
    texts = [str(SCHEME_CHIPS[scheme]) for scheme in schemes if scheme in SCHEME_CHIPS]
    return Chip(texts[0], "brand", "certificate") if texts else None


def _back(day: date | None, language: str) -> Chip | None:
    """Say when a cooperative that is closed sells again."""
    if day is None:
        return None
    return Chip(_("Back on %(day)s") % {"day": date_text(day, language)}, "warning", "pause")


def _opens(day: date | None, language: str) -> Chip | None:
    """Say when the next round of orders opens."""
    if day is None:
        return None
    return Chip(_("Opens again on %(day)s") % {"day": date_text(day, language)}, "warning", "clock")


def _ahead(day: date | None, language: str) -> Chip | None:
    """Say when what is sold before the harvest arrives."""
    if day is None:
        return None
    return Chip(_("Pre-order: %(day)s") % {"day": date_text(day, language)}, "info", "leaf")


def product_cards(
    products: Iterable[ListedProduct], families: Iterable[Family], language: str
) -> list[ProductCard]:
    """Return the cards of a list of products; `families` gives each its ground and pictogram."""
    keys = {family.product_type_id: family.key for family in families}
    cards = []
    for product in products:
        measure, unit = product.measure
        is_weighed = unit != Unit.PIECE
        cards.append(
            ProductCard(
                url=reverse("frontend:product", args=[product.slug]),
                title=product.name(language),
                seller=product.organisation_name(language),
                family=keys.get(product.product_type_id, ""),
                price=product.price_from,
                was=product.full_price_from if product.full_price_from > product.price_from else None,
                place=place_name(product.province, language),
                unit_price=measure if is_weighed else None,
                unit=str(unit.label) if is_weighed else "",
                picture=picture_shown(product.picture),
                chip=_back(product.back_date, language)
                or _opens(product.opens_date, language)
                or _ahead(product.preorder_date, language)
                or _chip(product.schemes),
                rating=product.rating,
                review_count=product.review_count,
                is_from=product.variant_count > 1,
                seller_count=product.seller_count,
            )
        )
    return cards


def kind_text(kind: str) -> str:
    """Name the legal form of a seller."""
    return str(OrganisationKind(kind).label)


def cooperative_cards(organisations: Iterable[OrganisationCard], language: str) -> list[CooperativeCard]:
    """Return the cards of a list of sellers."""
    return [
        CooperativeCard(
            url=reverse("frontend:cooperative", args=[each.slug]),
            name=each.name(language),
            place=place_name(each.province, language),
            seed=each.organisation_id,
            members=each.member_count or None,
            chips=[Chip(_("Women's cooperative"), "brand", "users")] if _only_women(each) else [],
        )
        for each in organisations
    ]


def _only_women(card: OrganisationCard) -> bool:
    return 0 < card.member_count == card.women_count
