"""
Gift boxes of a basket: what lies in them, and how much less it costs; pure arithmetic in whole centimes.

A box is a layer over the basket's lines (decision 0266): its pieces are counted, reserved, taxed and paid to their
cooperative as any others. A box whose pieces are no longer all in the basket is none.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.kernel.money import Money, total_of
from marketplace.promotions.reductions import Rule
from marketplace.promotions.states import Funder, ValueType
from orders.basket import BasketBox, BasketLine
from orders.pricing import Discount
from orders.states import DiscountKind


@dataclass(frozen=True, slots=True)
class KeptBox:
    """Equal boxes as they are kept with a basket; `items` are variants with the pieces of each in one box."""

    id: uuid.UUID
    kit_id: int
    names: Mapping[str, str]
    quantity: int
    # What one of them costs at most, or by how many per cent it is cheaper
    price: Money | None
    percent_off: int
    items: tuple[tuple[int, int], ...]


def boxed(
    kept: Sequence[KeptBox], lines: Sequence[BasketLine], currency: str
) -> tuple[tuple[BasketBox, ...], list[Discount]]:
    """Return the boxes of a basket whose pieces are there, and what each takes off its lines."""
    there = {line.variant_id: line for line in lines if line.offer and line.offer.is_buyable}
    free = {variant: line.quantity for variant, line in there.items()}
    boxes, discounts = [], []
    for box in kept:
        wanted = {variant: each * box.quantity for variant, each in box.items}
        if not wanted or any(free.get(variant, 0) < pieces for variant, pieces in wanted.items()):
            continue
        for variant, pieces in wanted.items():
            free[variant] -= pieces
        own = [there[variant] for variant in wanted]
        worth = [line.unit_price * wanted[line.variant_id] for line in own]
        full = total_of(worth, currency)
        off = off_of(full, box)
        boxes.append(
            BasketBox(
                box.id,
                box.kit_id,
                box.names,
                box.quantity,
                tuple((line, pieces) for line, (_variant, pieces) in zip(own, box.items, strict=True)),
                full,
                off,
            )
        )
        discounts += _shared(box, own, worth, off)
    return tuple(boxes), discounts


def off_of(full: Money, box: KeptBox) -> Money:
    """Return how much less than its contents equal boxes cost, never less than nothing; rounded down once."""
    if box.price is not None:
        return Money(max((full - box.price * box.quantity).minor, 0), full.currency)
    return Money(full.minor * box.percent_off // 100, full.currency)


def _shared(box: KeptBox, lines: Sequence[BasketLine], worth: Sequence[Money], off: Money) -> list[Discount]:
    """Share what is taken off among the lines by what they are worth, to the last centime."""
    if not off:
        return []
    rule = Rule(
        key=f"kit:{box.kit_id}",
        name="",
        names=box.names,
        funder=Funder.PLATFORM,
        value_type=ValueType.FIXED,
        value=off.amount,
        currency=off.currency,
    )
    parts = off.split([each.minor for each in worth])
    return [
        Discount(DiscountKind.BOX, rule, part, line.variant_id)
        for line, part in zip(lines, parts, strict=True)
        if part
    ]


def off_a_piece(discounts: Sequence[Discount], lines: Sequence[BasketLine]) -> dict[int, Money]:
    """Return by variant what boxes take off one piece, rounded up: no voucher reduces what is not paid anyway."""
    taken: dict[int, int] = {}
    for each in discounts:
        if each.variant_id is not None:
            taken[each.variant_id] = taken.get(each.variant_id, 0) + each.amount.minor
    return {
        line.variant_id: Money(-(-taken[line.variant_id] // line.quantity), line.unit_price.currency)
        for line in lines
        if line.variant_id in taken
    }
