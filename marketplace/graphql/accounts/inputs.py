"""What clients say of people."""

from typing import Any

import graphene

from marketplace.graphql.accounts.frame import PermissionEnum
from marketplace.graphql.shop.addresses import AddressInput
from marketplace.graphql.shop.languages import LanguageCodeEnum
from marketplace.graphql.shop.metadata import MetadataInput


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


def _permissions(description: str) -> Any:
    return graphene.List(graphene.NonNull(PermissionEnum), description=description)


def _metadata(description: str) -> Any:
    return graphene.List(graphene.NonNull(MetadataInput), description=description)


class AccountRegisterInput(graphene.InputObjectType):
    """Fields required to create a user."""

    first_name = graphene.String(description="Given name.")
    last_name = graphene.String(description="Family name.")
    language_code = graphene.Argument(LanguageCodeEnum, description="User language code.")
    email = graphene.String(required=True, description="The email address of the user.")
    password = graphene.String(required=True, description="Password.")
    redirect_url = graphene.String(description="Page of the client that confirms the account; required.")
    metadata = _metadata("User public metadata.")
    channel = graphene.String(description="Slug of a channel; our messages are the same in all.")


class AccountInput(graphene.InputObjectType):
    """Fields required to update the user."""

    first_name = graphene.String(description="Given name.")
    last_name = graphene.String(description="Family name.")
    language_code = graphene.Argument(LanguageCodeEnum, description="User language code.")
    default_billing_address = graphene.Argument(AddressInput, description="Billing address of the customer.")
    default_shipping_address = graphene.Argument(
        AddressInput, description="Shipping address of the customer."
    )
    metadata = _metadata("User public metadata.")


class _UserInput(graphene.InputObjectType):
    first_name = graphene.String(description="Given name.")
    last_name = graphene.String(description="Family name.")
    email = graphene.String(description="The unique email address of the user.")
    is_active = graphene.Boolean(description="User account is active.")
    note = graphene.String(description="A note about the user.")
    metadata = _metadata("User public metadata.")
    private_metadata = _metadata("User private metadata; for the staff.")


class CustomerInput(_UserInput):
    """What the staff write of a customer."""

    default_billing_address = graphene.Argument(AddressInput, description="Billing address of the customer.")
    default_shipping_address = graphene.Argument(
        AddressInput, description="Shipping address of the customer."
    )
    language_code = graphene.Argument(LanguageCodeEnum, description="User language code.")
    external_reference = graphene.String(description="External ID of the customer.")
    is_confirmed = graphene.Boolean(description="Whether the address is known to be the customer's.")


class UserCreateInput(CustomerInput):
    """What is known of a new customer."""

    redirect_url = graphene.String(description="Page of the client where the password is set.")
    channel = graphene.String(description="Slug of a channel; our messages are the same in all.")


class CustomerBulkUpdateInput(graphene.InputObjectType):
    """A customer, and what changes."""

    id = graphene.ID(description="ID of a customer to update.")
    external_reference = graphene.String(description="External ID of a customer to update.")
    input = graphene.Argument(CustomerInput, required=True, description="What changes.")


class StaffCreateInput(_UserInput):
    """Fields required to create a staff user."""

    add_groups = _ids("Groups to which the person belongs from now on.")
    redirect_url = graphene.String(description="Page of the client where the password is set.")


class StaffUpdateInput(_UserInput):
    """Fields required to update a staff user."""

    add_groups = _ids("Groups to which the person belongs from now on.")
    remove_groups = _ids("Groups that the person leaves.")


class PermissionGroupCreateInput(graphene.InputObjectType):
    """What a new group is."""

    add_permissions = _permissions("What its members may.")
    add_users = _ids("Its members.")
    add_channels = _ids("Channels; groups are not bound to any here.")
    name = graphene.String(required=True, description="Group name.")
    restricted_access_to_channels = graphene.Boolean(
        default_value=False, description="Whether its members see some channels only; not offered here."
    )


class PermissionGroupUpdateInput(graphene.InputObjectType):
    """What changes of a group."""

    add_permissions = _permissions("What its members may from now on.")
    add_users = _ids("Its new members.")
    add_channels = _ids("Channels; groups are not bound to any here.")
    name = graphene.String(description="Group name.")
    remove_permissions = _permissions("What its members may no more.")
    remove_users = _ids("Who leaves it.")
    remove_channels = _ids("Channels; groups are not bound to any here.")
    restricted_access_to_channels = graphene.Boolean(
        description="Whether its members see some channels only; not offered here."
    )
