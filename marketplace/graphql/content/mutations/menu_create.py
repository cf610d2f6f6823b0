"""Make a menu."""

from typing import Any

import graphene

from catalog.services.menu_write import Entry, menu_create
from marketplace.graphql.content.frame import MenuError, menu_row
from marketplace.graphql.content.menus import Menu
from marketplace.graphql.content.targets import target_of
from marketplace.graphql.content.write_inputs import MenuCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.actor import Permission


class MenuCreate(ServiceMutation):
    """Make a menu. Requires MANAGE_MENUS."""

    class Arguments:
        input = graphene.Argument(MenuCreateInput, required=True, description="What is said of it.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu = graphene.Field(Menu, description="The menu.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Make it, with its entries.

        :raises NotFound: if an entry leads to nothing
        """
        menu = menu_create(
            actor=info.context.actor,
            name=input["name"],
            slug=input.get("slug"),
            entries=[
                Entry({DEFAULT_LANGUAGE: item.get("name") or ""}, target_of(item))
                for item in input.get("items") or ()
            ],
        )
        return cls(menu=menu_row(menu.pk))
