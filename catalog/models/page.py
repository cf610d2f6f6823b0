"""Pages that people of the marketplace write: legal texts, stories, help."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from catalog.models.described import Described, WithMetadata
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


class PageType(WithMetadata):
    """What kind of page it is; its pages share their attributes."""

    metadata_permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    slug = models.SlugField(max_length=100, unique=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class Page(Described):
    """A page; `titles` are language code -> text, `documents` its content (marketplace.kernel.rich_text)."""

    metadata_permissions = (Permission.MANAGE_PAGES,)

    page_type = models.ForeignKey(PageType, on_delete=models.PROTECT, related_name="pages")
    slug = models.SlugField(max_length=100, unique=True)
    titles = models.JSONField(default=dict)
    is_published = models.BooleanField(default=False)
    # From when on it is shown; a day to come keeps it back until then
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False), name="catalog_page_dated"
            )
        ]
        indexes = [GinIndex(fields=["slugs"], opclasses=["jsonb_path_ops"], name="catalog_page_slugs")]

    def __str__(self) -> str:
        return self.slug

    def title(self, language: str) -> str:
        """The title in a language, or in the nearest that has one."""
        return text_in(self.titles, language)
