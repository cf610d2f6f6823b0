"""What a back office asks of the shop before it shows its first page."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.channels.services.shop_address_set import ADDRESS
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, late
from marketplace.graphql.kit.scalars import DateTime, Metadata
from marketplace.graphql.shop.addresses import Address, AddressInput, address_row
from marketplace.graphql.shop.shop_settings import ShopRow

AnnouncementImportanceEnum = saleor_enum("AnnouncementImportanceEnum", "How much an announcement matters.")


class ExternalAuthentication(graphene.ObjectType):
    """A way to sign in with somebody else's account."""

    id = graphene.String(required=True, description="ID of external authentication plugin.")
    name = graphene.String(description="Name of external authentication plugin.")


class Limits(graphene.ObjectType):
    """How many things there are, or may be; null: nobody limits them, so nobody counts."""

    channels = graphene.Int(description="Channels.")
    orders = graphene.Int(description="Orders.")
    product_variants = graphene.Int(description="Variants.")
    staff_users = graphene.Int(description="People of the staff.")
    warehouses = graphene.Int(description="Warehouses.")


class LimitInfo(graphene.ObjectType):
    """Limits of an installation; this one has none."""

    current_usage = graphene.Field(Limits, required=True, description="How many there are.")
    allowed_usage = graphene.Field(Limits, required=True, description="How many there may be.")


class Announcement(graphene.ObjectType):
    """What whoever runs a hosted Saleor tells its back offices; nobody runs this one but its own staff."""

    created_at = DateTime(required=True, description="When it was made.")
    updated_at = DateTime(required=True, description="When it was changed.")
    title = graphene.String(required=True, description="Its title.")
    message_html = graphene.String(required=True, description="What it says.")
    importance = graphene.Field(AnnouncementImportanceEnum, required=True, description="How much it matters.")
    type = graphene.String(required=True, description="What it is about.")
    extra = graphene.Field(Metadata, required=True, description="What else is known of it.")


class ShopStanding:
    """Fields of Shop; its rows are `ShopRow`s."""

    available_shipping_methods = graphene.List(
        graphene.NonNull(late("ShippingMethod")),
        channel=graphene.String(required=True, description="Slug of a channel."),
        address=graphene.Argument(AddressInput, description="Where a parcel would go."),
        resolver=answered_later("Shop.availableShippingMethods"),
        description="By which ways parcels of a channel travel, before anything is in them.",
    )
    available_payment_gateways = graphene.List(
        graphene.NonNull(late("PaymentGateway")),
        required=True,
        currency=graphene.String(description="Only those with which this currency is paid."),
        channel=graphene.String(description="Slug of a channel: only its own."),
        resolver=answered_later("Shop.availablePaymentGateways"),
        description="Ways to pay.",
        deprecation_reason=(
            "The legacy Payments API is deprecated and will be removed. Use the Transactions API instead."
        ),
    )
    available_external_authentications = graphene.List(
        graphene.NonNull(ExternalAuthentication),
        required=True,
        description="Ways to sign in with somebody else's account: there are none.",
    )
    permissions = graphene.List(
        graphene.NonNull(late("Permission")),
        required=True,
        resolver=answered_later("Shop.permissions"),
        description="All that people and apps may be allowed (staff only).",
    )
    company_address = graphene.Field(Address, description="Where the marketplace has its seat.")
    limits = graphene.Field(
        LimitInfo, required=True, description="Limits of the installation: there are none (staff only)."
    )
    announcements = graphene.List(
        graphene.NonNull(Announcement),
        required=True,
        description="What whoever hosts the installation announces: nothing (staff only).",
    )
    available_tax_apps = graphene.List(
        graphene.NonNull(late("App")),
        required=True,
        resolver=answered_later("Shop.availableTaxApps"),
        description="Apps that may work taxes out (staff only).",
    )

    @staticmethod
    def resolve_available_external_authentications(_root: ShopRow, _info: Info) -> Sequence[Any]:
        """Return none: an account here is one of ours."""
        return ()

    @staticmethod
    def resolve_company_address(root: ShopRow, _info: Info) -> Mapping[str, Any] | None:
        """Return the address, if somebody said one."""
        return address_row("company", root.values.get(ADDRESS) or {})

    @staticmethod
    def resolve_limits(_root: ShopRow, info: Info) -> Mapping[str, Any]:
        """Return that there are none."""
        require_staff(info)
        return {"current_usage": {}, "allowed_usage": {}}

    @staticmethod
    def resolve_announcements(_root: ShopRow, info: Info) -> Sequence[Any]:
        """Return none."""
        require_staff(info)
        return ()
