"""What a product's page shows of those who sell the same article: each seller with its sizes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.selectors.offers import Offer, why_not_text
from catalog.selectors.other_offers import OtherOffers
from catalog.units import Unit
from frontend.cards import Chip
from frontend.shop_cards import SCHEME_CHIPS, place_name, size_name
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One size of another seller: what it costs, and why it cannot be bought now."""

    variant_id: int
    size: str
    price: Money
    # The reference price while a promotion runs
    was: Money | None
    measure: Money | None
    unit: str
    why_not: str


@dataclass(frozen=True, slots=True)
class SellerOffers:
    """Another seller of the same article; `url` is its product's page, which also takes it into the basket."""

    organisation_id: int
    seller: str
    seller_url: str
    url: str
    name: str
    place: str
    chips: tuple[Chip, ...]
    rating: float | None
    review_count: int
    rows: tuple[OfferRow, ...]

    @property
    def is_open(self) -> bool:
        """Whether any size can be bought now."""
        return any(not row.why_not for row in self.rows)


def seller_offers(
    others: Sequence[OtherOffers], left: Mapping[int, int], language: str
) -> list[SellerOffers]:
    """
    Return those who sell the same, who can sell now before who cannot; else they stay in their turn.

    :param left: how many of each variant are in stock
    """
    shown = [
        SellerOffers(
            organisation_id=each.card.organisation_id,
            seller=each.card.organisation_name(language),
            seller_url=reverse("frontend:cooperative", args=[each.card.organisation_slug]),
            url=reverse("frontend:product", args=[each.card.slug]),
            name=each.card.name(language),
            place=place_name(each.card.province, language),
            chips=tuple(
                Chip(str(SCHEME_CHIPS[scheme]), "brand", "certificate")
                for scheme in each.card.schemes
                if scheme in SCHEME_CHIPS
            ),
            rating=each.card.rating,
            review_count=each.card.review_count,
            rows=tuple(
                _row(offer, left.get(offer.variant_id, 0), language) for offer in each.offers if offer.price
            ),
        )
        for each in others
    ]
    return sorted(shown, key=lambda each: not each.is_open)


def _row(offer: Offer, in_stock: int, language: str) -> OfferRow:
    measure, unit = offer.measure or (None, None)
    sold_out = "" if offer.left(in_stock) > 0 else _("Sold out for now.")
    return OfferRow(
        variant_id=offer.variant_id,
        size=size_name(offer, language),
        price=offer.unit_price,
        was=offer.full_price if offer.reduction is not None else None,
        measure=measure if unit != Unit.PIECE else None,
        unit=str(unit.label) if unit else "",
        why_not=why_not_text(offer.why_not, offer.back_date) or sold_out,
    )
