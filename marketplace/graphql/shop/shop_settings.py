"""
Settings of the whole shop in the contract's words.

How long goods are held is ours; the others are kept as they were written and read back.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import graphene

from marketplace.channels.selectors import shop_settings
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.metadata import MetadataInput


class ShopRow:
    """The shop; what the back office said of it is read when a field first asks."""

    pk = 1
    api_type = "Shop"

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """What was said, by the names of the contract."""
        found: Mapping[str, Any] = shop_settings().values
        return found


_ENUMS: Mapping[str, tuple[Any, str, str]] = {
    "default_weight_unit": (
        saleor_enum("WeightUnitsEnum", "Units of weight."),
        "KG",
        "Default weight unit.",
    ),
    "password_login_mode": (
        saleor_enum("PasswordLoginModeEnum", "Who may sign in with a password."),
        "ENABLED",
        "Who may sign in with a password.",
    ),
    "account_confirm_merge_mode": (
        saleor_enum("AccountConfirmModeEnum", "How a confirmed account meets its guest orders."),
        "REQUIRE_PASSWORD",
        "How a confirmed account meets its guest orders.",
    ),
}
# name: what it reads as without, what it says
_BOOLEANS: Mapping[str, tuple[bool, str]] = {
    "fulfillment_auto_approve": (True, "Whether fulfilments are approved at once."),
    "fulfillment_allow_unpaid": (True, "Whether unpaid orders may be fulfilled."),
    "allow_storefront_traffic": (True, "Whether shop fronts may ask."),
    "preserve_all_address_fields": (True, "Whether all that was written of an address is kept."),
    "include_taxes_in_prices": (True, "Whether prices include taxes."),
    "display_gross_prices": (True, "Whether prices are shown with taxes."),
    "charge_taxes_on_shipping": (True, "Whether delivery is taxed."),
    "use_legacy_shipping_zone_stock_availability": (False, "Whether stock is counted by zone."),
    "use_legacy_update_webhook_emission": (False, "Whether metadata alone counts as an update."),
    "track_inventory_by_default": (True, "Whether new variants are counted."),
    "enable_account_confirmation_by_email": (True, "Whether accounts are confirmed by e-mail."),
    "allow_login_without_confirmation": (False, "Whether unconfirmed accounts may sign in."),
}
_TEXTS: Mapping[str, str] = {
    "header_text": "Header text.",
    "description": "Shop's description.",
    "default_mail_sender_name": "Who messages are from.",
    "default_mail_sender_address": "From which address messages are.",
    "customer_set_password_url": "Where customers set their password.",
}
_NUMBERS: Mapping[str, str] = {
    "reserve_stock_duration_anonymous_user": "Minutes for which goods are held at the checkout.",
    "reserve_stock_duration_authenticated_user": "Minutes for which goods are held for customers.",
    "limit_quantity_per_checkout": "The most of a variant that one basket may hold.",
}
# What is nobody's business but the staff's
_STAFFS = frozenset({*_TEXTS, *_NUMBERS, *_BOOLEANS}) - {
    "header_text",
    "description",
    "customer_set_password_url",
    "allow_storefront_traffic",
    "include_taxes_in_prices",
    "display_gross_prices",
    "charge_taxes_on_shipping",
}
_OPTIONAL = frozenset(
    {
        "use_legacy_update_webhook_emission",
        "track_inventory_by_default",
        "enable_account_confirmation_by_email",
        "allow_login_without_confirmation",
        "default_weight_unit",
    }
)


def _shown(name: str, kind: Any, description: str, default: Any = None, *, required: bool = False) -> Any:
    def resolve(root: ShopRow, info: Info) -> Any:
        if name in _STAFFS:
            require_staff(info)
        return root.values.get(name, default)

    said = f"{description} (staff only)" if name in _STAFFS else description
    return graphene.Field(kind, required=required, description=said, resolver=resolve)


# Fields of Shop; its rows are `ShopRow`s
ShopSettingsFields = type(
    "ShopSettingsFields",
    (),
    {
        **{
            name: _shown(name, graphene.Boolean, says, default, required=name not in _OPTIONAL)
            for name, (default, says) in _BOOLEANS.items()
        },
        **{
            name: _shown(name, kind, says, default, required=name not in _OPTIONAL)
            for name, (kind, default, says) in _ENUMS.items()
        },
        **{name: _shown(name, graphene.String, says) for name, says in _TEXTS.items()},
        **{name: _shown(name, graphene.Int, says) for name, says in _NUMBERS.items()},
    },
)


def _metadata(description: str) -> Any:
    return graphene.List(graphene.NonNull(MetadataInput), description=description)


ShopSettingsInput = type(
    "ShopSettingsInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is to hold for the whole shop.",
        "name": graphene.String(description="Shop's name."),
        **{name: graphene.String(description=says) for name, says in _TEXTS.items()},
        **{name: graphene.Boolean(description=says) for name, (_default, says) in _BOOLEANS.items()},
        **{name: graphene.Int(description=says) for name, says in _NUMBERS.items()},
        **{
            name: graphene.Argument(kind, description=says) for name, (kind, _default, says) in _ENUMS.items()
        },
        "metadata": _metadata("Public metadata."),
        "private_metadata": _metadata("Private metadata."),
    },
)


def values_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that a client wrote, as they are kept."""
    return {
        name: getattr(value, "value", value)
        for name, value in given.items()
        if name not in ("metadata", "private_metadata")
    }
