"""Collections: products that the shop puts together by hand, in an order."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from catalog.models.described import Described, random_background_path
from catalog.models.product import Product
from marketplace.channels.models import Channel
from marketplace.kernel.texts import text_in


class Collection(Described):
    """A collection; texts are language code -> text."""

    slug = models.SlugField(max_length=100, unique=True)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict, blank=True)
    background = models.ImageField(upload_to=random_background_path, blank=True, max_length=120)
    background_alts = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["position", "id"], name="catalog_collection_place"),
            GinIndex(fields=["slugs"], opclasses=["jsonb_path_ops"], name="catalog_collection_slugs"),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class CollectionListing(models.Model):
    """A collection as it is shown in a channel."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    is_published = models.BooleanField(default=False)
    # From when on it is shown; a day to come keeps it back until then
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "channel"], name="catalog_collection_listing_once"),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False),
                name="catalog_collection_listing_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} in {self.channel_id}"


class CollectionProduct(models.Model):
    """A product's place in a collection."""

    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="collection_places")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "product"], name="catalog_collection_product_once")
        ]
        indexes = [
            models.Index(fields=["collection", "position", "product"], name="catalog_collection_order")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} at {self.position} of {self.collection_id}"
