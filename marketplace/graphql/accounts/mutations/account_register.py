"""Ask for an account."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.models import User as Person
from marketplace.accounts.services.registration_request import NewPerson, registration_request
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.accounts.inputs import AccountRegisterInput
from marketplace.graphql.accounts.language import language_asked, language_given
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.metadata import metadata_given


class AccountRegister(ServiceMutation):
    """Ask for an account; it exists once the link that is sent to its address was opened."""

    class Arguments:
        input = graphene.Argument(
            AccountRegisterInput, required=True, description="Fields required to create a user."
        )

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    user = graphene.Field(
        User,
        description="What was asked for; without an ID, whether there is such an account or not.",
        deprecation_reason="The field tells what was asked for; its `id` is always empty.",
    )
    requires_confirmation = graphene.Boolean(
        default_value=True, description="Whether the address must be confirmed: always."
    )

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Send the link."""
        person = NewPerson(
            email=input["email"],
            password=input["password"],
            first_name=input.get("first_name") or "",
            last_name=input.get("last_name") or "",
            language=language_given(input) or language_asked(),
            metadata=metadata_given(input.get("metadata")),
        )
        registration_request(
            person=person, redirect_url=input.get("redirect_url") or "", now=info.context.now
        )
        full_name = f"{person.first_name} {person.last_name}".strip()
        asked = Person(
            email=person.email.strip().lower(),
            full_name=full_name,
            family_name=person.last_name,
            language=person.language,
            created_at=info.context.now,
            updated_at=info.context.now,
        )
        return cls(user=asked, requires_confirmation=True)
