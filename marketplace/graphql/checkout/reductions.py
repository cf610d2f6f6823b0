"""What makes a checkout cheaper, and the gift cards that pay a part of it."""

from typing import Any

from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.kit.info import Info
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import total_of
from marketplace.promotions.selectors.gift_cards import gift_cards_by_id
from orders.states import DiscountKind


class CheckoutReductions:
    """How the fields of Checkout that speak of discounts and gift cards are answered."""

    @staticmethod
    def resolve_discount(root: CheckoutRow, _info: Info) -> Amount:
        """Return how much a voucher or a promotion on the basket takes off: nothing is a sum too."""
        by_voucher = [
            each.amount for each in root.basket.delivery_discounts if each.kind == DiscountKind.VOUCHER
        ]
        return root.basket.discount + total_of(by_voucher, root.basket.currency)

    @staticmethod
    def resolve_discount_name(root: CheckoutRow, _info: Info) -> str | None:
        """Return the name of what takes something off."""
        off = [*root.basket.off_goods, *root.basket.delivery_discounts]
        return next((each.rule.name for each in off if each.rule.name), None)

    @staticmethod
    def resolve_translated_discount_name(root: CheckoutRow, _info: Info) -> str | None:
        """Return the name of what takes something off in just the checkout's language."""
        off = [*root.basket.off_goods, *root.basket.delivery_discounts]
        named = next((each.rule for each in off if each.rule.name), None)
        return (named.names.get(root.checkout.language) or None) if named is not None else None

    @staticmethod
    def resolve_gift_cards(root: CheckoutRow, info: Info) -> list[Any]:
        """Return the gift cards whose codes were given."""
        keys = [card.card_id for card in root.basket.given_cards]
        return [card for card in info.context.load(gift_cards_by_id, keys) if card is not None]

    @staticmethod
    def resolve_voucher_code(root: CheckoutRow, _info: Info) -> str | None:
        """Return the voucher's code, if one was given."""
        return root.checkout.voucher_code or None
