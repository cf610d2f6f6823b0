"""Say whether a token is one of an app."""

from typing import Any

import graphene

from marketplace.apps.services.app_token_save import app_token_verify
from marketplace.graphql.integrations.frame import AppError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppTokenVerify(ServiceMutation):
    """Say whether a token is one of an app."""

    class Arguments:
        token = graphene.String(required=True, description="App token to verify.")

    class Meta:
        error_type = AppError
        errors_alias = "app_errors"

    valid = graphene.Boolean(
        required=True, default_value=False, description="Determine if token is valid or not."
    )

    @classmethod
    def perform(cls, info: Info, *, token: str) -> Any:
        """Say it."""
        return cls(valid=app_token_verify(token=token))
