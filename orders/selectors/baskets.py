"""A basket as pages and the API show it: today's prices, what stands in the way, and what it all costs."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum

from catalog.selectors.offers import Offer, offers
from logistics.selectors.delivery import DeliveryOption, delivery_options
from logistics.selectors.stock import available
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


def _lines(checkout: Checkout, rows: Sequence[CheckoutLine], now: datetime) -> list[BasketLine]:
    variant_ids = [row.variant_id for row in rows]
    found = offers(variant_ids, checkout.channel, at=now) if rows else {}
    free = available(variant_ids) if rows else {}
    holds = checkout.reserved_until is not None and checkout.reserved_until > now
    currency = checkout.channel.currency
    lines = []
    for row in rows:
        offer = found.get(row.variant_id)
        left = max(free.get(row.variant_id, 0), 0) + (row.quantity if holds else 0)
        problems = _problems(row, offer, left, currency)
        seen = Money(row.seen_price_minor, currency)
        lines.append(BasketLine(row.pk, row.variant_id, row.quantity, seen, offer, left, problems))
    return lines


def _groups(lines: Sequence[BasketLine]) -> tuple[BasketGroup, ...]:
    by_owner: dict[int, list[BasketLine]] = {}
    for line in lines:
        by_owner.setdefault(line.offer.organisation_id if line.offer else 0, []).append(line)
    owners = Organisation.objects.only("id", "names", "slug").in_bulk([key for key in by_owner if key])
    groups = []
    for key, own in by_owner.items():
        owner = owners.get(key)
        groups.append(BasketGroup(key, owner.names if owner else {}, owner.slug if owner else "", tuple(own)))
    return tuple(groups)


def basket_of(checkout: Checkout, *, now: datetime) -> Basket:
    """
    Price a basket and find what stands in its way, in at most six statements whatever its size.

    The goods that this checkout has itself reserved count as left for it.
    """
    rows = list(checkout.lines.order_by("position", "id"))
    lines = _lines(checkout, rows, now)
    options: tuple[DeliveryOption, ...] = ()
    province_code = checkout.address.get("province")
    if province_code and lines:
        weight = sum(line.offer.weight_g * line.quantity for line in lines if line.offer)
        options = tuple(delivery_options(region=region_of(province_code).code, weight_g=weight))
    chosen = next((option for option in options if option.method_id == checkout.delivery_method_id), None)
    return Basket(checkout, _groups(lines), checkout.channel.currency, options, chosen)


def pieces_in(checkout_id: uuid.UUID) -> int:
    """Count the pieces of a basket, in one statement."""
    total = CheckoutLine.objects.filter(checkout_id=checkout_id).aggregate(total=Sum("quantity"))["total"]
    return int(total or 0)


def checkout_by_id(checkout_id: uuid.UUID) -> Checkout | None:
    """Return a basket with its channel, or nothing."""
    return Checkout.objects.select_related("channel").filter(pk=checkout_id).first()
