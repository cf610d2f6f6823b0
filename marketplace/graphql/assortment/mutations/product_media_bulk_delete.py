"""Take several pictures away."""

from typing import Any

import graphene

from catalog.services.media_delete import media_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductMediaBulkDelete(ServiceMutation):
    """Take several pictures away: all of them or none. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of pictures.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such picture, or it is not the actor's to see
        """
        keys = [known_key(each, "ProductMedia", field="ids") for each in ids]
        gone = media_delete(actor=info.context.actor, media_ids=keys, now=info.context.now)
        return cls(count=len(gone))
