"""Put several things into a basket at once, change or remove them: all of it or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from catalog.selectors.offers import Offer, offers, why_not_text
from logistics.selectors.stock import available
from logistics.services.stock_release import stock_release
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.models.checkout import MAX_QUANTITY, Checkout, CheckoutLine
from orders.policies import may_override_prices
from orders.services.checkout_edit import MAX_LINES, line_key, open_checkout_locked


class ZeroQuantity(InvalidInput):
    """Nothing is no quantity."""

    code = "ZERO_QUANTITY"


class TooMuch(InvalidInput):
    """More than one basket may hold."""

    code = "QUANTITY_GREATER_THAN_LIMIT"


class UnknownVariant(NotFound):
    """There is no such variant at all."""

    code = "UNKNOWN_VARIANT"


class NotForSale(DomainError):
    """The variant exists, and cannot be bought here and now."""

    code = "UNAVAILABLE_VARIANT_IN_CHANNEL"


class ReasonWithoutPrice(InvalidInput):
    """A reason for another price is given where there is none."""

    code = "PRICE_OVERRIDE_REASON_WITHOUT_OVERRIDE"


class LineExists(InvalidInput):
    """A basket holds one line of a variant (its discounts and its stock are counted by variant)."""

    code = "INVALID"


@dataclass(frozen=True, slots=True)
class LineTerms:
    """
    What a client says of a line beside its quantity; who says nothing leaves it as it is.

    `price` is what one piece costs (None: the shelf's price again) and counts only if `sets_price`.
    """

    sets_price: bool = False
    price: Decimal | None = None
    reason: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    # The variant must not be in the basket yet
    is_fresh: bool = False

    @property
    def is_override(self) -> bool:
        """Whether it is about another price than the shelf's."""
        return self.sets_price or self.reason is not None


def about(error: DomainError, variant_ids: Sequence[int]) -> DomainError:
    """Note which variants an error is about (`error.variant_ids`); faces that can tell do so."""
    vars(error)["variant_ids"] = tuple(variant_ids)
    return error


LONGEST_REASON = 255
_NO_TERMS: Mapping[int, LineTerms] = {}
_NO_LINE_TERMS: Mapping[uuid.UUID, LineTerms] = {}


def _checked(
    quantities: Mapping[int, int], checkout: Checkout, now: datetime, *, demands_stock: bool
) -> dict[int, Offer]:
    """Demand that so many of each variant can be bought, and return their offers."""
    above = [variant for variant, quantity in quantities.items() if quantity > MAX_QUANTITY]
    if above:
        message = _("Please choose a quantity from 1 to %(most)d.") % {"most": MAX_QUANTITY}
        raise about(TooMuch(message, field="quantity"), above)
    found = offers(list(quantities), checkout.channel, at=now)
    missing = [variant for variant in quantities if variant not in found]
    if missing:
        if not Variant.objects.filter(pk__in=missing).exists():
            raise about(UnknownVariant(_("There is no such article."), field="variant_id"), missing)
        raise about(NotFound(_("This product is not on sale any more."), field="variant_id"), missing)
    for variant, offer in found.items():
        if not offer.is_buyable:
            raise about(NotForSale(why_not_text(offer.why_not, offer.back_date), field="lines"), [variant])
    if demands_stock:
        _demand_stock(quantities, found, checkout, now)
    return found


def _demand_stock(
    quantities: Mapping[int, int], found: Mapping[int, Offer], checkout: Checkout, now: datetime
) -> None:
    left = {key: found[key].left(free) for key, free in available(list(quantities)).items()}
    held = checkout.reserved_until is not None and checkout.reserved_until > now
    for variant, quantity in quantities.items():
        if quantity > left.get(variant, 0) and not held:
            message = _("Only %(left)d of %(sku)s are left.") % {
                "left": max(left.get(variant, 0), 0),
                "sku": found[variant].sku,
            }
            raise about(OutOfStock(message, field="quantity"), [variant])


def lines_written(
    checkout: Checkout,
    quantities: Mapping[int, int],
    now: datetime,
    *,
    demands_stock: bool = True,
    terms: Mapping[int, LineTerms] = _NO_TERMS,
) -> None:
    """Make the lines of these variants hold these quantities, at today's prices; zero takes a line out."""
    lines = {line.variant_id: line for line in checkout.lines.all()}
    wanted = {variant: quantity for variant, quantity in quantities.items() if quantity > 0}
    found = _checked(wanted, checkout, now, demands_stock=demands_stock) if wanted else {}
    gone = [
        lines.pop(variant) for variant, quantity in quantities.items() if quantity == 0 and variant in lines
    ]
    _removed(gone, now)
    last = max((line.position for line in lines.values()), default=0)
    fresh, changed = [], []
    for variant, quantity in wanted.items():
        line = lines.get(variant)
        if line is None:
            last += 1
            line = CheckoutLine(checkout=checkout, variant_id=variant, position=last)
            fresh.append(line)
        else:
            changed.append(line)
        line.quantity = quantity
        _agreed(line, terms.get(variant), checkout.channel.currency)
        line.seen_price_minor = line.price_of(found[variant].unit_price.minor)
    if len(lines) + len(fresh) > MAX_LINES:
        raise InvalidInput(
            _("A basket holds at most %(most)d products.") % {"most": MAX_LINES}, field="lines"
        )
    CheckoutLine.objects.bulk_create(fresh)
    CheckoutLine.objects.bulk_update(
        changed, ["quantity", "seen_price_minor", "override_minor", "override_reason", "metadata"]
    )
    checkout.updated_at = now
    checkout.save(update_fields=["updated_at"])


def _agreed(line: CheckoutLine, terms: LineTerms | None, currency: str) -> None:
    """Write what was said of a line beside its quantity; a new price without a reason forgets the former one."""
    if terms is None:
        return
    if terms.sets_price:
        price = terms.price
        line.override_minor = None if price is None else Money.from_decimal(price, currency).minor
        line.override_reason = ""
    if terms.reason is not None:
        line.override_reason = terms.reason.replace("\x00", "").strip()[:LONGEST_REASON]
    if line.override_minor is None and line.override_reason:
        raise ReasonWithoutPrice(
            _("A reason is kept with another price only."), field="price_override_reason"
        )
    line.metadata = metadata_with(line.metadata, terms.metadata, field="metadata")


def _demand_terms(actor: Actor, checkout: Checkout, terms: Mapping[int, LineTerms]) -> None:
    require(
        may_override_prices(actor) or not any(each.is_override for each in terms.values()),
        _("Only apps that handle checkouts may set prices."),
    )
    fresh = [variant for variant, each in terms.items() if each.is_fresh]
    doubled = list(checkout.lines.filter(variant_id__in=fresh).values_list("variant_id", flat=True))
    if doubled:
        message = _("A basket holds one line of each product: please change its quantity.")
        raise about(LineExists(message, field="force_new_line"), doubled)


def _removed(lines: Sequence[CheckoutLine], now: datetime) -> None:
    if lines:
        stock_release(keys=[line_key(line.pk) for line in lines], now=now)
        CheckoutLine.objects.filter(pk__in=[line.pk for line in lines]).delete()


@transaction.atomic
def checkout_lines_add(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    quantities: Sequence[tuple[int, int]],
    now: datetime,
    terms: Mapping[int, LineTerms] = _NO_TERMS,
) -> None:
    """
    Put more of several variants, given as (variant id, quantity), into a basket.

    :param terms: what else is said of their lines, by variant
    :raises NotAllowed: if the actor sets prices and does not handle checkouts
    :raises LineExists: if a line of its own is asked for a variant that the basket holds
    :raises ZeroQuantity: if a quantity is below one
    :raises TooMuch: if a line would hold more than one basket may
    :raises NotFound: if there is no such variant or no such basket
    :raises NotForSale: if one cannot be bought in the basket's channel
    :raises OutOfStock: if less of one is left
    :raises Conflict: if the basket has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    _demand_terms(actor, checkout, terms)
    if any(quantity < 1 for _variant, quantity in quantities):
        raise ZeroQuantity(_("The quantity should be higher than zero."), field="quantity")
    held: dict[int, int] = dict(checkout.lines.values_list("variant_id", "quantity"))
    wanted: dict[int, int] = {}
    for variant, quantity in quantities:
        wanted[variant] = wanted.get(variant, held.get(variant, 0)) + quantity
    lines_written(checkout, wanted, now, terms=terms)


@transaction.atomic
def checkout_lines_update(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    by_line: Mapping[uuid.UUID, int | None],
    by_variant: Mapping[int, int | None],
    now: datetime,
    line_terms: Mapping[uuid.UUID, LineTerms] = _NO_LINE_TERMS,
    variant_terms: Mapping[int, LineTerms] = _NO_TERMS,
) -> None:
    """
    Say how many of some lines or variants a basket holds from now on; zero takes a line out, None leaves as many.

    :param line_terms: what else is said of lines, by their keys; `variant_terms` by their variants
    :raises InvalidInput: if a quantity is negative, or none is known
    :raises NotAllowed: if the actor sets prices and does not handle checkouts
    :raises NotFound: if the basket has no such line
    :raises DomainError: for the reasons of `checkout_lines_add`
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    if any(quantity is not None and quantity < 0 for quantity in (*by_line.values(), *by_variant.values())):
        raise ZeroQuantity(_("The quantity should be higher than zero."), field="quantity")
    rows = list(checkout.lines.values_list("id", "variant_id", "quantity"))
    variants: dict[Any, int] = {line: variant for line, variant, _quantity in rows}
    held = {variant: quantity for _line, variant, quantity in rows}
    unknown = [line for line in by_line if line not in variants]
    if unknown:
        raise NotFound(_("This product is not in the basket."), field="line_id")
    said = {**{variants[line]: n for line, n in by_line.items()}, **by_variant}
    wanted = {variant: held.get(variant) if n is None else n for variant, n in said.items()}
    if None in wanted.values():
        raise InvalidInput(_("Please say how many."), field="quantity")
    terms = {**{variants[line]: each for line, each in line_terms.items()}, **variant_terms}
    _demand_terms(actor, checkout, terms)
    lines_written(checkout, {variant: n for variant, n in wanted.items() if n is not None}, now, terms=terms)


@transaction.atomic
def checkout_lines_delete(
    *, actor: Actor, checkout_id: uuid.UUID, line_ids: Sequence[uuid.UUID], now: datetime
) -> None:
    """
    Take lines out of a basket and free what was reserved for them.

    :raises NotFound: if the basket does not exist or has no such line; then none is taken out
    :raises Conflict: if the basket has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    lines = list(checkout.lines.filter(pk__in=line_ids))
    if len(lines) < len(set(line_ids)):
        raise NotFound(_("This product is not in the basket."), field="line_id")
    _removed(lines, now)
    checkout.updated_at = now
    checkout.save(update_fields=["updated_at"])
