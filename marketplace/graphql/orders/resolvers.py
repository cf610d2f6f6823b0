"""How the fields of an order are answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import override

from catalog.selectors.offers import Offer
from marketplace.accounts.models import User
from marketplace.accounts.selectors import users_by_id
from marketplace.channels.models import Channel
from marketplace.cooperatives.selectors import OrganisationCard, organisation_card
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders import words
from marketplace.graphql.orders.rows import (
    LineRow,
    OrderRow,
    lines_of,
    standings,
    subtotal_of,
    views,
)
from marketplace.graphql.orders.transactions import TransactionRow, app_transactions, order_transaction
from marketplace.graphql.shop.addresses import address_row, hidden, veiled
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, code_of
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Taxed
from marketplace.graphql.shop.pictures import DEFAULT_SIZE, absolute, format_of
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.paid_words import paid_label
from orders.selectors.orders import SubOrderView
from orders.states import SubOrderState

_SENT = frozenset(
    {
        SubOrderState.SHIPPED,
        SubOrderState.DELIVERED,
        SubOrderState.REFUSED,
        SubOrderState.RETURNED,
        SubOrderState.LOST,
    }
)


def _address(row: OrderRow, key: str, values: dict[str, Any]) -> dict[str, Any] | None:
    found = address_row(key, values)
    return found if row.is_open else hidden(found)


class OrderResolvers:
    """How the fields of Order are answered; its rows are `OrderRow`s."""

    @staticmethod
    def resolve_created(root: OrderRow, _info: Info) -> datetime:
        """Return when it was placed."""
        return root.order.placed_at

    @staticmethod
    def resolve_number(root: OrderRow, _info: Info) -> str:
        """Return its number."""
        return str(root.order.number)

    @staticmethod
    @batched
    def resolve_status(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return where they stand."""
        return [words.order_status(standing) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_status_display(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return where they stand, in words."""
        with override(DEFAULT_LANGUAGE):
            return [words.order_status_label(standing) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_user(parents: Sequence[OrderRow], info: Info) -> list[User | Exception | None]:
        """Return whose they are; a stranger is refused."""
        found = info.context.load(
            users_by_id, [row.order.user_id if row.is_open else None for row in parents]
        )
        return [
            user if row.is_open else PermissionDenied(FORBIDDEN)
            for row, user in zip(parents, found, strict=True)
        ]

    @staticmethod
    def resolve_user_email(root: OrderRow, _info: Info) -> str | None:
        """Return the address that was given, to a stranger only its first letter."""
        email = root.order.email
        return (email if root.is_open else veiled(email)) or None

    @staticmethod
    def resolve_shipping_address(root: OrderRow, _info: Info) -> dict[str, Any] | None:
        """Return where the parcel goes."""
        return _address(root, f"{root.id}-shipping", root.order.address)

    @staticmethod
    def resolve_billing_address(root: OrderRow, _info: Info) -> dict[str, Any] | None:
        """Return who is named on the bill; without a name of its own, who gets the parcel."""
        return _address(root, f"{root.id}-billing", root.order.billing_address or root.order.address)

    @staticmethod
    def resolve_shipping_method_name(root: OrderRow, _info: Info) -> str:
        """Return how the parcel travels, as it was called when the order was placed."""
        return text_in(root.order.delivery_names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_channel(root: OrderRow, _info: Info) -> Channel:
        """Return the channel."""
        return root.order.channel

    @staticmethod
    @batched
    def resolve_lines(parents: Sequence[OrderRow], info: Info) -> list[list[LineRow]]:
        """Return the lines."""
        return [lines_of(row, view) for row, view in zip(parents, views(parents, info), strict=True)]

    @staticmethod
    @batched
    def resolve_sub_orders(
        parents: Sequence[OrderRow], info: Info
    ) -> list[list[tuple[OrderRow, SubOrderView]]]:
        """Return each cooperative's part."""
        found = zip(parents, views(parents, info), strict=True)
        return [[(row, part) for part in view.parts] for row, view in found]

    @staticmethod
    @batched
    def resolve_is_paid(parents: Sequence[OrderRow], info: Info) -> list[bool]:
        """Say which are paid."""
        return [words.paid_status(standing.payment) == "FULL" for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_payment_status(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return where the payments stand."""
        return [words.charge_status(standing.payment) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_payment_status_display(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return where the payments stand, in words."""
        with override(DEFAULT_LANGUAGE):
            return [paid_label(standing.payment) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_authorize_status(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return how much is promised or paid."""
        return [words.authorize_status(standing.payment) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_charge_status(parents: Sequence[OrderRow], info: Info) -> list[str]:
        """Return how much is paid."""
        return [words.paid_status(standing.payment) for standing in standings(parents, info)]

    @staticmethod
    @batched
    def resolve_transactions(
        parents: Sequence[OrderRow], info: Info
    ) -> list[list[TransactionRow] | Exception]:
        """Return the payments, to whoever may see whose the order is."""
        apps = info.context.load(app_transactions, [row.order.checkout_id for row in parents])
        found = zip(parents, views(parents, info), apps, strict=True)
        return [
            (
                (reported or ([] if row.draft else [order_transaction(row.order, view.payment)]))
                if row.is_open
                else PermissionDenied(FORBIDDEN)
            )
            for row, view, reported in found
        ]

    @staticmethod
    @batched
    def resolve_total(parents: Sequence[OrderRow], info: Info) -> list[Taxed]:
        """Return what they cost."""
        found = zip(parents, standings(parents, info), strict=True)
        return [subtotal_of(standing) + row.extras for row, standing in found]

    @staticmethod
    @batched
    def resolve_subtotal(parents: Sequence[OrderRow], info: Info) -> list[Taxed]:
        """Return what the goods cost."""
        return [subtotal_of(standing) for standing in standings(parents, info)]

    @staticmethod
    def resolve_shipping_price(root: OrderRow, _info: Info) -> Taxed:
        """Return what delivery costs, with the fee for paying at the door."""
        return root.extras

    @staticmethod
    @batched
    def resolve_total_charged(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what is paid and not given back."""
        return [
            standing.payment.captured - standing.payment.refunded for standing in standings(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_total_authorized(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what is promised and not yet paid."""
        return [
            order_transaction(row.order, standing.payment).authorized_amount
            for row, standing in zip(parents, standings(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_total_balance(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what is paid less what it costs: below zero while something is owed."""
        return [
            standing.payment.captured - standing.payment.refunded - standing.order.total
            for standing in standings(parents, info)
        ]

    @staticmethod
    def resolve_customer_note(root: OrderRow, _info: Info) -> str:
        """Return what the customer wrote, to whoever may see whose the order is."""
        return root.order.note if root.is_open else ""

    @staticmethod
    def resolve_language_code_enum(root: OrderRow, _info: Info) -> str:
        """Return the language of its messages."""
        return code_of(root.order.language)

    @staticmethod
    def resolve_checkout_id(root: OrderRow, _info: Info) -> str:
        """Return the basket that became it."""
        return global_id("Checkout", root.order.checkout_id)


class OrderLineResolvers:
    """How the fields of OrderLine are answered; its rows are `LineRow`s."""

    @staticmethod
    def resolve_product_name(root: LineRow, _info: Info) -> str:
        """Return the name as it was."""
        return text_in(root.line.product_names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_variant_name(root: LineRow, _info: Info) -> str:
        """Return the name as it was."""
        return text_in(root.line.variant_names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_translated_product_name(root: LineRow, _info: Info) -> str:
        """Return the name as it was, in the customer's language."""
        return text_in(root.line.product_names, root.row.order.language)

    @staticmethod
    def resolve_translated_variant_name(root: LineRow, _info: Info) -> str:
        """Return the name as it was, in the customer's language."""
        return text_in(root.line.variant_names, root.row.order.language)

    @staticmethod
    def resolve_quantity(root: LineRow, _info: Info) -> int:
        """Return how many."""
        return root.line.quantity

    @staticmethod
    def resolve_quantity_fulfilled(root: LineRow, _info: Info) -> int:
        """Return how many have left."""
        return root.line.quantity if root.state in _SENT else 0

    @staticmethod
    def resolve_quantity_to_fulfill(root: LineRow, _info: Info) -> int:
        """Return how many are still to be sent."""
        return 0 if root.state in _SENT or root.state == SubOrderState.CANCELLED else root.line.quantity

    @staticmethod
    @batched
    def resolve_variant(parents: Sequence[LineRow], info: Info) -> list[VariantRow | None]:
        """Return the variants as they are now."""
        return [
            VariantRow.of(offer, row.row.order.channel) if offer is not None else None
            for row, offer in zip(parents, _offers(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_thumbnail(
        parents: Sequence[LineRow], info: Info, size: int | None = None, format: Any = None
    ) -> list[dict[str, str] | None]:
        """Return the products' first pictures."""
        kind, wanted = format_of(format), size or DEFAULT_SIZE
        keys = [(wanted, kind, offer.product_id) if offer else None for offer in _offers(parents, info)]
        found = info.context.load(loads.thumbnails, keys)
        return [
            {"url": absolute(row.path), "alt": row.alt(DEFAULT_LANGUAGE)} if row is not None else None
            for row in found
        ]


def _offers(parents: Sequence[LineRow], info: Info) -> list[Offer | None]:
    keys = [(row.row.order.channel, info.context.now, row.line.variant_id) for row in parents]
    return info.context.load(loads.offers_by_variant, keys)


class SubOrderResolvers:
    """How the fields of SubOrder are answered; its rows are an order and one part of it."""

    @staticmethod
    @batched
    def resolve_id(parents: Sequence[tuple[OrderRow, SubOrderView]], _info: Info) -> list[str]:
        """Return the ids."""
        return [global_id("SubOrder", part.row.pk) for _row, part in parents]

    @staticmethod
    def resolve_number(root: tuple[OrderRow, SubOrderView], _info: Info) -> str:
        """Return its number: the order's, and its place."""
        return root[1].row.number

    @staticmethod
    def resolve_status(root: tuple[OrderRow, SubOrderView], _info: Info) -> str:
        """Return where it stands."""
        return root[1].row.state.upper()

    @staticmethod
    def resolve_cooperative(root: tuple[OrderRow, SubOrderView], _info: Info) -> OrganisationCard:
        """Return who sells it."""
        return organisation_card(root[1].organisation)

    @staticmethod
    def resolve_lines(root: tuple[OrderRow, SubOrderView], _info: Info) -> list[LineRow]:
        """Return its lines."""
        row, part = root
        return [LineRow(key, line, row, part.row.state) for key, line in part.keyed_lines]

    @staticmethod
    def resolve_total(root: tuple[OrderRow, SubOrderView], info: Info) -> Taxed:
        """Return what its goods cost."""
        lines = SubOrderResolvers.resolve_lines(root, info)
        total = lines[0].total_price
        for line in lines[1:]:
            total += line.total_price
        return total
