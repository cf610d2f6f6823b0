"""What a variant costs today, how it is taxed, and whether it can be bought: the one source for baskets and orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.selectors.rows import facts, texts
from catalog.states import TaxCode
from catalog.units import Unit, measure_price, weighed_grams
from marketplace.channels.models import Channel
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import format_date
from marketplace.kernel.money import Money
from marketplace.kernel.prepared import among


class WhyNot(StrEnum):
    """Why an offer cannot be bought; the first that holds, in this order."""

    WITHDRAWN = "withdrawn"
    NOT_LISTED = "not_listed"
    NO_PRICE = "no_price"
    SELLER_INACTIVE = "seller_inactive"
    NOT_AUTHORISED = "not_authorised"
    NO_TAX = "no_tax"
    CLOSED = "closed"
    BETWEEN_ROUNDS = "between_rounds"


def why_not_text(reason: str, back_date: date | None = None) -> str:
    """
    Say to a customer why something cannot be bought; empty for a reason that is empty.

    :param back_date: when a cooperative that is closed, or takes orders in rounds, opens again
    """
    if reason == WhyNot.BETWEEN_ROUNDS and back_date is not None:
        day = format_date(back_date, get_language() or "fr")
        return _("This cooperative takes orders in rounds. The next one opens on %(day)s.") % {"day": day}
    if reason == WhyNot.CLOSED and back_date is not None:
        day = format_date(back_date, get_language() or "fr")
        return _("This cooperative is closed. Back on %(day)s.") % {"day": day}
    texts = {
        WhyNot.WITHDRAWN: _("This product has been withdrawn."),
        WhyNot.NOT_LISTED: _("This product is not on sale in this shop."),
        WhyNot.NO_PRICE: _("This product has no price at the moment."),
        WhyNot.SELLER_INACTIVE: _("This cooperative does not sell at the moment."),
        WhyNot.NOT_AUTHORISED: _("This cooperative's food authorisation is not valid at the moment."),
        WhyNot.NO_TAX: _("The tax of this product has not been settled yet."),
        WhyNot.CLOSED: _("This cooperative is closed for some days."),
        WhyNot.BETWEEN_ROUNDS: _("This cooperative takes orders in rounds; none is open now."),
    }
    return texts[WhyNot(reason)] if reason else ""


@dataclass(frozen=True, slots=True)
class PreorderTerms:
    """A variant is sold before it is there: until when, from which day on it is, and how many units."""

    until_date: date
    arrives_date: date
    most: int
    taken: int

    @property
    def left(self) -> int:
        """How many units may still be ordered."""
        return self.most - self.taken


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """Orders are taken in rounds: when this one closes, and from which day on what is ordered in it is ready."""

    closes_at: datetime
    ready_date: date


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant as it stands in one channel at one moment; texts are language code -> text."""

    variant_id: int
    product_id: int
    product_slug: str
    organisation_id: int
    product_type_id: int
    category_id: int
    sku: str
    names: Mapping[str, str]
    product_names: Mapping[str, str]
    price: Money | None
    # What it costs without the promotion that runs now; the same as `price` when none does
    full_price: Money | None
    # Which promotion makes it cheaper and who pays for it, as it stands at the price; None: none
    reduction: Mapping[str, Any] | None
    net_quantity: Decimal
    unit: str
    weight_g: int
    volume_cm3: int
    tax_code: str
    tax_rate: Decimal
    tax_mention: Mapping[str, str]
    is_buyable: bool
    why_not: str
    thumbnail_url: str
    # When its cooperative, which is closed today or between two rounds, opens again; what lies at the hub may be sold
    # while it is closed
    back_date: date | None = None
    # While it is sold before the harvest, every unit is: what lies at the hub is promised to those who ordered first
    preorder: PreorderTerms | None = None
    # Of goods that are sold by their weight: what one holds by its label, in grams; 0 of all others
    weighed_g: int = 0
    # While it is sold in rounds and one is open
    round: RoundTerms | None = None

    @property
    def expected_date(self) -> date | None:
        """From which day on what is ordered now is there, by the harvest or the round; None: neither decides."""
        if self.preorder is not None:
            return self.preorder.arrives_date
        return self.round.ready_date if self.round is not None else None

    def left(self, in_stock: int) -> int:
        """Return how many units may still be sold: of the stock, or while it is pre-ordered of what is to come."""
        return self.preorder.left if self.preorder else in_stock

    @property
    def unit_price(self) -> Money:
        """
        The price of one item, tax included.

        :raises InvalidInput: if it has none (then `is_buyable` is false)
        """
        if self.price is None:
            raise InvalidInput(why_not_text(WhyNot.NO_PRICE), field="variant")
        return self.price

    @property
    def measure(self) -> tuple[Money, Unit] | None:
        """The price per kilogram, litre or piece, and which of them; nothing without a price."""
        return measure_price(self.price, self.net_quantity, self.unit) if self.price else None


# Product first, then seller and family, then seller, then family; among equals the newest that has begun.
TAX_LATERAL = """
    LEFT JOIN LATERAL (
        SELECT a.code, a.article FROM catalog_taxassignment a
        WHERE a.from_date <= %(date)s AND (
            (a.product_id = p.id)
            OR (a.organisation_id = p.organisation_id AND a.product_id IS NULL
                AND (a.product_type_id IS NULL OR a.product_type_id = p.product_type_id))
            OR (a.product_type_id = p.product_type_id AND a.product_id IS NULL AND a.organisation_id IS NULL))
        ORDER BY (a.product_id IS NOT NULL)::int * 4 + (a.organisation_id IS NOT NULL)::int * 2
                 + (a.product_type_id IS NOT NULL)::int DESC, a.from_date DESC, a.id DESC
        LIMIT 1
    ) assigned ON true
    LEFT JOIN LATERAL (
        SELECT t.rate, t.mentions FROM catalog_taxtreatment t
        WHERE t.code = COALESCE(assigned.code, kind.default_tax_code) AND t.from_date <= %(date)s
        ORDER BY t.from_date DESC LIMIT 1
    ) treated ON true
"""

AUTHORISED = """
    (NOT kind.is_food OR EXISTS (
        SELECT 1 FROM cooperatives_identifier i
        WHERE i.organisation_id = p.organisation_id AND i.kind = 'onssa' AND i.state = 'accepted'
          AND (i.expires_date IS NULL OR i.expires_date >= %(date)s)))
"""

# What the seller has said of today: closed until when, and whether what lies at the hub is sold meanwhile
CLOSED_LATERAL = """
    LEFT JOIN LATERAL (
        SELECT c.until_date, c.sells_on FROM cooperatives_closure c
        WHERE c.organisation_id = p.organisation_id AND c.withdrawn_at IS NULL
          AND c.from_date <= %(date)s AND c.until_date >= %(date)s
        LIMIT 1
    ) closed ON true
"""

PREORDER_LATERAL = """
    LEFT JOIN catalog_preorder pre ON pre.variant_id = v.id AND pre.ended_at IS NULL AND pre.until_date >= %(date)s
"""

# The rule of the product goes before that of all goods
CYCLE_LATERAL = """
    LEFT JOIN LATERAL (
        SELECT c.opens_at, c.closes_at, c.ready_date FROM catalog_ordercycle c
        WHERE c.organisation_id = p.organisation_id AND c.ended_at IS NULL
          AND (c.product_id = p.id OR c.product_id IS NULL)
        ORDER BY c.product_id NULLS LAST LIMIT 1
    ) cycle ON true
"""

_OFFERS = f"""
    SELECT v.id, p.id, p.slug, p.organisation_id, p.product_type_id, v.sku, v.names, p.names,
           COALESCE(pr.reduced_minor, pr.amount_minor), pr.amount_minor, pr.reduction, pr.currency, p.category_id,
           v.net_quantity, v.unit, v.weight_g, v.volume_cm3,
           COALESCE(assigned.code, kind.default_tax_code), COALESCE(assigned.article, ''),
           treated.rate, treated.mentions, picture.file,
           CASE WHEN p.state <> 'published' OR NOT v.is_active THEN 'withdrawn'
                WHEN l.id IS NULL OR NOT l.is_published THEN 'not_listed'
                WHEN pr.id IS NULL THEN 'no_price'
                WHEN o.state <> 'active' OR NOT o.is_seller THEN 'seller_inactive'
                WHEN NOT {AUTHORISED} THEN 'not_authorised'
                WHEN treated.rate IS NULL THEN 'no_tax'
                WHEN NOT closed.sells_on THEN 'closed'
                WHEN cycle.opens_at > %(now)s OR cycle.closes_at <= %(now)s THEN 'between_rounds'
                ELSE '' END,
           closed.until_date, pre.until_date, pre.arrives_date, pre.most, pre.taken, v.is_weighed,
           cycle.opens_at, cycle.closes_at, cycle.ready_date
    FROM catalog_variant v
    JOIN catalog_product p ON p.id = v.product_id
    JOIN catalog_producttype kind ON kind.id = p.product_type_id
    JOIN cooperatives_organisation o ON o.id = p.organisation_id
    LEFT JOIN catalog_listing l ON l.product_id = p.id AND l.channel_id = %(channel)s
    LEFT JOIN catalog_price pr ON pr.variant_id = v.id AND pr.channel_id = %(channel)s
    {TAX_LATERAL}
    {CLOSED_LATERAL}
    {PREORDER_LATERAL}
    {CYCLE_LATERAL}
    LEFT JOIN LATERAL (
        SELECT COALESCE(NULLIF(th.file, ''), m.image) AS file
        FROM catalog_media m
        LEFT JOIN catalog_thumbnail th
               ON th.media_id = m.id AND th.size = 256 AND th.format = 'webp' AND th.state = 'done'
        WHERE m.product_id = p.id ORDER BY m.position, m.id LIMIT 1
    ) picture ON true
    WHERE {{which}}
    ORDER BY v.position, v.id
"""
_BY_VARIANT = _OFFERS.format(which="v.id = ANY(%(ids)s)")
_BY_PRODUCT = _OFFERS.format(which="v.product_id = ANY(%(ids)s) AND v.is_active")


def offers(variant_ids: Sequence[int], channel: Channel, at: datetime) -> dict[int, Offer]:
    """
    Return the offer of each variant that exists, by variant id, in one statement.

    Prices and states are read as they are now; taxes and authorisations as of the day of `at` in Morocco.
    """
    return {offer.variant_id: offer for offer in _read(_BY_VARIANT, variant_ids, channel, at)}


def offers_of_products(product_ids: Sequence[int], channel: Channel, at: datetime) -> dict[int, list[Offer]]:
    """Return the offers of the active variants of each product, in their order, in one statement."""
    shelves: dict[int, list[Offer]] = {product_id: [] for product_id in product_ids}
    for offer in _read(_BY_PRODUCT, product_ids, channel, at):
        shelves[offer.product_id].append(offer)
    return shelves


def mention_of(mentions: Mapping[str, str], article: str) -> dict[str, str]:
    """Return what an invoice must say of a tax: the mention, with the article that grants it."""
    return {language: f"{text} ({article})" if article else text for language, text in mentions.items()}


def _read(sql: str, ids: Sequence[int], channel: Channel, at: datetime) -> list[Offer]:
    if not ids:
        return []
    statement, keys = among(sql, ids)
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"ids": keys, "channel": channel.pk, "date": timezone.localdate(at), "now": at}
        )
        return [_as_taxed_in(channel, _offer(row, at)) for row in cursor.fetchall()]


def _as_taxed_in(channel: Channel, offer: Offer) -> Offer:
    """Return the offer as it is taxed in a channel: outside VAT in one that charges no taxes."""
    if channel.charges_taxes:
        return offer
    return replace(offer, tax_code=TaxCode.OUT_OF_SCOPE.value, tax_rate=Decimal(0), tax_mention={})


def _back_date(until: date | None, opens_at: datetime | None, at: datetime) -> date | None:
    if until is not None:
        return until + timedelta(days=1)
    return timezone.localdate(opens_at) if opens_at is not None and opens_at > at else None


def _offer(row: tuple[Any, ...], at: datetime) -> Offer:
    (variant, product, slug, organisation, kind, sku, names, product_names) = row[:8]
    (minor, full_minor, reduction, currency, category) = row[8:13]
    (net_quantity, unit, weight, volume, code, article, rate, mentions, file, why_not, until) = row[13:24]
    (order_until, arrives, most, taken, is_weighed, opens_at, closes_at, ready_date) = row[24:]
    return Offer(
        variant_id=variant,
        product_id=product,
        product_slug=slug,
        organisation_id=organisation,
        product_type_id=kind,
        category_id=category,
        sku=sku,
        names=texts(names),
        product_names=texts(product_names),
        price=Money(minor, currency) if minor is not None else None,
        full_price=Money(full_minor, currency) if full_minor is not None else None,
        reduction=facts(reduction) if reduction is not None else None,
        net_quantity=net_quantity,
        unit=unit,
        weight_g=weight,
        volume_cm3=volume,
        tax_code=code,
        tax_rate=rate if rate is not None else Decimal(0),
        tax_mention=mention_of(texts(mentions), article),
        is_buyable=not why_not,
        why_not=why_not,
        thumbnail_url=default_storage.url(file) if file else "",
        back_date=_back_date(until, opens_at, at),
        preorder=PreorderTerms(order_until, arrives, most, taken) if order_until else None,
        weighed_g=weighed_grams(net_quantity, unit, is_weighed=is_weighed),
        round=RoundTerms(closes_at, ready_date) if closes_at and opens_at <= at < closes_at else None,
    )
