"""What can be asked of checkouts."""

import uuid

import graphene

from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from orders.policies import may_use_checkout
from orders.selectors.baskets import checkout_by_id


class CheckoutQueries(graphene.ObjectType):
    """What can be asked of checkouts."""

    checkout = graphene.Field(
        Checkout,
        id=graphene.ID(description="The checkout's ID."),
        token=UUID(description="The checkout's token."),
        description="Look up an open checkout: a visitor's by whoever knows its ID, a person's by that person.",
    )

    @staticmethod
    def resolve_checkout(
        _root: object, info: Info, id: str | None = None, token: uuid.UUID | None = None
    ) -> CheckoutRow | None:
        """Return one checkout; one that became an order is gone."""
        one_of(id=id, token=token)
        key = key_of(id, "Checkout", uuid.UUID) if id is not None else token
        checkout = checkout_by_id(key) if key is not None else None
        if checkout is None or checkout.completed_at is not None:
            return None
        if checkout.user_id is not None and not may_use_checkout(info.context.actor, checkout.user_id):
            return None
        return CheckoutRow(checkout, info.context.now)
