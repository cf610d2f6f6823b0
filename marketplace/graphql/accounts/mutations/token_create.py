"""Sign in by e-mail address and password."""

from typing import Any

import graphene

from marketplace.accounts.services.password_check import password_check
from marketplace.graphql.accounts.frame import REFRESH_COOKIE, AccountError, issuer_of, network_address
from marketplace.graphql.accounts.tokens import access_token, new_csrf_token, refresh_token
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class CreateToken(ServiceMutation):
    """Sign in: a token to act with, one to get another, and the secret that goes with its cookie."""

    class Arguments:
        email = graphene.String(required=True, description="Email of a user.")
        password = graphene.String(required=True, description="Password of a user.")
        audience = graphene.String(description="For whom the token is meant; noted by clients, not by us.")

    class Meta:
        error_type = AccountError

    token = graphene.String(description="Access token.")
    refresh_token = graphene.String(description="Refresh token.")
    csrf_token = graphene.String(description="Secret to be shown when refreshing by cookie.")
    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(cls, info: Info, *, email: str, password: str, audience: str | None = None) -> Any:
        """Sign in."""
        now, issuer, csrf_token = info.context.now, issuer_of(info), new_csrf_token()
        user = password_check(email=email, password=password, network_address=network_address(info), now=now)
        refresh = refresh_token(user, issuer=issuer, now=now, csrf_token=csrf_token)
        info.context.store[REFRESH_COOKIE] = refresh
        return cls(
            token=access_token(user, issuer=issuer, now=now),
            refresh_token=refresh,
            csrf_token=csrf_token,
            user=user,
        )
