"""A basket as pages and the API show it: today's prices, what stands in the way, and what it all costs."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from catalog.selectors.offers import Offer
from logistics.selectors.delivery import DeliveryOption
from marketplace.kernel.geography import region_of
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.places import HOME
from orders.cod_rules import NO_COD_RULES, CashCase, CashTerms, CodBook, cash_terms
from orders.models.checkout import Checkout
from orders.pricing import Discount
from orders.quotes import BasketCard, BasketVoucher, cards_paying
from orders.states import DiscountKind, PaymentMethod


def province_of(checkout: Checkout) -> str:
    """Return the code of the province where a parcel goes; empty while nobody said where."""
    return str(checkout.address.get("province") or "")


def region_of_checkout(checkout: Checkout) -> str:
    """Return the code of the region where a parcel goes; empty while nobody said where."""
    province_code = province_of(checkout)
    return region_of(province_code).code if province_code else ""


def goes_abroad(checkout: Checkout) -> bool:
    """Say whether a parcel goes out of Morocco, where the carriers' tables end and only zones count."""
    return str(checkout.address.get("country") or HOME) != HOME


def has_destination(checkout: Checkout) -> bool:
    """Say whether it is known where a parcel goes, so far as its price hangs on it."""
    return goes_abroad(checkout) or bool(region_of_checkout(checkout))


class ProblemKind(StrEnum):
    """What can be wrong with a line of a basket."""

    GONE = "gone"
    OUT_OF_STOCK = "out_of_stock"
    LESS_LEFT = "less_left"
    PRICE_CHANGED = "price_changed"
    # Its cooperative cannot make that much in the time for which anything is promised
    TOO_MUCH = "too_much"


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
    # Given by a promotion on the basket: nobody put it in, and its customer pays nothing for it
    is_gift: bool = False
    # Whether an app agreed on another price than the shelf's, and why
    is_overridden: bool = False
    override_reason: str = ""
    # From which day on its cooperative could have it ready; None: at once
    ready_date: date | None = None

    @property
    def is_preorder(self) -> bool:
        """Whether it is ordered before it is harvested or made."""
        return self.offer is not None and self.offer.preorder is not None

    @property
    def full_unit_price(self) -> Money:
        """What one piece costs without the promotion that runs on the shelf."""
        return self.offer.full_price if self.offer and self.offer.full_price else self.unit_price

    @property
    def full_total(self) -> Money:
        """What they all cost without the promotion that runs on the shelf."""
        return self.full_unit_price * self.quantity

    @property
    def sold_unit_price(self) -> Money:
        """What its cooperative sells one piece for: the shelf's price, unless somebody else pays the difference."""
        kept = self.offer.reduction if self.offer else None
        return self.unit_price if kept is None or kept["funder"] == "cooperative" else self.full_unit_price

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
    def ready_date(self) -> date | None:
        """From which day on all of them could be ready; None: at once."""
        return max((line.ready_date for line in self.lines if line.ready_date), default=None)

    @property
    def total(self) -> Money:
        """What this cooperative's goods cost."""
        return total_of([line.total for line in self.lines])


@dataclass(frozen=True, slots=True)
class BasketBox:
    """Equal gift boxes in a basket; `items` are lines with the pieces of each that lie in one box."""

    id: uuid.UUID
    kit_id: int
    names: Mapping[str, str]
    quantity: int
    items: tuple[tuple[BasketLine, int], ...]
    # What the contents of all of them cost by themselves, and how much less they cost so
    full: Money
    off: Money

    @property
    def total(self) -> Money:
        """What they cost."""
        return self.full - self.off


@dataclass(frozen=True, slots=True)
class Basket:
    """All that a page needs, fetched in a fixed number of statements."""

    checkout: Checkout
    groups: tuple[BasketGroup, ...]
    currency: str
    # At the price that the customer pays for each
    options: tuple[DeliveryOption, ...]
    option: DeliveryOption | None
    # What makes the goods cheaper: on the shelf (their price holds it already) and beside
    discounts: tuple[Discount, ...] = ()
    # What makes the chosen delivery cheaper (its price holds it already)
    delivery_discounts: tuple[Discount, ...] = ()
    voucher: BasketVoucher | None = None
    given_cards: tuple[BasketCard, ...] = ()
    # The rules about paying at the door, and the history of the phone number
    cod_book: CodBook = NO_COD_RULES
    # Gift boxes, whose pieces are among the lines
    boxes: tuple[BasketBox, ...] = ()

    @property
    def ready_date(self) -> date | None:
        """From which day on all of it could be ready, where its cooperatives can make only so much; None: at once."""
        return max((line.ready_date for line in self.lines if line.ready_date), default=None)

    @property
    def region(self) -> str:
        """The code of the region where the parcel goes; empty while nobody said where."""
        return region_of_checkout(self.checkout)

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
    def off_goods(self) -> list[Discount]:
        """What is taken off the goods beside the prices on the shelf."""
        return [each for each in self.discounts if each.kind != DiscountKind.PROMOTION]

    @property
    def discount(self) -> Money:
        """How much less than the prices on the shelf the goods cost."""
        return total_of([each.amount for each in self.off_goods], self.currency)

    @property
    def goods(self) -> Money:
        """What the customer pays for the goods."""
        return self.items - self.discount

    @property
    def delivery_full(self) -> Money:
        """What the chosen delivery costs before anything made it cheaper."""
        return self.option.full_price if self.option else Money.zero(self.currency)

    @property
    def delivery(self) -> Money:
        """What the chosen delivery costs; nothing before one is chosen."""
        return self.option.price if self.option else Money.zero(self.currency)

    @property
    def in_money(self) -> Money:
        """What is paid in money without any fee: goods and delivery less what gift cards pay."""
        before = self.goods + self.delivery
        return before - total_of(
            [card.pays for card in cards_paying(self.given_cards, before)], self.currency
        )

    @property
    def cash_terms(self) -> CashTerms:
        """What holds if it is paid at the door: cap, fee, deposit and confirmation, with the rules that say so."""
        channel = self.checkout.channel
        return cash_terms(
            self.cod_book.rules,
            CashCase(self.in_money, province_of(self.checkout), self.cod_book.history),
            cap=Money(channel.cash_cap_minor, self.currency),
            fee=Money(channel.cash_fee_minor, self.currency),
        )

    @property
    def cash_fee(self) -> Money:
        """What paying at the door costs, when that was chosen."""
        before = self.goods + self.delivery
        if self.checkout.payment_method != PaymentMethod.CASH or (before and not self.in_money):
            return Money.zero(self.currency)
        return self.cash_terms.fee

    @property
    def total(self) -> Money:
        """All that the customer pays, in money and with gift cards."""
        return self.goods + self.delivery + self.cash_fee

    @property
    def cards(self) -> list[BasketCard]:
        """The gift cards that were given, with what each pays."""
        return cards_paying(self.given_cards, self.total)

    @property
    def gift(self) -> Money:
        """What gift cards pay."""
        return total_of([card.pays for card in self.cards], self.currency)

    @property
    def due(self) -> Money:
        """What is left to be paid in money."""
        return self.total - self.gift

    @property
    def is_cash_unfit_for_gift(self) -> bool:
        """Whether the price is hidden from whoever opens the door, or the giver cannot be called about the cash."""
        return self.checkout.hides_prices or (self.checkout.is_gift and not self.checkout.phone)

    @property
    def may_pay_cash(self) -> bool:
        """Whether the sum may be paid at the door (the cap of the rules), and the carrier takes cash."""
        if self.is_cash_unfit_for_gift:
            return False
        if self.option is not None and not self.option.takes_cash:
            return False
        terms = self.cash_terms
        with_fee = self.goods + self.delivery + terms.fee
        on_cards = total_of([card.pays for card in cards_paying(self.given_cards, with_fee)], self.currency)
        return terms.allows(with_fee - on_cards)
