"""Get another access token."""

from typing import Any

import graphene
from django.utils.crypto import constant_time_compare

from marketplace.graphql.accounts.frame import REFRESH_COOKIE, AccountError, TokenRefused, issuer_of
from marketplace.graphql.accounts.tokens import REFRESH, Undecodable, access_token, read_token, user_of
from marketplace.graphql.kit.errors import ExpiredSignature, InvalidSignature, InvalidToken
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class RefreshToken(ServiceMutation):
    """Get another access token for a refresh token, or for its cookie together with the secret that goes with it."""

    class Arguments:
        refresh_token = graphene.String(description="Refresh token; without one, its cookie counts.")
        csrf_token = graphene.String(description="The secret; needed when the cookie counts.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    token = graphene.String(description="Access token.")
    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(cls, info: Info, *, refresh_token: str | None = None, csrf_token: str | None = None) -> Any:
        """
        Give out another.

        :raises TokenRefused: if there is no refresh token, or it cannot be used
        """
        shown = refresh_token or info.context.request.COOKIES.get(REFRESH_COOKIE, "")
        if not shown:
            raise _refused("Missing refreshToken", "JWT_MISSING_TOKEN")
        claims = _claims(shown, info)
        if claims["type"] != REFRESH:
            raise _refused("Incorrect refreshToken", "JWT_INVALID_TOKEN")
        if not refresh_token and not constant_time_compare(csrf_token or "", claims.get("csrfToken", "")):
            raise TokenRefused("Invalid csrf token", code="JWT_INVALID_CSRF_TOKEN", field="csrf_token")
        try:
            user = user_of(claims)
        except InvalidToken as refusal:
            raise _refused(refusal.message, "JWT_INVALID_TOKEN") from None
        return cls(token=access_token(user, issuer=issuer_of(info), now=info.context.now), user=user)


def _refused(message: str, code: str) -> TokenRefused:
    return TokenRefused(message, code=code, field="refresh_token")


def _claims(token: str, info: Info) -> dict[str, Any]:
    try:
        return read_token(token, now=info.context.now)
    except ExpiredSignature as refusal:
        raise _refused(refusal.message, "JWT_SIGNATURE_EXPIRED") from None
    except (Undecodable, InvalidSignature):
        raise _refused("Error decoding signature", "JWT_DECODE_ERROR") from None
