"""Baskets at today's prices, read in a fixed number of statements."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.offers import Offer, offers
from logistics.selectors.capacity import Load, load_for
from logistics.selectors.delivery import DeliveryOption, RateTables, rate_tables
from logistics.selectors.stock import available
from logistics.selectors.zone_options import Sending, zone_options
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.money import Money, total_of
from marketplace.promotions.reductions import Item
from marketplace.promotions.selectors.rules import OrderRule
from orders.basket import (
    Basket,
    BasketBox,
    BasketLine,
    Problem,
    ProblemKind,
    goes_abroad,
    has_destination,
    province_of,
    region_of_checkout,
)
from orders.boxes import boxed, off_a_piece
from orders.cod_rules import NO_COD_RULES, CodBook
from orders.manual_discounts import delivery_discount, line_discounts, whole_discounts, without_promotion
from orders.models.checkout import Checkout, CheckoutLine
from orders.price_override import offer_at
from orders.pricing import Discount, PricedLine
from orders.quotes import (
    BasketVoucher,
    delivery_discounts,
    gift_of,
    item_of,
    order_discounts,
    promotion_discount,
    voucher_discounts,
    voucher_refusal,
    with_reductions,
)
from orders.selectors.basket_rows import lines_of_baskets, sellers_named
from orders.selectors.cod_books import cod_books
from orders.selectors.ready_days import grouped, lines_with_days
from orders.selectors.rulebook import EMPTY_BOOK, RuleBook, rule_book
from orders.states import DiscountKind


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


def _offers(
    checkouts: Sequence[Checkout],
    rows: Mapping[uuid.UUID, Sequence[CheckoutLine]],
    rules: Mapping[int, Sequence[OrderRule]],
    now: datetime,
) -> dict[tuple[int, int], Offer]:
    """Return today's offers by channel and variant, possible gifts among them, in one statement a channel."""
    wanted: dict[int, set[int]] = {}
    for checkout in checkouts:
        own = wanted.setdefault(checkout.channel_id, set())
        own.update(row.variant_id for row in rows[checkout.pk])
        if rows[checkout.pk]:
            own.update(gift for rule in rules.get(checkout.channel_id, ()) for gift in rule.gifts)
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
    priced_by_hand: Collection[uuid.UUID | None] = (),
) -> list[BasketLine]:
    holds = checkout.reserved_until is not None and checkout.reserved_until > now
    currency = checkout.channel.currency
    lines = []
    for row in rows:
        offer = found.get((checkout.channel_id, row.variant_id))
        if row.pk in priced_by_hand:
            offer = without_promotion(offer)
        if offer is not None and row.override_minor is not None:
            offer = offer_at(offer, Money(row.override_minor, currency), row.override_reason)
        preorder = offer.preorder if offer is not None else None
        left = max(free.get(row.variant_id, 0), 0) + (row.quantity if holds else 0)
        left = preorder.left if preorder else left
        problems = _problems(row, offer, left, currency)
        seen = Money(row.seen_price_minor, currency)
        lines.append(
            BasketLine(
                row.pk,
                row.variant_id,
                row.quantity,
                seen,
                offer,
                left,
                problems,
                row.metadata,
                is_overridden=row.override_minor is not None,
                override_reason=row.override_reason,
                ready_date=offer.expected_date if offer is not None else None,
            )
        )
    return lines


def _gift_line(
    checkout: Checkout,
    lines: Sequence[BasketLine],
    found: Mapping[tuple[int, int], Offer],
    free: Mapping[int, int],
    book: RuleBook,
) -> tuple[BasketLine, Discount] | None:
    """Return the piece that a promotion adds to a basket, and what takes its price off again."""
    held = {line.variant_id for line in lines}
    offers_here = {
        variant: offer
        for variant in book.gifts_in(checkout.channel_id)
        if (offer := found.get((checkout.channel_id, variant)))
        and offer.is_buyable
        and offer.preorder is None
        and variant not in held
    }
    there = {variant: free.get(variant, 0) for variant in offers_here}
    items = _items(lines, book, {})
    chosen = gift_of(book.order_rules.get(checkout.channel_id, ()), items, there)
    if chosen is None:
        return None
    rule, variant_id = chosen
    offer = offers_here[variant_id]
    if not rule.covers(item_of(offer, 1, offer.unit_price, book.memberships)):
        return None
    key = uuid.uuid5(checkout.pk, f"gift:{variant_id}")
    line = BasketLine(key, variant_id, 1, offer.unit_price, offer, there[variant_id], (), is_gift=True)
    return line, Discount(DiscountKind.GIFT, rule, offer.unit_price, variant_id)


def _items(lines: Sequence[BasketLine], book: RuleBook, less: Mapping[int, Money]) -> list[Item]:
    """Return lines as reductions see them; `less` is what one piece of a variant costs less already."""
    return [
        item_of(
            line.offer,
            line.quantity,
            line.unit_price - less[line.variant_id] if line.variant_id in less else line.unit_price,
            book.memberships,
        )
        for line in lines
        if line.offer and line.offer.is_buyable and not line.is_gift
    ]


def _less(
    lines: Sequence[BasketLine], by_hand: Mapping[int, Discount], off_boxes: Sequence[Discount]
) -> dict[int, Money]:
    """What one piece costs less once the staff, or a gift box, has taken something off."""
    by_staff = {
        line.variant_id: by_hand[line.variant_id].amount.portion(1, line.quantity)
        for line in lines
        if line.variant_id in by_hand
    }
    return by_staff | off_a_piece(off_boxes, lines)


def _voucher(checkout: Checkout, items: Sequence[Item], book: RuleBook) -> BasketVoucher | None:
    if not checkout.voucher_code:
        return None
    rule = book.voucher_of(checkout)
    if rule is None:
        return BasketVoucher(checkout.voucher_code, None, _("This code is not valid any more."))
    refusal = voucher_refusal(
        rule,
        items,
        country=checkout.channel.country,
        is_staff=checkout.user_id in book.staff,
        has_used=book.has_used(rule, checkout),
    )
    return BasketVoucher(checkout.voucher_code, rule, refusal)


def _off_goods(
    checkout: Checkout,
    lines: Sequence[BasketLine],
    items: Sequence[Item],
    voucher: BasketVoucher | None,
    book: RuleBook,
) -> list[Discount]:
    """Return what is taken off the goods: on the shelf, then by the voucher, or else by the best promotion."""
    on_shelf = [promotion_discount(line.offer, line.quantity) for line in lines if line.offer]
    found = [each for each in on_shelf if each is not None and each.amount]
    if voucher is None or voucher.rule is None or voucher.refusal:
        return found + order_discounts(book.order_rules.get(checkout.channel_id, ()), items)
    return found + voucher_discounts(voucher.rule, items)


def _sending(checkout: Checkout, lines: Sequence[BasketLine], goods: Money) -> Sending:
    bought = [(line.offer, line.quantity) for line in lines if line.offer]
    return Sending(
        channel_id=checkout.channel_id,
        country=checkout.address.get("country") or checkout.channel.country,
        postcode=checkout.address.get("postcode", ""),
        goods_minor=goods.minor,
        weight_g=sum(offer.weight_g * quantity for offer, quantity in bought),
        product_ids=[offer.product_id for offer, _quantity in bought],
    )


def _ways(
    checkout: Checkout,
    priced: Sequence[PricedLine],
    goods: Money,
    by_zone: Sequence[DeliveryOption],
    tables: RateTables,
) -> list[DeliveryOption]:
    """Return the ways in which a basket can travel: by carriers' tables, then by its channel's zones."""
    if goes_abroad(checkout):
        return [*tables.counters(checkout.channel.currency), *by_zone]
    options = tables.options(
        region=region_of_checkout(checkout),
        province=province_of(checkout),
        weight_g=sum(line.weight_g * line.quantity for line in priced),
        volume_cm3=sum(line.volume_cm3 * line.quantity for line in priced),
        items=goods,
    )
    return [*options, *by_zone]


def _delivery(
    found: "_Goods", by_zone: Sequence[DeliveryOption], read: "_Read"
) -> list[tuple[DeliveryOption, tuple[Discount, ...]]]:
    """Return the ways in which a basket can travel at what its customer pays, with what makes each cheaper."""
    checkout, voucher = found.checkout, found.voucher
    priced = [
        PricedLine(
            line.offer.organisation_id,
            line.variant_id,
            line.quantity,
            line.sold_unit_price,
            line.offer.weight_g,
            line.offer.volume_cm3,
        )
        for line in found.lines
        if line.offer
    ]
    ways = []
    for option in _ways(checkout, priced, found.goods, by_zone, read.tables):
        off = delivery_discounts(
            option,
            priced,
            places=(province_of(checkout), region_of_checkout(checkout)),
            regions={key: owner.region for key, owner in read.owners.items()},
            subsidies=read.book.subsidies,
            voucher=voucher.rule if voucher and not voucher.refusal else None,
        )
        left = option.full_price - total_of([each.amount for each in off], option.full_price.currency)
        manual = delivery_discount(read.book.manual.get(checkout.pk, ()), left, found.discounts)
        off += [manual] if manual is not None else []
        ways.append((with_reductions(option, off), tuple(off)))
    return ways


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for several baskets at once."""

    rows: Mapping[uuid.UUID, Sequence[CheckoutLine]]
    found: Mapping[tuple[int, int], Offer]
    free: Mapping[int, int]
    owners: Mapping[int, Organisation]
    tables: RateTables
    book: RuleBook
    cod_books: Mapping[uuid.UUID, CodBook]
    # What cooperatives can make; None: nothing limits any of these goods
    load: Load | None


@dataclass(frozen=True, slots=True)
class _Goods:
    """A basket's goods with all that makes them cheaper; the ways of delivery depend on what they cost."""

    checkout: Checkout
    lines: Sequence[BasketLine]
    discounts: Sequence[Discount]
    voucher: BasketVoucher | None
    goods: Money
    boxes: tuple[BasketBox, ...]


def _goods(checkout: Checkout, read: _Read, now: datetime) -> _Goods:
    rows, book = read.rows[checkout.pk], read.book
    currency, manual = checkout.channel.currency, book.manual.get(checkout.pk, ())
    lines = _lines(checkout, rows, read.found, read.free, now, {each.line_id for each in manual})
    if read.load is not None:
        lines = lines_with_days(lines, read.load, now)
    by_hand = line_discounts(manual, lines, currency)
    # What the staff take off a draft by hand is about its goods as they are
    boxes, off_boxes = boxed(() if manual else book.boxes.get(checkout.pk, ()), lines, currency)
    items = _items(lines, book, _less(lines, by_hand, off_boxes))
    voucher = _voucher(checkout, items, book)
    discounts = [*by_hand.values(), *off_boxes, *_off_goods(checkout, lines, items, voucher, book)]
    gift = _gift_line(checkout, lines, read.found, read.free, book) if lines and voucher is None else None
    if gift is not None:
        lines.append(gift[0])
        discounts.append(gift[1])
    discounts += whole_discounts(manual, lines, discounts, currency)
    on_shelf = total_of([line.total for line in lines], currency)
    off = [each.amount for each in discounts if each.kind != DiscountKind.PROMOTION]
    return _Goods(checkout, lines, discounts, voucher, on_shelf - total_of(off, currency), boxes)


def _basket(
    goods: _Goods, ways: Sequence[tuple[DeliveryOption, tuple[Discount, ...]]], read: _Read
) -> Basket:
    checkout = goods.checkout
    chosen = next((way for way in ways if way[0].method_id == checkout.delivery_method_id), (None, ()))
    return Basket(
        checkout,
        grouped(goods.lines, read.owners),
        checkout.channel.currency,
        tuple(option for option, _discounts in ways),
        chosen[0],
        tuple(goods.discounts),
        chosen[1],
        goods.voucher,
        tuple(read.book.cards.get(checkout.pk, ())),
        read.cod_books.get(checkout.pk, NO_COD_RULES),
        goods.boxes,
    )


def baskets_of(checkouts: Sequence[Checkout], *, now: datetime) -> list[Basket]:
    """
    Price baskets and find what stands in their way, in at most eight statements and one for each channel.

    Rules that ask what became of a phone number's orders take one more; rules about whole baskets and subsidies take
    one more each, a voucher two (four at the most), gift cards two, gift boxes two; cooperatives that can make only so
    much, four.
    The goods that a checkout has itself reserved count as left for it.
    """
    rows: dict[uuid.UUID, list[CheckoutLine]] = {checkout.pk: [] for checkout in checkouts}
    for row in lines_of_baskets(checkout_ids=list(rows)):
        rows[row.checkout_id].append(row)
    filled = [checkout for checkout in checkouts if rows[checkout.pk]]
    product_ids = {row.variant.product_id for own in rows.values() for row in own}
    book = rule_book(filled, product_ids=product_ids, now=now) if filled else EMPTY_BOOK
    found = _offers(checkouts, rows, book.order_rules, now)
    wanted = {variant for _channel, variant in found} | {
        row.variant_id for own in rows.values() for row in own
    }
    sellers = sorted({offer.organisation_id for offer in found.values()})
    owners = {row.pk: row for row in sellers_named(ids=sellers)} if sellers else {}
    limited = any(vars(owner)["is_limited"] for owner in owners.values())
    read = _Read(
        rows,
        found,
        available(wanted) if wanted else {},
        owners,
        rate_tables(
            {region_of_checkout(each) for each in filled if has_destination(each)},
            provinces={province_of(each) for each in filled} - {""},
        ),
        book,
        cod_books([each for each in filled if each.address], now=now),
        load_for(wanted, on=timezone.localdate(now)) if limited else None,
    )
    goods = [_goods(checkout, read, now) for checkout in checkouts]
    sent = [each for each in goods if each.lines and has_destination(each.checkout)]
    by_zone = zone_options([_sending(each.checkout, each.lines, each.goods) for each in sent])
    ways = {each.checkout.pk: _delivery(each, zones, read) for each, zones in zip(sent, by_zone, strict=True)}
    return [_basket(each, ways.get(each.checkout.pk, ()), read) for each in goods]


def basket_of(checkout: Checkout, *, now: datetime) -> Basket:
    """Price a basket and find what stands in its way (`baskets_of`), in a fixed number of statements."""
    return baskets_of([checkout], now=now)[0]
