"""Put an entry into a menu."""

from typing import Any

import graphene

from catalog.services.menu_write import menu_item_create
from marketplace.graphql.content.frame import MenuError, menu_item_row, needed_key
from marketplace.graphql.content.menus import MenuItem
from marketplace.graphql.content.targets import target_of
from marketplace.graphql.content.write_inputs import MenuItemCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.actor import Permission


class MenuItemCreate(ServiceMutation):
    """Put an entry into a menu. Requires MANAGE_MENUS."""

    class Arguments:
        input = graphene.Argument(MenuItemCreateInput, required=True, description="What is said of it.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu_item = graphene.Field(MenuItem, description="The menu item.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Put it there.

        :raises NotFound: if there is no such menu, entry or target
        """
        parent = input.get("parent")
        item = menu_item_create(
            actor=info.context.actor,
            menu_id=needed_key(input["menu"], "Menu", "menu"),
            names={DEFAULT_LANGUAGE: input["name"]},
            target=target_of(input),
            parent_id=needed_key(parent, "MenuItem", "parent") if parent is not None else None,
        )
        return cls(menu_item=menu_item_row(item.pk))
