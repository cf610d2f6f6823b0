"""Write how one is called, which language one reads, and where one lives."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.db import transaction

from marketplace.accounts.services.person_update import person_update
from marketplace.graphql.accounts.addresses import default_addresses_save
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, person_key
from marketplace.graphql.accounts.inputs import AccountInput
from marketplace.graphql.accounts.language import language_given
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP, AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.metadata import metadata_given


class AccountUpdate(ServiceMutation):
    """Write how one is called, which language one reads, and where one lives."""

    class Arguments:
        input = graphene.Argument(
            AccountInput,
            required=True,
            description="Fields required to update the account of the logged-in user.",
        )
        customer_id = graphene.ID(description="ID of a customer, for apps that may act for people.")

    class Meta:
        error_type = AccountError
        permissions = (
            AUTHENTICATED_USER,
            AUTHENTICATED_APP,
        )
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any], customer_id: str | None = None) -> Any:
        """Write it."""
        user_id = person_key(customer_id, "customer_id") if customer_id else None
        with transaction.atomic():
            user = person_update(
                actor=info.context.actor,
                user_id=user_id,
                first_name=input.get("first_name"),
                last_name=input.get("last_name"),
                language=language_given(input),
                metadata=metadata_given(input.get("metadata")),
                now=info.context.now,
            )
            default_addresses_save(info, user.pk, input)
        return cls(user=user)
