"""The rows of a checkout. All that it shows is read at once, when the first field asks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings

from logistics.selectors.delivery import DeliveryOption
from marketplace.channels.models import Channel
from marketplace.graphql.orders.words import GATEWAYS, TEST_GATEWAY
from marketplace.graphql.shop.money import Taxed, taxed, untaxed
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import total_of
from orders.basket import Basket, BasketGroup, BasketLine, Problem
from orders.models.checkout import Checkout
from orders.selectors.baskets import basket_of
from orders.states import PaymentMethod


class CheckoutRow:
    """A basket at a moment."""

    def __init__(self, checkout: Checkout, now: datetime) -> None:
        self.checkout = checkout
        self.id = checkout.pk
        self.now = now

    private_permissions = (
        Permission.MANAGE_ORDERS,
        Permission.MANAGE_CHECKOUTS,
        Permission.HANDLE_CHECKOUTS,
        Permission.HANDLE_TAXES,
    )
    api_type = "Checkout"

    @property
    def metadata_private(self) -> dict[str, str]:
        """What the staff and their apps kept with it."""
        found: dict[str, str] = self.checkout.private_metadata
        return found

    @property
    def metadata_public(self) -> dict[str, str]:
        """What a client kept with it."""
        found: dict[str, str] = self.checkout.metadata
        return found

    @cached_property
    def basket(self) -> Basket:
        """Lines at today's prices, ways of delivery and what stands in the way: six statements."""
        return basket_of(self.checkout, now=self.now)

    @cached_property
    def lines(self) -> list["LineRow"]:
        """The lines, cooperative by cooperative."""
        return [LineRow(line.id, line, self) for line in self.basket.lines]

    @property
    def subtotal_price(self) -> Taxed:
        """What the goods cost; each line is taxed by itself, so the parts add up."""
        return sum_of([line.total_price for line in self.lines], self.basket.currency)

    @property
    def shipping_price(self) -> Taxed:
        """What delivery costs, with the fee for paying at the door."""
        return untaxed(self.basket.delivery + self.basket.cash_fee)

    @property
    def total_price(self) -> Taxed:
        """What the customer pays in money: gift cards have paid their part."""
        return self.subtotal_price + self.shipping_price + untaxed(-self.basket.gift)

    @property
    def agreed(self) -> Amount:
        """The sum that the customer agreed to; nothing before."""
        return Amount(self.checkout.agreed_minor or 0, self.basket.currency)

    @property
    def authorize_status(self) -> str:
        """How much of what it costs now is promised."""
        if self.checkout.payment_method != PaymentMethod.CASH or not self.agreed:
            return "NONE"
        return "FULL" if self.agreed >= self.basket.due else "PARTIAL"


@dataclass(slots=True)
class LineRow:
    """A line of a basket."""

    id: uuid.UUID
    line: BasketLine
    row: CheckoutRow

    private_permissions = CheckoutRow.private_permissions
    api_type = "CheckoutLine"
    metadata_private: ClassVar[dict[str, str]] = {}

    @property
    def metadata_public(self) -> dict[str, str]:
        """What a client kept with it."""
        return dict(self.line.metadata)

    @property
    def unit_price(self) -> Taxed:
        """The price of one item today, with all that makes it cheaper."""
        return taxed(self.paid.portion(1, self.line.quantity), self._rate)

    @property
    def total_price(self) -> Taxed:
        """The price of all of them today, with all that makes them cheaper."""
        return taxed(self.paid, self._rate)

    @property
    def paid(self) -> Amount:
        """What the customer pays for the line."""
        off = [each.amount for each in self.row.basket.off_goods if each.variant_id == self.line.variant_id]
        return self.line.total - total_of(off, self.row.basket.currency)

    @property
    def _rate(self) -> Any:
        return self.line.offer.tax_rate if self.line.offer else 0


@dataclass(slots=True)
class GroupRow:
    """The lines of one cooperative."""

    group: BasketGroup
    row: CheckoutRow


@dataclass(slots=True)
class ProblemRow:
    """Something that stands in the way of completing a checkout."""

    problem: Problem
    line: LineRow

    @property
    def available_quantity(self) -> int:
        """How many are left."""
        return self.line.line.left


@dataclass(slots=True)
class DeliveryProblemRow:
    """The way of delivery that was chosen is not possible."""

    delivery: "DeliveryRow"


@dataclass(slots=True)
class DeliveryRow:
    """A way in which the parcel can travel; `option` is None if it cannot any more."""

    id: uuid.UUID
    option: DeliveryOption | None

    @property
    def shipping_method(self) -> DeliveryOption | None:
        """The way itself."""
        return self.option


def sum_of(prices: Sequence[Taxed], currency: str) -> Taxed:
    """Add prices up."""
    total = untaxed(Amount(0, currency))
    for price in prices:
        total += price
    return total


def gateways_of(checkout: Checkout) -> dict[str, str]:
    """Return the gateways with which a checkout can be paid through the API, and our word for each."""
    return gateways_in(checkout.channel)


def gateways_in(channel: Channel) -> dict[str, str]:
    """Return the gateways of a channel, and our word for each."""
    test = {TEST_GATEWAY: PaymentMethod.TEST.value} if settings.TEST_PAYMENTS else {}
    return {channel.cash_gateway_id: PaymentMethod.CASH.value, **GATEWAYS, **test}
