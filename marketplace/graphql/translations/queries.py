"""What can be asked of texts and their translations."""

from typing import Any

import graphene

from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.translations.kinds import KINDS, TranslatableKinds, content_of, kind_of
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class TranslatableItem(graphene.Union):
    """What there is to translate of some thing."""

    class Meta:
        types = tuple(kind.content for kind in KINDS.values())

    @staticmethod
    def type_of(row: Any) -> type[graphene.ObjectType]:
        """Say which it is."""
        return content_of(row)


TranslatableItemConnection = connection_of("TranslatableItem", lambda: TranslatableItem, infix="")


class TranslationQueries(graphene.ObjectType):
    """What can be asked of texts and their translations."""

    translations = connection_field(
        TranslatableItemConnection,
        kind=graphene.Argument(TranslatableKinds, required=True, description="Kind of things to list."),
        description="What there is to translate, of one kind. Requires MANAGE_TRANSLATIONS.",
    )
    translation = graphene.Field(
        TranslatableItem,
        id=graphene.ID(required=True, description="ID of the thing."),
        kind=graphene.Argument(TranslatableKinds, required=True, description="Kind of the thing."),
        description="What there is to translate of one thing. Requires MANAGE_TRANSLATIONS.",
    )

    @staticmethod
    def resolve_translations(_root: object, info: Info, kind: Any, **_page: object) -> Page:
        """Return a page of them, in the order in which they were made."""
        require_permission(info, Permission.MANAGE_TRANSLATIONS)
        found = kind_of(kind)
        return connect(QuerySetPages(found.rows(), (found.order,)), info)

    @staticmethod
    def resolve_translation(_root: object, info: Info, id: str, kind: Any) -> Any:
        """Return one, or nothing."""
        require_permission(info, Permission.MANAGE_TRANSLATIONS)
        found = kind_of(kind)
        try:
            key = found.key_in(id)
        except NotFound:
            return None
        return found.rows().filter(pk=key).first()
