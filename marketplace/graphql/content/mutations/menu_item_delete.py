"""Delete an entry of a menu with what stands below it."""

from typing import Any

import graphene

from catalog.selectors.menus import menu_items_of
from catalog.services.menu_write import menu_items_delete
from marketplace.graphql.content.frame import MenuError, needed_key
from marketplace.graphql.content.menus import ItemInChannel, MenuItem
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class MenuItemDelete(ServiceMutation):
    """Delete an entry of a menu with what stands below it. Requires MANAGE_MENUS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a menu item.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu_item = graphene.Field(MenuItem, description="The menu item.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is none
        """
        key = needed_key(id, "MenuItem")
        row = menu_items_of([key]).get(key)
        if row is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        menu_items_delete(actor=info.context.actor, item_ids=[key])
        return cls(menu_item=ItemInChannel(row, None))
