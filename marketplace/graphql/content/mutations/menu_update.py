"""Call a menu otherwise."""

from typing import Any

import graphene

from catalog.services.menu_write import menu_update
from marketplace.graphql.content.frame import MenuError, menu_row, needed_key
from marketplace.graphql.content.menus import Menu
from marketplace.graphql.content.write_inputs import MenuInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class MenuUpdate(ServiceMutation):
    """Call a menu otherwise. Requires MANAGE_MENUS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a menu.")
        input = graphene.Argument(MenuInput, required=True, description="What is said of it.")

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)
        error_fields = {"menu": "id"}

    menu = graphene.Field(Menu, description="The menu.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Change it.

        :raises NotFound: if there is none
        """
        menu = menu_update(
            actor=info.context.actor,
            menu_id=needed_key(id, "Menu"),
            name=input.get("name"),
            slug=input.get("slug"),
        )
        return cls(menu=menu_row(menu.pk))
