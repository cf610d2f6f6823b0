"""What can be asked of promotions."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.discounts.promotion_inputs import (
    PromotionSortingInput,
    PromotionWhereInput,
    promotion_order,
    promotions_asked,
)
from marketplace.graphql.discounts.promotions import Promotion, PromotionConnection
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.promotion import Promotion as PromotionModel
from marketplace.promotions.selectors.promotions import promotion_by_id


class PromotionQueries(graphene.ObjectType):
    """What can be asked of promotions."""

    promotion = graphene.Field(
        Promotion,
        id=graphene.ID(required=True, description="ID of the promotion."),
        description="Look up a promotion by ID. Requires MANAGE_DISCOUNTS.",
    )
    promotions = connection_field(
        PromotionConnection,
        where=graphene.Argument(PromotionWhereInput, description="Which to keep."),
        sort_by=graphene.Argument(PromotionSortingInput, description="How to sort them."),
        description="List of the promotions. Requires MANAGE_DISCOUNTS.",
    )

    @staticmethod
    def resolve_promotion(_root: object, info: Info, id: str) -> PromotionModel | None:
        """Return one promotion."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        key = key_of(id, "Promotion", uuid.UUID)
        return promotion_by_id(key) if key is not None else None

    @staticmethod
    def resolve_promotions(
        _root: object,
        info: Info,
        where: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of promotions."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        return connect(QuerySetPages(promotions_asked(where), promotion_order(sort_by)), info)
