"""Delete menus with all that stands in them."""

from typing import Any

import graphene

from catalog.services.menu_write import menus_delete
from marketplace.graphql.content.frame import MenuError, needed_keys
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class MenuBulkDelete(ServiceMutation):
    """Delete menus with all that stands in them. Requires MANAGE_MENUS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of menus.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    count = graphene.Int(required=True, default_value=0, description="How many there were.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Delete them.

        :raises NotFound: if there is none
        """
        keys = needed_keys(ids, "Menu", "ids")
        return cls(count=menus_delete(actor=info.context.actor, menu_ids=keys))
