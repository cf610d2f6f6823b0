"""Products and the variants in which they are sold."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models.article import Article
from catalog.models.described import Described, WithMetadata
from catalog.models.taxonomy import Category, ProductType
from catalog.states import ProductState
from catalog.units import BY_WEIGHT, Unit
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.texts import text_in


class Product(Described):
    """What one organisation makes and offers; texts are language code -> text."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="products")
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    # What others make too: services/article_answer.py and article_leave.py alone write it
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="products", db_index=False
    )
    slug = models.SlugField(max_length=100, unique=True)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict, blank=True)
    ingredients = models.JSONField(default=dict, blank=True)
    storage = models.JSONField(default=dict, blank=True)
    # Keys of allergens that must be declared (decree 2-12-389)
    allergens = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Origin: where it is grown or made
    province = models.CharField(max_length=6)
    region = models.CharField(max_length=6)
    commune = models.CharField(max_length=100, blank=True)
    # Months (1 to 12) in which it is harvested or made; empty means all year
    season_months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    state = models.CharField(max_length=18, choices=ProductState.choices, default=ProductState.DRAFT)
    # What the reviewer wants changed
    reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What API clients keep with it: their own number, and how well it was judged
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)
    rating = models.FloatField(null=True, blank=True)
    # How many buyers judged it, and by what it is sorted (services/product_rating_set.py writes all three)
    review_count = models.PositiveIntegerField(default=0, db_default=0)
    rating_score = models.PositiveSmallIntegerField(default=350, db_default=350)
    # Gross weight of a variant that nobody weighed
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    # Written by the services that change the texts; see marketplace.kernel.search_text
    search_document = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProductState.values), name="catalog_product_state_known"
            ),
            models.CheckConstraint(
                condition=Q(season_months__contained_by=list(range(1, 13))),
                name="catalog_product_months_exist",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(approved_by=models.F("proposed_by")),
                name="catalog_product_second_person",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_document"], name="catalog_product_search"),
            GinIndex(fields=["slugs"], opclasses=["jsonb_path_ops"], name="catalog_product_slugs"),
            models.Index(fields=["organisation", "state", "id"], name="catalog_product_of_seller"),
            models.Index(
                fields=["article"], condition=Q(article__isnull=False), name="catalog_product_article"
            ),
            models.Index(
                fields=["updated_at", "id"], condition=Q(state="proposed"), name="catalog_product_proposed"
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class Variant(WithMetadata):
    """A product in one size or kind: what is priced, counted and packed."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict, blank=True)
    # Content of one item as its label says
    net_quantity = models.DecimalField(max_digits=10, decimal_places=3)
    unit = models.CharField(max_length=5, choices=Unit.choices)
    # No two items weigh the same: the net quantity is about, and less of it costs less (orders.services.line_weigh)
    is_weighed = models.BooleanField(default=False, db_default=False)
    # Gross weight of one item with its packing, for carriers
    weight_g = models.PositiveIntegerField()
    # Room that one packed item takes; 0: not measured, then only its weight counts for carriers
    volume_cm3 = models.PositiveIntegerField(default=0, db_default=0)
    # GS1 trade item number; empty for none
    gtin = models.CharField(max_length=14, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    # What API clients call it
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    # When its own texts, measures, attributes or metadata were last written; prices and stocks are not its own
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(net_quantity__gt=0), name="catalog_variant_holds_something"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="catalog_variant_weighs_something"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="catalog_variant_unit_known"),
            models.CheckConstraint(
                condition=Q(is_weighed=False) | Q(unit__in=[*BY_WEIGHT]),
                name="catalog_variant_weighed_by_weight",
            ),
            models.UniqueConstraint(fields=["gtin"], condition=~Q(gtin=""), name="catalog_variant_gtin_once"),
        ]

    def __str__(self) -> str:
        return self.sku

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)
