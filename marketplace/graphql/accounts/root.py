"""What can be done to an account."""

import graphene

from marketplace.graphql.accounts.mutations.password_change import PasswordChange
from marketplace.graphql.accounts.mutations.token_create import CreateToken
from marketplace.graphql.accounts.mutations.token_refresh import RefreshToken
from marketplace.graphql.accounts.mutations.token_verify import VerifyToken


class AccountMutations(graphene.ObjectType):
    """What can be done to an account."""

    token_create = CreateToken.Field(description="Sign in.")
    token_refresh = RefreshToken.Field(description="Get another access token.")
    token_verify = VerifyToken.Field(description="Say whether a token is good.")
    password_change = PasswordChange.Field(description="Change one's password.")
