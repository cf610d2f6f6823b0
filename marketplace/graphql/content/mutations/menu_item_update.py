"""Call an entry of a menu otherwise, or let it lead elsewhere."""

from typing import Any

import graphene

from catalog.services.menu_write import menu_item_update
from marketplace.graphql.content.frame import MenuError, menu_item_row, needed_key
from marketplace.graphql.content.menus import MenuItem
from marketplace.graphql.content.targets import TARGETS, target_of
from marketplace.graphql.content.write_inputs import MenuItemInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.actor import Permission


class MenuItemUpdate(ServiceMutation):
    """Call an entry of a menu otherwise, or let it lead elsewhere. Requires MANAGE_MENUS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a menu item.")
        input = graphene.Argument(MenuItemInput, required=True, description="What is said of it.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu_item = graphene.Field(MenuItem, description="The menu item.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Change it.

        :raises NotFound: if there is none
        """
        name = input.get("name")
        item = menu_item_update(
            actor=info.context.actor,
            item_id=needed_key(id, "MenuItem"),
            names={DEFAULT_LANGUAGE: name} if name is not None else None,
            target=target_of(input) if input.keys() & TARGETS else None,
        )
        return cls(menu_item=menu_item_row(item.pk))
