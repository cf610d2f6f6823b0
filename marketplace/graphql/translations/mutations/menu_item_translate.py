"""Write the texts of an entry of a menu in a language."""

from typing import Any

import graphene

from catalog.selectors.menus import menu_items_of
from marketplace.graphql.content.menus import ItemInChannel, MenuItem
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    NameTranslationInput,
    TranslationError,
    id_argument,
    language_code,
    translated,
)


class MenuItemTranslate(ServiceMutation):
    """Write the texts of an entry of a menu in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("MenuItem")
        language_code = language_code()
        input = graphene.Argument(NameTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    menu_item = graphene.Field(MenuItem, description="The entry after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such entry
        """
        row = translated(info, "MENU_ITEM", id, language_code, input)
        return cls(menu_item=ItemInChannel(menu_items_of([row.pk])[row.pk], None))
