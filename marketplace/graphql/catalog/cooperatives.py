"""How the fields of a cooperative are answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import OrganisationCard, organisation_card, organisation_stories
from marketplace.graphql.catalog.categories import Given, product_page_each
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Key, columns
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.pictures import absolute
from marketplace.kernel.texts import text_in


class SellerPages:
    """Sellers as pages, newest first."""

    def __init__(self, sellers: QuerySet[Organisation]) -> None:
        self.pages = QuerySetPages(sellers, columns("-id"))
        self.order = self.pages.order

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[OrganisationCard]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self.pages.rows(limit=limit, after=after, backward=backward)
        return [organisation_card(row) for row in found]

    def key(self, row: OrganisationCard) -> Key:
        """Return a row's place in the order."""
        return (row.organisation_id,)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class CooperativeResolvers:
    """How the fields of Cooperative are answered; its rows are `OrganisationCard`s."""

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[OrganisationCard], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    def resolve_place(root: OrganisationCard, _info: Info) -> OrganisationCard:
        """Return where it is at home."""
        return root

    @staticmethod
    def resolve_picture(root: OrganisationCard, _info: Info) -> Mapping[str, str] | None:
        """Return its picture."""
        if not root.picture_url:
            return None
        return {"url": absolute(root.picture_url), "alt": root.name(DEFAULT_LANGUAGE)}

    @staticmethod
    @batched
    def resolve_story(
        parents: Sequence[OrganisationCard], info: Info, language_code: Any = None
    ) -> list[str | None]:
        """Return what each tells about itself."""
        language = language_of(language_code) if language_code is not None else DEFAULT_LANGUAGE
        stories = info.context.load(organisation_stories, [each.organisation_id for each in parents])
        return [text_in(each, language) or None if each else None for each in stories]

    @staticmethod
    @batched
    def resolve_products(
        parents: Sequence[OrganisationCard],
        info: Info,
        *,
        channel: str | None = None,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        search: str | None = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of what each sells."""
        keys = list(dict.fromkeys(each.organisation_id for each in parents))
        pages = product_page_each(
            info,
            "organisation_id",
            {key: [key] for key in keys},
            channel=channel,
            filter_=filter,
            where=where,
            sort_by=sort_by,
            search=search,
        )
        found = dict(zip(keys, pages, strict=True))
        return [found[each.organisation_id] for each in parents]
