"""
Settings of a channel in the contract's words.

Those that our orders obey are columns of the channel; the others are kept as they were written and read back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene
from django.utils.dateparse import parse_datetime

from marketplace.channels.models import Channel
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.scalars import DateTime, Day, Hour, Minute

AllocationStrategyEnum = saleor_enum(
    "AllocationStrategyEnum", "From which warehouses items are promised first."
)
MarkAsPaidStrategyEnum = saleor_enum("MarkAsPaidStrategyEnum", "What marking an order as paid writes down.")
TransactionFlowStrategyEnum = saleor_enum(
    "TransactionFlowStrategyEnum", "Whether money is taken at once or promised first."
)

# What a setting that nobody wrote reads as
_DEFAULTS: Mapping[str, Any] = {
    "allocation_strategy": "PRIORITIZE_HIGH_STOCK",
    "mark_as_paid_strategy": "TRANSACTION_FLOW",
    "delete_expired_orders_after": 60,
    "automatically_fulfill_non_shippable_gift_card": True,
    "include_draft_order_in_voucher_usage": False,
    "draft_order_line_price_freeze_period": 24,
    "use_legacy_line_discount_propagation": False,
    "use_legacy_error_flow": False,
    "automatically_complete_fully_paid_checkouts": False,
    "allow_legacy_gift_card_use": True,
    "default_transaction_flow_strategy": "CHARGE",
    "release_funds_for_expired_checkouts": False,
    "checkout_ttl_before_releasing_funds": 6,
}
_DATES = frozenset({"automatic_completion_cut_off_date", "checkout_release_funds_cut_off_date"})


def _read(root: Channel, name: str) -> Any:
    """Return a setting as it was written, or what it reads as without."""
    value = root.api_settings.get(name, _DEFAULTS.get(name))
    return parse_datetime(value) if name in _DATES and value is not None else value


def _kept(kind: Any, name: str, description: str, *, required: bool = True) -> Any:
    """Declare a field that shows a kept setting."""
    return graphene.Field(
        kind,
        required=required,
        description=description,
        resolver=lambda root, _info: _read(root, name),
    )


class StockSettings(graphene.ObjectType):
    """Represents the channel stock settings."""

    allocation_strategy = _kept(
        AllocationStrategyEnum, "allocation_strategy", "Kept; lots are promised by their age here."
    )


class OrderSettings(graphene.ObjectType):
    """Represents the channel-specific order settings."""

    automatically_confirm_all_new_orders = graphene.Boolean(
        required=True,
        source="confirms_orders",
        description="Whether new orders may be prepared without a word of the staff's.",
    )
    automatically_fulfill_non_shippable_gift_card = _kept(
        graphene.Boolean,
        "automatically_fulfill_non_shippable_gift_card",
        "Whether gift cards are sent at once.",
    )
    expire_orders_after = Minute(
        source="unpaid_order_minutes",
        description="How long an order waits for its money; null: as long as the way to pay needs.",
    )
    mark_as_paid_strategy = _kept(
        MarkAsPaidStrategyEnum, "mark_as_paid_strategy", "What marking an order as paid writes down."
    )
    delete_expired_orders_after = _kept(
        Day, "delete_expired_orders_after", "Kept; expired orders stay in the books."
    )
    allow_unpaid_orders = graphene.Boolean(
        required=True,
        source="allows_unpaid_orders",
        description="Whether orders may be prepared before their money is there.",
    )
    include_draft_order_in_voucher_usage = _kept(
        graphene.Boolean, "include_draft_order_in_voucher_usage", "Whether drafts count as uses of a voucher."
    )
    draft_order_line_price_freeze_period = _kept(
        Hour,
        "draft_order_line_price_freeze_period",
        "Hours for which a draft keeps its prices.",
        required=False,
    )
    use_legacy_line_discount_propagation = _kept(
        graphene.Boolean, "use_legacy_line_discount_propagation", "Kept; discounts stand on their lines here."
    )


class CheckoutSettings(graphene.ObjectType):
    """Represents the channel-specific checkout settings."""

    use_legacy_error_flow = _kept(
        graphene.Boolean, "use_legacy_error_flow", "Kept; problems are told with each checkout."
    )
    automatically_complete_fully_paid_checkouts = _kept(
        graphene.Boolean,
        "automatically_complete_fully_paid_checkouts",
        "Whether paid checkouts become orders.",
    )
    automatic_completion_delay = _kept(
        Minute,
        "automatic_completion_delay",
        "Minutes until a paid checkout becomes an order.",
        required=False,
    )
    automatic_completion_cut_off_date = _kept(
        DateTime, "automatic_completion_cut_off_date", "Checkouts before it are left alone.", required=False
    )
    allow_legacy_gift_card_use = _kept(
        graphene.Boolean, "allow_legacy_gift_card_use", "Whether gift cards are redeemed as promo codes."
    )


class PaymentSettings(graphene.ObjectType):
    """Represents the channel-specific payment settings."""

    default_transaction_flow_strategy = _kept(
        TransactionFlowStrategyEnum, "default_transaction_flow_strategy", "What is asked of a gateway first."
    )
    release_funds_for_expired_checkouts = _kept(
        graphene.Boolean,
        "release_funds_for_expired_checkouts",
        "Whether promised money of old checkouts is released.",
        required=False,
    )
    checkout_ttl_before_releasing_funds = _kept(
        Hour, "checkout_ttl_before_releasing_funds", "Hours until it is released.", required=False
    )
    checkout_release_funds_cut_off_date = _kept(
        DateTime, "checkout_release_funds_cut_off_date", "Checkouts before it are left alone.", required=False
    )

    cash_gateway_id = graphene.String(
        required=True,
        description="Under which payment gateway's ID clients see cash on delivery.",
    )


class StockSettingsInput(graphene.InputObjectType):
    """The channel stock settings."""

    allocation_strategy = graphene.Argument(
        AllocationStrategyEnum, required=True, description="Kept; lots are promised by their age here."
    )


class OrderSettingsInput(graphene.InputObjectType):
    """The channel order settings."""

    automatically_confirm_all_new_orders = graphene.Boolean(
        description="Whether new orders may be prepared without a word of the staff's."
    )
    automatically_fulfill_non_shippable_gift_card = graphene.Boolean(
        description="Whether gift cards are sent at once."
    )
    expire_orders_after = Minute(
        description="How long an order waits for its money; 0 or null: as long as the way to pay needs."
    )
    delete_expired_orders_after = Day(description="Kept; expired orders stay in the books.")
    mark_as_paid_strategy = graphene.Argument(
        MarkAsPaidStrategyEnum, description="What marking an order as paid writes down."
    )
    allow_unpaid_orders = graphene.Boolean(
        description="Whether orders may be prepared before their money is there."
    )
    include_draft_order_in_voucher_usage = graphene.Boolean(
        description="Whether drafts count as uses of a voucher."
    )
    draft_order_line_price_freeze_period = Hour(description="Hours for which a draft keeps its prices.")
    use_legacy_line_discount_propagation = graphene.Boolean(
        description="Kept; discounts stand on their lines here."
    )


class CheckoutAutoCompleteInput(graphene.InputObjectType):
    """Whether paid checkouts become orders by themselves."""

    enabled = graphene.Boolean(required=True, description="Whether they do.")
    delay = Minute(description="Minutes until they do.")
    cut_off_date = DateTime(description="Checkouts before it are left alone.")


class CheckoutSettingsInput(graphene.InputObjectType):
    """The channel checkout settings."""

    use_legacy_error_flow = graphene.Boolean(description="Kept; problems are told with each checkout.")
    automatically_complete_fully_paid_checkouts = graphene.Boolean(
        description="Whether paid checkouts become orders."
    )
    automatic_completion = graphene.Argument(
        CheckoutAutoCompleteInput, description="Whether paid checkouts become orders, and when."
    )
    allow_legacy_gift_card_use = graphene.Boolean(
        description="Whether gift cards are redeemed as promo codes."
    )


class PaymentSettingsInput(graphene.InputObjectType):
    """The channel payment settings."""

    default_transaction_flow_strategy = graphene.Argument(
        TransactionFlowStrategyEnum, description="What is asked of a gateway first."
    )
    release_funds_for_expired_checkouts = graphene.Boolean(
        description="Whether promised money of old checkouts is released."
    )
    checkout_ttl_before_releasing_funds = Hour(description="Hours until it is released.")
    checkout_release_funds_cut_off_date = DateTime(description="Checkouts before it are left alone.")
    cash_gateway_id = graphene.String(
        description="Under which payment gateway's ID clients see cash on delivery: a shop front that knows the dummy"
        " payment app alone can sell with `saleor.io.dummy-payment-app`."
    )


def settings_args() -> dict[str, Any]:
    """Return the input fields by which a channel's settings are written."""
    return {
        "stock_settings": graphene.Argument(StockSettingsInput, description="The channel stock settings."),
        "order_settings": graphene.Argument(OrderSettingsInput, description="The channel order settings."),
        "checkout_settings": graphene.Argument(
            CheckoutSettingsInput, description="The channel checkout settings."
        ),
        "payment_settings": graphene.Argument(
            PaymentSettingsInput, description="The channel payment settings."
        ),
    }


# What our orders obey: the contract's name, and ours
_OBEYED: Mapping[str, str] = {
    "automatically_confirm_all_new_orders": "confirms_orders",
    "allow_unpaid_orders": "allows_unpaid_orders",
    "expire_orders_after": "unpaid_order_minutes",
    "cash_gateway_id": "cash_gateway_id",
}


def settings_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that a client wrote as arguments of `ChannelChanges`."""
    written: dict[str, Any] = {}
    for group in ("stock_settings", "order_settings", "checkout_settings", "payment_settings"):
        written |= given.get(group) or {}
    automatic = written.pop("automatic_completion", None)
    if automatic is not None:
        written["automatically_complete_fully_paid_checkouts"] = automatic["enabled"]
        written["automatic_completion_delay"] = automatic.get("delay")
        written["automatic_completion_cut_off_date"] = automatic.get("cut_off_date")
    obeyed = {ours: written.pop(theirs) for theirs, ours in _OBEYED.items() if theirs in written}
    if "unpaid_order_minutes" in obeyed:
        obeyed["unpaid_order_minutes"] = obeyed["unpaid_order_minutes"] or 0
    return {**obeyed, "api_settings": {name: _plain(value) for name, value in written.items()}}


def _plain(value: Any) -> Any:
    value = getattr(value, "value", value)
    return value.isoformat() if isinstance(value, datetime) else value
