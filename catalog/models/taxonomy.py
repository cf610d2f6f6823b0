"""How products are sorted: by the family that makes them alike, and by the shelf where people look."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from catalog.models.described import Described, WithMetadata, random_background_path
from catalog.states import TaxCode
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in

# The codes of `TaxCode`, and those that the back office's own tax classes are given (C and their number)
TAX_CODE_PATTERN = r"^(HORS_CHAMP|EXO91|EXO92|R10|R20|C[0-9]{1,9})$"


class ProductType(WithMetadata):
    """A family of products with the trade's facts about it (units, packs, storage, intake limits, season...)."""

    metadata_permissions = (Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES,)

    key = models.SlugField(max_length=50, unique=True)
    names = models.JSONField(default=dict)
    pictogram = models.SlugField(max_length=50, blank=True)
    # Facts with their sources, as in data/product_types.json
    facts = models.JSONField(default=dict, blank=True)
    # Food may only be sold by who holds a valid authorisation (law 28-07)
    is_food = models.BooleanField(default=False)
    default_tax_code = models.CharField(max_length=10, choices=TaxCode.choices, default=TaxCode.NORMAL)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(default_tax_code__regex=TAX_CODE_PATTERN), name="catalog_type_tax_known"
            )
        ]

    def __str__(self) -> str:
        return self.key

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class Category(Described):
    """A shelf of the shop; shelves stand in a tree."""

    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict, blank=True)
    background = models.ImageField(
        upload_to=random_background_path, blank=True, default="", db_default="", max_length=120
    )
    background_alts = models.JSONField(default=dict, db_default={}, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0)
    pictogram = models.SlugField(max_length=50, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="catalog_category_not_own_parent",
            )
        ]
        indexes = [GinIndex(fields=["slugs"], opclasses=["jsonb_path_ops"], name="catalog_category_slugs")]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)
