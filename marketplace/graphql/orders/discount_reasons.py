"""Why lines of orders are cheaper, in the contract's words."""

import uuid
from collections.abc import Mapping, Sequence

from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.rows import LineRow
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.selectors.promotions import promotions_of_rules
from orders.models.discount import OrderDiscount


def reasons_of(lines: Sequence[tuple[LineRow, Sequence[OrderDiscount]]], info: Info) -> list[str | None]:
    """
    Say of lines what made each cheaper: promotions by ID, vouchers by code, and to the staff what they wrote.

    One statement for all of them. A code is told to whoever may see whose the order is.
    """
    rules = {key: None for _line, own in lines for each in own if (key := _rule_key(each)) is not None}
    promotions = dict(zip(rules, info.context.load(promotions_of_rules, list(rules)), strict=True))
    is_staff = info.context.actor.may(Permission.MANAGE_ORDERS)
    return [
        " & ".join(filter(None, (_reason(each, line, promotions, is_staff=is_staff) for each in own))) or None
        for line, own in lines
    ]


def _rule_key(row: OrderDiscount) -> uuid.UUID | None:
    word, _colon, key = row.rule.partition(":")
    return uuid.UUID(key) if word == "rule" else None


def _reason(
    row: OrderDiscount, line: LineRow, promotions: Mapping[uuid.UUID, Promotion | None], *, is_staff: bool
) -> str:
    if row.code:
        return f"Voucher code: {row.code}" if line.row.is_open else ""
    key = _rule_key(row)
    promotion = promotions.get(key) if key is not None else None
    if promotion is not None:
        kind = "Sale" if promotion.is_sale else "Promotion"
        return f"{kind}: {global_id(kind, promotion.pk)}"
    return (row.reason or row.name) if is_staff else ""
