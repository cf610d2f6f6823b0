"""Everything that the page of one product shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.categories import Family
from catalog.selectors.gallery import Picture, galleries_of
from catalog.selectors.offers import Offer, offers_of_products
from catalog.selectors.rows import texts
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
    # The mean of the stars its buyers gave, and how many did
    rating: float | None
    review_count: int
    # Whether an alliance sells it in common: its goods are of several cooperatives
    is_pooled: bool
    # Whether others make it too: then `selectors/other_offers` tells who
    is_shared: bool
    offers: tuple[Offer, ...]
    pictures: tuple[Picture, ...]
    certificates: tuple[CertificateCard, ...]


_PAGE = """
    SELECT p.id, p.slug, p.names, p.descriptions, p.ingredients, p.storage, p.allergens, p.category_id, p.region,
           p.province, p.commune, p.season_months, l.published_at, p.updated_at,
           kind.id, kind.key, kind.names, kind.pictogram, kind.is_food,
           o.id, o.slug, o.kind, o.names, o.stories, o.region, o.province, o.member_count, o.women_count, o.picture,
           (SELECT COALESCE(jsonb_agg(jsonb_build_array(c.scheme, c.number, c.issuer, c.expires_date)
                                      ORDER BY c.scheme, c.id), '[]')
            FROM catalog_certificate c
            WHERE c.organisation_id = p.organisation_id AND (c.product_id IS NULL OR c.product_id = p.id)
              AND c.state = 'accepted' AND c.issued_date <= %(today)s AND c.expires_date >= %(today)s),
           p.rating, p.review_count,
           EXISTS (SELECT 1 FROM catalog_pooledlisting pool WHERE pool.product_id = p.id),
           p.article_id IS NOT NULL
    FROM catalog_product p
    JOIN catalog_listing l ON l.product_id = p.id AND l.channel_id = %(channel)s AND l.is_visible
    JOIN catalog_producttype kind ON kind.id = p.product_type_id
    JOIN cooperatives_organisation o ON o.id = p.organisation_id
    WHERE p.slug = %(slug)s
"""


def product_page(*, slug: str, channel: Channel, language: str, at: datetime) -> ProductDetail:
    """
    Return what everybody may see of a product, in three statements.

    :raises NotFound: if it does not exist or cannot be seen in this channel
    """
    values: dict[str, Any] = {"slug": slug, "channel": channel.pk, "today": timezone.localdate(at)}
    row = None
    if "\x00" not in slug:
        with connection.cursor() as cursor:
            cursor.execute(_PAGE, values)
            row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such product."), field="slug")
    return _detail(row, language, channel, at)


def _detail(row: tuple[Any, ...], language: str, channel: Channel, at: datetime) -> ProductDetail:
    (
        product_id,
        slug,
        *raw_texts,
        allergens,
        category_id,
        region,
        province,
        commune,
        months,
        since,
    ) = row[:13]
    names, descriptions, ingredients, storage = (texts(raw) for raw in raw_texts)
    return ProductDetail(
        product_id=product_id,
        slug=slug,
        name=text_in(names, language),
        description=text_in(descriptions, language),
        ingredients=text_in(ingredients, language),
        storage=text_in(storage, language),
        names=names,
        descriptions=descriptions,
        allergens=tuple(allergens),
        category_id=category_id,
        family=Family(row[14], row[15], texts(row[16]), row[17], row[18]),
        seller=_seller(row[19:29]),
        region=region,
        province=province,
        commune=commune,
        season_months=tuple(months),
        published_at=since,
        updated_at=row[13],
        **dict(zip(("rating", "review_count", "is_pooled", "is_shared"), row[30:34], strict=True)),
        offers=tuple(offers_of_products([product_id], channel, at)[product_id]),
        pictures=tuple(galleries_of([product_id]).get(product_id, ())),
        certificates=_certificates(row[29]),
    )


def _certificates(raw: str) -> tuple[CertificateCard, ...]:
    return tuple(
        CertificateCard(scheme, number, issuer, date.fromisoformat(expires))
        for scheme, number, issuer, expires in orjson.loads(raw)
    )


def _seller(row: tuple[Any, ...]) -> Seller:
    maker_id, slug, kind, names, stories, region, province, member_count, women_count, picture = row
    return Seller(
        organisation_id=maker_id,
        slug=slug,
        kind=kind,
        names=texts(names),
        stories=texts(stories),
        region=region,
        province=province,
        member_count=member_count,
        women_count=women_count,
        picture_url=default_storage.url(picture) if picture else "",
    )
