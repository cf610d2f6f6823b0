"""A basket as pages and the API show it: today's prices, what stands in the way, and what it all costs."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum

from catalog.selectors.offers import Offer, offers
from logistics.selectors.delivery import DeliveryOption, rate_tables
from logistics.selectors.stock import available
from logistics.selectors.zone_options import Sending, zone_options
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.geography import region_of
from marketplace.kernel.money import Money, total_of
from orders.models.checkout import Checkout, CheckoutLine
from orders.states import PaymentMethod


class ProblemKind(StrEnum):
    """What can be wrong with a line of a basket."""

    GONE = "gone"
    OUT_OF_STOCK = "out_of_stock"
    LESS_LEFT = "less_left"
    PRICE_CHANGED = "price_changed"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the customer must know before placing the order."""

    kind: ProblemKind
    line_id: uuid.UUID
    left: int = 0
    before: Money | None = None
    after: Money | None = None


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line at today's price; `offer` is None when the product has been withdrawn."""

    id: uuid.UUID
    variant_id: int
    quantity: int
    seen_price: Money
    offer: Offer | None
    left: int
    problems: tuple[Problem, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit_price(self) -> Money:
        """Today's price, or the one last seen for a product that is gone or has no price any more."""
        return self.offer.price if self.offer and self.offer.price else self.seen_price

    @property
    def total(self) -> Money:
        """Price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class BasketGroup:
    """The lines of one cooperative."""

    organisation_id: int
    organisation_names: Mapping[str, str]
    organisation_slug: str
    lines: tuple[BasketLine, ...]

    @property
    def total(self) -> Money:
        """What this cooperative's goods cost."""
        return total_of([line.total for line in self.lines])


@dataclass(frozen=True, slots=True)
class Basket:
    """All that a page needs, fetched in a fixed number of statements."""

    checkout: Checkout
    groups: tuple[BasketGroup, ...]
    currency: str
    options: tuple[DeliveryOption, ...]
    option: DeliveryOption | None

    @property
    def region(self) -> str:
        """The code of the region where the parcel goes; empty while nobody said where."""
        return _region(self.checkout)

    @property
    def lines(self) -> list[BasketLine]:
        """All lines, cooperative by cooperative."""
        return [line for group in self.groups for line in group.lines]

    @property
    def problems(self) -> list[Problem]:
        """All that stands in the way."""
        return [problem for line in self.lines for problem in line.problems]

    @property
    def quantity(self) -> int:
        """How many pieces it holds."""
        return sum(line.quantity for line in self.lines)

    @property
    def items(self) -> Money:
        """What the goods cost."""
        return total_of([group.total for group in self.groups], self.currency)

    @property
    def delivery(self) -> Money:
        """What the chosen delivery costs; nothing before one is chosen."""
        return self.option.price if self.option else Money.zero(self.currency)

    @property
    def cash_fee(self) -> Money:
        """What paying at the door costs, when that was chosen."""
        if self.checkout.payment_method != PaymentMethod.CASH:
            return Money.zero(self.currency)
        return Money(self.checkout.channel.cash_fee_minor, self.currency)

    @property
    def total(self) -> Money:
        """All that the customer pays."""
        return self.items + self.delivery + self.cash_fee

    @property
    def may_pay_cash(self) -> bool:
        """Whether the sum may be paid at the door (the channel's cap), and the carrier takes cash."""
        if self.option is not None and not self.option.takes_cash:
            return False
        with_fee = self.items + self.delivery + Money(self.checkout.channel.cash_fee_minor, self.currency)
        return with_fee <= Money(self.checkout.channel.cash_cap_minor, self.currency)


def _problems(line: CheckoutLine, offer: Offer | None, left: int, currency: str) -> tuple[Problem, ...]:
    if offer is None or not offer.is_buyable:
        return (Problem(ProblemKind.GONE, line.pk),)
    found = []
    if left == 0:
        found.append(Problem(ProblemKind.OUT_OF_STOCK, line.pk))
    elif left < line.quantity:
        found.append(Problem(ProblemKind.LESS_LEFT, line.pk, left=left))
    if offer.unit_price.minor != line.seen_price_minor:
        before = Money(line.seen_price_minor, currency)
        found.append(Problem(ProblemKind.PRICE_CHANGED, line.pk, before=before, after=offer.unit_price))
    return tuple(found)


def _region(checkout: Checkout) -> str:
    province_code = checkout.address.get("province")
    return region_of(province_code).code if province_code else ""


def _offers(
    checkouts: Sequence[Checkout], rows: Mapping[uuid.UUID, Sequence[CheckoutLine]], now: datetime
) -> dict[tuple[int, int], Offer]:
    """Return today's offers by channel and variant, in one statement for each channel."""
    wanted: dict[int, set[int]] = {}
    for checkout in checkouts:
        wanted.setdefault(checkout.channel_id, set()).update(row.variant_id for row in rows[checkout.pk])
    channels = {checkout.channel_id: checkout.channel for checkout in checkouts}
    return {
        (key, variant_id): offer
        for key, variant_ids in wanted.items()
        if variant_ids
        for variant_id, offer in offers(sorted(variant_ids), channels[key], at=now).items()
    }


def _lines(
    checkout: Checkout,
    rows: Sequence[CheckoutLine],
    found: Mapping[tuple[int, int], Offer],
    free: Mapping[int, int],
    now: datetime,
) -> list[BasketLine]:
    holds = checkout.reserved_until is not None and checkout.reserved_until > now
    currency = checkout.channel.currency
    lines = []
    for row in rows:
        offer = found.get((checkout.channel_id, row.variant_id))
        left = max(free.get(row.variant_id, 0), 0) + (row.quantity if holds else 0)
        problems = _problems(row, offer, left, currency)
        seen = Money(row.seen_price_minor, currency)
        lines.append(
            BasketLine(row.pk, row.variant_id, row.quantity, seen, offer, left, problems, row.metadata)
        )
    return lines


def _groups(lines: Sequence[BasketLine], owners: Mapping[int, Organisation]) -> tuple[BasketGroup, ...]:
    by_owner: dict[int, list[BasketLine]] = {}
    for line in lines:
        by_owner.setdefault(line.offer.organisation_id if line.offer else 0, []).append(line)
    groups = []
    for key, own in by_owner.items():
        owner = owners.get(key)
        groups.append(BasketGroup(key, owner.names if owner else {}, owner.slug if owner else "", tuple(own)))
    return tuple(groups)


def baskets_of(checkouts: Sequence[Checkout], *, now: datetime) -> list[Basket]:
    """
    Price baskets and find what stands in their way, in at most six statements and one for each channel.

    The goods that a checkout has itself reserved count as left for it.
    """
    rows: dict[uuid.UUID, list[CheckoutLine]] = {checkout.pk: [] for checkout in checkouts}
    for row in CheckoutLine.objects.filter(checkout__in=list(rows)).order_by("position", "id"):
        rows[row.checkout_id].append(row)
    found = _offers(checkouts, rows, now)
    wanted = {row.variant_id for own in rows.values() for row in own}
    free = available(wanted) if wanted else {}
    sellers = sorted({offer.organisation_id for offer in found.values()})
    owners = Organisation.objects.only("id", "names", "slug").in_bulk(sellers) if sellers else {}
    lines = {each.pk: _lines(each, rows[each.pk], found, free, now) for each in checkouts}
    options = _options(checkouts, lines)
    baskets = []
    for checkout in checkouts:
        offered = options.get(checkout.pk, ())
        chosen = next((each for each in offered if each.method_id == checkout.delivery_method_id), None)
        currency = checkout.channel.currency
        baskets.append(Basket(checkout, _groups(lines[checkout.pk], owners), currency, offered, chosen))
    return baskets


def _options(
    checkouts: Sequence[Checkout], lines: Mapping[uuid.UUID, Sequence[BasketLine]]
) -> dict[uuid.UUID, tuple[DeliveryOption, ...]]:
    """Return the ways in which each basket can travel: by carriers' tables, then by its channel's zones."""
    sent = [each for each in checkouts if lines[each.pk] and _region(each)]
    sendings = [_sending(each, lines[each.pk]) for each in sent]
    tables = rate_tables({_region(each) for each in sent})
    return {
        checkout.pk: (*tables.options(region=_region(checkout), weight_g=sending.weight_g), *by_zone)
        for checkout, sending, by_zone in zip(sent, sendings, zone_options(sendings), strict=True)
    }


def _sending(checkout: Checkout, lines: Sequence[BasketLine]) -> Sending:
    bought = [(line.offer, line.quantity) for line in lines if line.offer]
    return Sending(
        channel_id=checkout.channel_id,
        country=checkout.address.get("country") or checkout.channel.country,
        postcode=checkout.address.get("postcode", ""),
        goods_minor=sum(offer.price.minor * quantity for offer, quantity in bought if offer.price),
        weight_g=sum(offer.weight_g * quantity for offer, quantity in bought),
        product_ids=[offer.product_id for offer, _quantity in bought],
    )


def basket_of(checkout: Checkout, *, now: datetime) -> Basket:
    """
    Price a basket and find what stands in its way, in at most six statements whatever its size.

    The goods that this checkout has itself reserved count as left for it.
    """
    return baskets_of([checkout], now=now)[0]


def pieces_in(checkout_id: uuid.UUID) -> int:
    """Count the pieces of a basket, in one statement."""
    total = CheckoutLine.objects.filter(checkout_id=checkout_id).aggregate(total=Sum("quantity"))["total"]
    return int(total or 0)


def checkout_by_id(checkout_id: uuid.UUID) -> Checkout | None:
    """Return a customer's basket with its channel, or nothing."""
    return Checkout.objects.select_related("channel").filter(pk=checkout_id, draft=None).first()
