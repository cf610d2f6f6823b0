"""Say whether a token is good."""

from typing import Any

import graphene
from graphene.types.generic import GenericScalar

from marketplace.graphql.accounts.frame import AccountError, TokenRefused
from marketplace.graphql.accounts.tokens import Undecodable, read_token, user_of
from marketplace.graphql.kit.errors import ExpiredSignature, InvalidSignature, InvalidToken
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class VerifyToken(ServiceMutation):
    """Say whether a token is good, and whose it is."""

    class Arguments:
        token = graphene.String(required=True, description="The token.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    is_valid = graphene.Boolean(required=True, default_value=False, description="Whether it is good.")
    payload = GenericScalar(description="What it says.")
    user = graphene.Field(User, description="Whose it is.")

    @classmethod
    def perform(cls, info: Info, *, token: str) -> Any:
        """
        Verify it.

        :raises TokenRefused: if it is not good
        """
        try:
            claims = read_token(token, now=info.context.now)
            user = user_of(claims)
        except ExpiredSignature as refusal:
            raise _refused(refusal.message, "JWT_SIGNATURE_EXPIRED") from None
        except InvalidToken as refusal:
            raise _refused(refusal.message, "JWT_INVALID_TOKEN") from None
        except (Undecodable, InvalidSignature):
            raise _refused("Error decoding signature", "JWT_DECODE_ERROR") from None
        return cls(is_valid=True, payload=claims, user=user)


def _refused(message: str, code: str) -> TokenRefused:
    return TokenRefused(message, code=code, field="token")
