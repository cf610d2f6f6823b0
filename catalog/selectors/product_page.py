"""Everything that the page of one product shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.certificate import Certificate
from catalog.models.product import Product
from catalog.selectors.categories import Family
from catalog.selectors.gallery import Picture, galleries_of
from catalog.selectors.offers import Offer, offers_of_products
from catalog.states import CertificateState
from marketplace.channels.models import Channel
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """A sign of quality that may be shown today."""

    scheme: str
    number: str
    issuer: str
    expires_date: date


@dataclass(frozen=True, slots=True)
class Seller:
    """Who makes it; texts are language code -> text."""

    organisation_id: int
    slug: str
    kind: str
    names: Mapping[str, str]
    stories: Mapping[str, str]
    region: str
    province: str
    member_count: int
    women_count: int
    picture_url: str

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """A product that can be seen; plain texts are in the language asked for, mappings are by language."""

    product_id: int
    slug: str
    name: str
    description: str
    ingredients: str
    storage: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    allergens: tuple[str, ...]
    category_id: int
    family: Family
    seller: Seller
    region: str
    province: str
    commune: str
    season_months: tuple[int, ...]
    published_at: datetime
    updated_at: datetime
    offers: tuple[Offer, ...]
    pictures: tuple[Picture, ...]
    certificates: tuple[CertificateCard, ...]


def product_page(*, slug: str, channel: Channel, language: str, at: datetime) -> ProductDetail:
    """
    Return what everybody may see of a product, in five statements.

    :raises NotFound: if it does not exist or cannot be seen in this channel
    """
    if "\x00" in slug:
        raise _missing()
    product = (
        Product.objects.select_related("organisation", "product_type")
        .filter(slug=slug, listings__channel=channel, listings__is_visible=True)
        .defer("search_document")
        .first()
    )
    if product is None:
        raise _missing()
    published_at = product.listings.values_list("published_at", flat=True).get(channel=channel)
    return ProductDetail(
        product_id=product.pk,
        slug=product.slug,
        name=product.name(language),
        description=text_in(product.descriptions, language),
        ingredients=text_in(product.ingredients, language),
        storage=text_in(product.storage, language),
        names=product.names,
        descriptions=product.descriptions,
        allergens=tuple(product.allergens),
        category_id=product.category_id,
        family=_family(product),
        seller=_seller(product),
        region=product.region,
        province=product.province,
        commune=product.commune,
        season_months=tuple(product.season_months),
        published_at=published_at or product.created_at,
        updated_at=product.updated_at,
        offers=tuple(offers_of_products([product.pk], channel, at)[product.pk]),
        pictures=tuple(galleries_of([product.pk]).get(product.pk, ())),
        certificates=tuple(_certificates(product, timezone.localdate(at))),
    )


def _missing() -> NotFound:
    return NotFound(_("There is no such product."), field="slug")


def _certificates(product: Product, on: date) -> list[CertificateCard]:
    rows = Certificate.objects.filter(
        Q(product=product) | Q(product__isnull=True),
        organisation_id=product.organisation_id,
        state=CertificateState.ACCEPTED,
        issued_date__lte=on,
        expires_date__gte=on,
    ).order_by("scheme", "pk")
    return [CertificateCard(row.scheme, row.number, row.issuer, row.expires_date) for row in rows]


def _family(product: Product) -> Family:
    kind = product.product_type
    return Family(kind.pk, kind.key, kind.names, kind.pictogram, kind.is_food)


def _seller(product: Product) -> Seller:
    maker = product.organisation
    return Seller(
        organisation_id=maker.pk,
        slug=maker.slug,
        kind=maker.kind,
        names=maker.names,
        stories=maker.stories,
        region=maker.region,
        province=maker.province,
        member_count=maker.member_count,
        women_count=maker.women_count,
        picture_url=maker.picture.url if maker.picture else "",
    )
