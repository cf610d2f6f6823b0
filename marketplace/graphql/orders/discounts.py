"""What made an order cheaper: of the whole of it, and of single lines."""

import uuid
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import PositiveDecimal
from marketplace.graphql.orders.discount_reasons import reasons_of
from marketplace.graphql.orders.rows import LineRow, OrderRow
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import total_of
from marketplace.kernel.texts import text_in
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.models.voucher import Voucher
from marketplace.promotions.selectors.gift_cards import gift_cards_used
from marketplace.promotions.selectors.rules import vouchers_by_ids
from marketplace.promotions.states import ValueType, VoucherType
from orders.manual_discounts import LINE
from orders.models.discount import OrderDiscount as DiscountModel
from orders.postings import order_subject
from orders.selectors.orders import discounts_by_order
from orders.states import DiscountKind, OrderOrigin

OrderDiscountType = saleor_enum("OrderDiscountType", "By what an order became cheaper.")
DiscountValueTypeEnum = saleor_enum("DiscountValueTypeEnum", "How a discount is reckoned.")

# The contract has no word for what makes delivery cheaper: it is a promotion of the order.
_TYPES = {
    DiscountKind.PROMOTION: "PROMOTION",
    DiscountKind.ORDER_PROMOTION: "ORDER_PROMOTION",
    DiscountKind.GIFT: "ORDER_PROMOTION",
    DiscountKind.VOUCHER: "VOUCHER",
    DiscountKind.FREE_DELIVERY: "ORDER_PROMOTION",
    DiscountKind.SUBSIDY: "ORDER_PROMOTION",
    DiscountKind.MANUAL: "MANUAL",
    # The contract knows no boxes; to its readers it is what a basket's promotion is
    DiscountKind.BOX: "ORDER_PROMOTION",
}


@dataclass(frozen=True, slots=True)
class DiscountRow:
    """What one rule takes off an order, or off a line of it with so many pieces."""

    id: str
    rows: tuple[DiscountModel, ...]
    language: str
    quantity: int = 1
    # The contract tells a placed basket's voucher as the sum that it took off, whatever it promised
    is_told_as_sum: bool = False

    @property
    def first(self) -> DiscountModel:
        """One of the rows; all tell the same of their rule."""
        return self.rows[0]

    @property
    def amount(self) -> Amount:
        """What it takes off in all."""
        return total_of([row.amount for row in self.rows], self.first.currency)


class _DiscountFields:
    """What discounts of orders and of lines have in common; their rows are `DiscountRow`s."""

    type = graphene.Field(OrderDiscountType, required=True, description="By what it became cheaper.")
    name = graphene.String(description="Name of the voucher or promotion.")
    translated_name = graphene.String(description="The name in the customer's language.")
    value_type = graphene.Field(DiscountValueTypeEnum, required=True, description="Fixed or per cent.")
    value = graphene.Field(PositiveDecimal, required=True, description="An amount, or a percentage.")
    reason = graphene.String(description="Why the staff gave it. Requires MANAGE_ORDERS.")
    total = graphene.Field(Money, required=True, description="What it takes off.")

    @staticmethod
    def resolve_type(root: DiscountRow, _info: Info) -> str:
        """Return by what it became cheaper."""
        return _TYPES[DiscountKind(root.first.kind)]

    @staticmethod
    def resolve_name(root: DiscountRow, _info: Info) -> str | None:
        """Return the name."""
        return root.first.name or text_in(root.first.names, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_translated_name(root: DiscountRow, _info: Info) -> str | None:
        """Return the name in the customer's language, where it has one."""
        name: str | None = root.first.names.get(root.language)
        return name

    @staticmethod
    def resolve_value_type(root: DiscountRow, _info: Info) -> str:
        """Return how it is reckoned."""
        return "FIXED" if root.is_told_as_sum else ValueType(root.first.value_type).name

    @staticmethod
    def resolve_value(root: DiscountRow, _info: Info) -> Decimal:
        """Return the value."""
        return root.amount.amount if root.is_told_as_sum else root.first.value

    @staticmethod
    def resolve_reason(root: DiscountRow, info: Info) -> str | None:
        """Return why, to the staff."""
        if not info.context.actor.may(Permission.MANAGE_ORDERS):
            raise PermissionDenied(FORBIDDEN)
        return root.first.reason or None

    @staticmethod
    def resolve_total(root: DiscountRow, _info: Info) -> Amount:
        """Return what it takes off."""
        return root.amount


class OrderDiscount(_DiscountFields, graphene.ObjectType):
    """What makes a whole order cheaper."""

    class Meta:
        interfaces = (Node,)

    id = id_field("OrderDiscount", description="The ID of the discount.")
    amount = graphene.Field(
        Money, required=True, description="What it takes off.", deprecation_reason="Use `total` instead."
    )


class OrderLineDiscount(_DiscountFields, graphene.ObjectType):
    """What makes a line of an order cheaper."""

    class Meta:
        interfaces = (Node,)

    id = id_field("OrderLineDiscount", description="The ID of the discount.")
    unit = graphene.Field(Money, required=True, description="What it takes off one item.")

    @staticmethod
    def resolve_unit(root: DiscountRow, _info: Info) -> Amount:
        """Return what it takes off one item."""
        return root.amount.portion(1, root.quantity)


def _rows_of(parents: Sequence[OrderRow], info: Info) -> list[Sequence[DiscountModel]]:
    found = info.context.load(discounts_by_order, [None if row.draft else row.id for row in parents])
    return [row.draft.discounts if row.draft else own or () for row, own in zip(parents, found, strict=True)]


def _voucher_key(row: DiscountModel) -> int | None:
    word, _colon, key = row.rule.partition(":")
    return int(key) if word == "voucher" else None


def _vouchers(rows: Iterable[DiscountModel], info: Info) -> dict[int, Voucher]:
    keys = list(dict.fromkeys(key for row in rows if (key := _voucher_key(row)) is not None))
    return {
        voucher.pk: voucher for voucher in info.context.load(vouchers_by_ids, keys) if voucher is not None
    }


def _is_of_line(row: DiscountModel, vouchers: dict[int, Voucher]) -> bool:
    """Say whether a reduction is a line's own, as the contract divides them, or the line's part of the order's."""
    if row.kind in (DiscountKind.PROMOTION, DiscountKind.GIFT):
        return True
    if row.kind == DiscountKind.MANUAL:
        return row.rule.startswith(f"{LINE}:")
    voucher = vouchers.get(_voucher_key(row) or 0)
    return voucher is not None and (voucher.type == VoucherType.SPECIFIC_PRODUCT or voucher.once_per_order)


def _key(order_id: uuid.UUID, rule: str) -> str:
    """Return a lasting key: a reduction by hand keeps the one under which the staff change it."""
    word, _colon, key = rule.partition(":")
    return key if word == "manual" else str(uuid.uuid5(order_id, rule))


def _grouped(row: OrderRow, discounts: Iterable[DiscountModel]) -> list[DiscountRow]:
    groups: dict[str, list[DiscountModel]] = {}
    for each in discounts:
        groups.setdefault(each.rule, []).append(each)
    return [
        DiscountRow(
            _key(row.id, rule),
            tuple(own),
            row.order.language,
            is_told_as_sum=own[0].kind == DiscountKind.VOUCHER and _is_placed_basket(row),
        )
        for rule, own in groups.items()
    ]


def _is_placed_basket(row: OrderRow) -> bool:
    return not row.draft and row.order.origin == OrderOrigin.CHECKOUT


class OrderReductions:
    """Fields of Order that tell what made it cheaper; its rows are `OrderRow`s."""

    voucher = graphene.Field(
        late("Voucher"),
        description="Voucher of the order, with the code that was used; for the customer and staff.",
    )
    voucher_code = graphene.String(description="Code of the voucher; for the customer and staff.")
    gift_cards = graphene.List(
        graphene.NonNull(late("GiftCard")),
        required=True,
        description="Gift cards that pay a part of it; for the customer and staff.",
    )
    discounts = graphene.List(
        graphene.NonNull(OrderDiscount), required=True, description="All that makes the whole order cheaper."
    )

    @staticmethod
    @batched
    def resolve_voucher(parents: Sequence[OrderRow], info: Info) -> list[Voucher | None]:
        """Return the vouchers, each with the code that this order used."""
        found = _rows_of(parents, info)
        vouchers = _vouchers((each for rows in found for each in rows), info)
        return [_used_voucher(row, rows, vouchers) for row, rows in zip(parents, found, strict=True)]

    @staticmethod
    def resolve_voucher_code(root: OrderRow, _info: Info) -> str | None:
        """Return the code, to whoever may see whose the order is."""
        return (root.order.voucher_code or None) if root.is_open else None

    @staticmethod
    @batched
    def resolve_gift_cards(parents: Sequence[OrderRow], info: Info) -> list[list[GiftCard] | Exception]:
        """Return the cards that paid; a draft has taken nothing from any yet."""
        keys = [None if row.draft else order_subject(row.order) for row in parents]
        found = info.context.load(gift_cards_used, keys)
        return [
            (cards or []) if row.is_open else PermissionDenied(FORBIDDEN)
            for row, cards in zip(parents, found, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_discounts(parents: Sequence[OrderRow], info: Info) -> list[list[DiscountRow]]:
        """Return what makes the whole of them cheaper; each rule once, however many lines it touches."""
        found = _rows_of(parents, info)
        vouchers = _vouchers((each for rows in found for each in rows), info)
        return [
            _grouped(row, [each for each in rows if not _is_of_line(each, vouchers)])
            for row, rows in zip(parents, found, strict=True)
        ]


def _used_voucher(
    row: OrderRow, rows: Sequence[DiscountModel], vouchers: dict[int, Voucher]
) -> Voucher | None:
    key = next((key for each in rows if (key := _voucher_key(each)) is not None), None)
    voucher = vouchers.get(key or 0)
    if voucher is None or not row.is_open:
        return None
    told = copy(voucher)
    vars(told)["told_code"] = row.order.voucher_code
    return told


class LineReductions:
    """Fields of OrderLine that tell what made it cheaper; its rows are `LineRow`s."""

    unit_discount = graphene.Field(
        Money, required=True, description="What is taken off one item of this very line."
    )
    unit_discount_reason = graphene.String(
        description="Which promotions and voucher take it off; for the staff in their own words, too."
    )
    unit_discount_value = graphene.Field(
        PositiveDecimal, required=True, description="An amount, or a percentage; of one discount alone."
    )
    unit_discount_type = graphene.Field(DiscountValueTypeEnum, description="Fixed or per cent.")
    voucher_code = graphene.String(
        description="Code of the voucher of this very line; for the customer and staff."
    )
    is_gift = graphene.Boolean(description="Whether a promotion on the basket gave it.")
    discounts = graphene.List(
        graphene.NonNull(OrderLineDiscount), description="All that makes this very line cheaper."
    )

    @staticmethod
    @batched
    def resolve_unit_discount(parents: Sequence[LineRow], info: Info) -> list[Amount]:
        """Return what is taken off one item."""
        return [
            _off(line, own).portion(1, line.line.quantity)
            for line, own in zip(parents, discounts_of_lines(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_unit_discount_reason(parents: Sequence[LineRow], info: Info) -> list[str | None]:
        """Return why: promotions by ID, the voucher's code to its customer, and to the staff what they wrote."""
        found = [[each.first for each in own] for own in discounts_of_lines(parents, info)]
        return reasons_of(list(zip(parents, found, strict=True)), info)

    @staticmethod
    @batched
    def resolve_unit_discount_value(parents: Sequence[LineRow], info: Info) -> list[Decimal]:
        """Return the value of the only discount, or what several take off one item together."""
        return [
            own[0].first.value
            if _is_told(line, own)
            else _off(line, own).portion(1, line.line.quantity).amount
            for line, own in zip(parents, discounts_of_lines(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_unit_discount_type(parents: Sequence[LineRow], info: Info) -> list[str | None]:
        """Return how the only discount is reckoned; several make a fixed amount together."""
        return [
            (ValueType(own[0].first.value_type).name if _is_told(line, own) else "FIXED") if own else None
            for line, own in zip(parents, discounts_of_lines(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_voucher_code(parents: Sequence[LineRow], info: Info) -> list[str | None]:
        """Return the codes of vouchers that are about these lines alone."""
        return [
            next((each.first.code for each in own if each.first.code), None) if line.row.is_open else None
            for line, own in zip(parents, discounts_of_lines(parents, info), strict=True)
        ]

    @staticmethod
    def resolve_is_gift(root: LineRow, _info: Info) -> bool:
        """Say whether it was given."""
        return root.line.is_gift

    @staticmethod
    @batched
    def resolve_discounts(parents: Sequence[LineRow], info: Info) -> list[list[DiscountRow]]:
        """Return what makes these very lines cheaper."""
        return discounts_of_lines(parents, info)


def _is_told(line: LineRow, own: Sequence[DiscountRow]) -> bool:
    """Say whether the rule of a line is told as it is: not of several, and not of a basket that was placed."""
    return len(own) == 1 and not _is_placed_basket(line.row)


def _off(line: LineRow, own: Sequence[DiscountRow]) -> Amount:
    return total_of([each.amount for each in own], line.line.currency)


def discounts_of_lines(lines: Sequence[LineRow], info: Info) -> list[list[DiscountRow]]:
    """Return what makes lines cheaper by themselves: two statements at most for all of them."""
    orders = list({line.row.id: line.row for line in lines}.values())
    found: dict[Any, Sequence[DiscountModel]] = dict(
        zip((row.id for row in orders), _rows_of(orders, info), strict=True)
    )
    vouchers = _vouchers((each for rows in found.values() for each in rows), info)
    told = []
    for line in lines:
        own = [
            each
            for each in found[line.row.id]
            if (each.line is line.line if line.row.draft else each.line_id == line.line.pk)
            and _is_of_line(each, vouchers)
        ]
        told.append(
            [
                DiscountRow(
                    str(uuid.uuid5(line.row.id, f"{line.id}:{each.rule}")),
                    (each,),
                    line.row.order.language,
                    line.line.quantity,
                )
                for each in own
            ]
        )
    return told
