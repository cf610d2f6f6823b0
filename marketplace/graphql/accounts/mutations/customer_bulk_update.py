"""Change what is known of several customers."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db import transaction

from marketplace.accounts.services.customer_save import customer_update
from marketplace.graphql.accounts.details import customer_key, details_given
from marketplace.graphql.accounts.inputs import CustomerBulkUpdateInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_code
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import ADDRESS_FIELDS
from marketplace.kernel.errors import DomainError

CustomerBulkUpdateErrorCode = saleor_enum(
    "CustomerBulkUpdateErrorCode", "Why a customer could not be changed."
)
ErrorPolicyEnum = saleor_enum("ErrorPolicyEnum", "What happens to all if one cannot be done.")


class CustomerBulkUpdateError(graphene.ObjectType):
    """Why a customer could not be changed."""

    path = graphene.String(description="Path to the field that caused the error.")
    message = graphene.String(description="The error message.")
    code = graphene.Field(CustomerBulkUpdateErrorCode, required=True, description="The error code.")

    codes = CustomerBulkUpdateErrorCode


class CustomerBulkResult(graphene.ObjectType):
    """One of the customers, changed or not."""

    customer = graphene.Field(User, description="Customer data.")
    errors = graphene.List(
        graphene.NonNull(CustomerBulkUpdateError), description="Why the customer was not changed."
    )


class CustomerBulkUpdate(ServiceMutation):
    """Change several customers: all or none, or those that can be, as the error policy says."""

    class Arguments:
        customers = graphene.List(
            graphene.NonNull(CustomerBulkUpdateInput),
            required=True,
            description="Input list of customers to update.",
        )
        error_policy = graphene.Argument(
            ErrorPolicyEnum, description="What happens to all if one cannot be changed."
        )

    class Meta:
        error_type = CustomerBulkUpdateError
        permissions = ("MANAGE_USERS",)

    count = graphene.Int(required=True, default_value=0, description="How many were changed.")
    results = graphene.List(
        graphene.NonNull(CustomerBulkResult),
        required=True,
        default_value=(),
        description="The customers, in the order in which they were named.",
    )

    @classmethod
    def perform(cls, info: Info, *, customers: Sequence[Mapping[str, Any]], error_policy: Any = None) -> Any:
        """Change them."""
        with transaction.atomic():
            results = [_changed(info, each) for each in customers]
            failed = any(each["errors"] for each in results)
            if failed and getattr(error_policy, "value", error_policy) in (None, "REJECT_EVERYTHING"):
                transaction.set_rollback(True)
                results = [{**each, "customer": None} for each in results]
        return cls(count=sum(each["customer"] is not None for each in results), results=results)


def _changed(info: Info, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            customer = customer_update(
                actor=info.context.actor,
                user_id=customer_key(given.get("id"), given.get("external_reference")),
                details=details_given(given["input"]),
                now=info.context.now,
            )
    except DomainError as refusal:
        path = ADDRESS_FIELDS.get(refusal.field or "", refusal.field)
        code = error_code(CustomerBulkUpdateErrorCode, refusal.code)
        return {
            "customer": None,
            "errors": [{"path": path, "message": str(refusal.message), "code": code}],
        }
    return {"customer": customer, "errors": []}
