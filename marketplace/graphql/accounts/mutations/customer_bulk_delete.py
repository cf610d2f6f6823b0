"""Delete several customers."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.db import transaction

from marketplace.accounts.services.customer_delete import customer_delete
from marketplace.graphql.accounts.frame import AccountError, person_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class CustomerBulkDelete(ServiceMutation):
    """Delete the accounts of several customers: all of them, or none."""

    class Arguments:
        ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="List of user IDs to delete."
        )

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        errors_alias = "account_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: Sequence[str]) -> Any:
        """Delete them."""
        with transaction.atomic():
            for key in dict.fromkeys(person_key(each, "ids") for each in ids):
                customer_delete(actor=info.context.actor, user_id=key, now=info.context.now)
        return cls(count=len(set(ids)))
