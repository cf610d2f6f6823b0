"""Delete a menu with all that stands in it."""

from typing import Any

import graphene

from catalog.selectors.menus import menus_of
from catalog.services.menu_write import menus_delete
from marketplace.graphql.content.frame import MenuError, needed_key
from marketplace.graphql.content.menus import Menu, MenuInChannel
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class MenuDelete(ServiceMutation):
    """Delete a menu with all that stands in it. Requires MANAGE_MENUS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a menu.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu = graphene.Field(Menu, description="The menu.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is none
        """
        key = needed_key(id, "Menu")
        row = menus_of(keys=[key]).get(key)
        if row is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        menus_delete(actor=info.context.actor, menu_ids=[key])
        return cls(menu=MenuInChannel(row, None))
