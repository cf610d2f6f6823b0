"""Menus of the shop: what they lead to, in a tree of at most three levels."""

from django.db import models
from django.db.models import Q

from catalog.models.collection import Collection
from catalog.models.described import WithMetadata
from catalog.models.page import Page
from catalog.models.taxonomy import Category
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


class Menu(WithMetadata):
    """A menu; shop fronts ask for `navbar` and `footer`."""

    metadata_permissions = (Permission.MANAGE_MENUS,)

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.slug


class MenuItem(WithMetadata):
    """An entry of a menu: it leads to a category, a collection, a page or an address, or only holds others."""

    metadata_permissions = (Permission.MANAGE_MENUS,)

    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveIntegerField(default=0)
    names = models.JSONField(default=dict)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=256, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=True, collection__isnull=True, page__isnull=True)
                | Q(url="", collection__isnull=True, page__isnull=True)
                | Q(url="", category__isnull=True, page__isnull=True)
                | Q(url="", category__isnull=True, collection__isnull=True),
                name="catalog_menu_item_one_target",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="catalog_menu_item_not_own_parent",
            ),
        ]
        indexes = [models.Index(fields=["menu", "position", "id"], name="catalog_menu_item_place")]

    def __str__(self) -> str:
        return self.name("fr")

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)
