"""What is on sale where, and for how much."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category, ProductType
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr


class Price(models.Model):
    """What one item of a variant costs in a channel, tax included."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # What it costs while a promotion runs, and which: {"rule", "promotion", "names", "kind", "value", "funder",
    # "organisation", "budget"}. Only services/prices_reduce.py writes them.
    reduced_minor = models.BigIntegerField(null=True, blank=True)
    reduction = models.JSONField(null=True, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "channel"], name="catalog_price_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="catalog_price_positive"),
            models.CheckConstraint(
                condition=Q(reduced_minor=None, reduction=None)
                | Q(reduced_minor__gte=0, reduced_minor__lt=F("amount_minor"), reduction__isnull=False),
                name="catalog_price_reduced_is_lower",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.channel_id}: {self.amount_minor} {self.currency}"


class Listing(models.Model):
    """
    A product on the shelves of a channel.

    What the columns after `is_visible` repeat from the product serves the ordered pages: with them each page is
    one short walk through an index, however many products there are. Only services/listing_refresh.py writes them.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    # The seller's wish
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    # The lowest price of an active variant; null while there is none
    price_from_minor = models.BigIntegerField(null=True, blank=True)
    # The reference price of that variant: what it costs without the promotion; the same when none runs
    full_from_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    # Wished, published, priced, and the seller active
    is_visible = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="+", db_index=False)
    region = models.CharField(max_length=6)
    province = models.CharField(max_length=6)
    # By how well it is judged, in hundredths of a star
    rating_score = models.PositiveSmallIntegerField(default=350, db_default=350)
    # The how-many-th newest product of its seller this is, in the channel and on its shelf; counted every night by
    # services/turns_take.py, and 1 until then, so that what is new is seen from the first hour
    shop_round = models.PositiveIntegerField(default=1, db_default=1)
    shelf_round = models.PositiveIntegerField(default=1, db_default=1)
    # Sort keys (marketplace.kernel.search_text.sort_key), compared byte by byte
    name_key_ar = models.CharField(max_length=80, blank=True, db_collation="C")
    name_key_fr = models.CharField(max_length=80, blank=True, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "channel"], name="catalog_listing_once"),
            models.CheckConstraint(
                condition=Q(is_visible=False) | Q(published_at__isnull=False, price_from_minor__isnull=False),
                name="catalog_listing_visible_is_priced",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "-published_at", "-product"],
                condition=Q(is_visible=True),
                name="catalog_listing_new",
            ),
            models.Index(
                fields=["channel", "price_from_minor", "product"],
                condition=Q(is_visible=True),
                name="catalog_listing_price",
            ),
            models.Index(
                fields=["channel", "-rating_score", "-product"],
                condition=Q(is_visible=True),
                name="catalog_listing_rated",
            ),
            models.Index(
                fields=["channel", "shop_round", "product"],
                condition=Q(is_visible=True),
                name="catalog_listing_shop_round",
            ),
            models.Index(
                fields=["channel", "shelf_round", "product"],
                condition=Q(is_visible=True),
                name="catalog_listing_shelf_round",
            ),
            models.Index(
                fields=["channel", "name_key_ar", "product"],
                condition=Q(is_visible=True),
                name="catalog_listing_ar",
            ),
            models.Index(
                fields=["channel", "name_key_fr", "product"],
                condition=Q(is_visible=True),
                name="catalog_listing_fr",
            ),
            models.Index(
                fields=["channel", "category", "-published_at", "-product"],
                condition=Q(is_visible=True),
                name="catalog_listing_category",
            ),
            models.Index(
                fields=["channel", "organisation", "-published_at", "-product"],
                condition=Q(is_visible=True),
                name="catalog_listing_seller",
            ),
            models.Index(
                fields=["channel", "region", "-published_at", "-product"],
                condition=Q(is_visible=True),
                name="catalog_listing_region",
            ),
            models.Index(fields=["organisation", "product"], name="catalog_listing_refresh"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.channel_id}"
