"""Move entries of a menu."""

from typing import Any

import graphene

from catalog.services.menu_write import Move, menu_items_move
from marketplace.graphql.content.frame import MenuError, menu_row, needed_key
from marketplace.graphql.content.menus import Menu
from marketplace.graphql.content.write_inputs import MenuItemMoveInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class MenuItemMove(ServiceMutation):
    """Move entries of a menu. Requires MANAGE_MENUS."""

    class Arguments:
        menu = graphene.ID(required=True, description="ID of a menu.")
        moves = graphene.List(
            graphene.NonNull(MenuItemMoveInput),
            required=True,
            description="What to move, one after the other.",
        )

    class Meta:
        error_type = MenuError
        errors_alias = "menu_errors"
        permissions = (Permission.MANAGE_MENUS,)

    menu = graphene.Field(Menu, description="The menu.")

    @classmethod
    def perform(cls, info: Info, *, menu: str, moves: list[dict[str, Any]]) -> Any:
        """
        Move them.

        :raises NotFound: if there is none
        """
        row = menu_items_move(
            actor=info.context.actor,
            menu_id=needed_key(menu, "Menu", "menu"),
            moves=[
                Move(
                    needed_key(each["item_id"], "MenuItem", "item_id"),
                    needed_key(each["parent_id"], "MenuItem", "parent_id") if each.get("parent_id") else None,
                    each.get("sort_order") or 0,
                )
                for each in moves
            ],
        )
        return cls(menu=menu_row(row.pk))
