"""What a customer keeps in mind: products, products that are sold out, cooperatives."""

from django.db import models
from django.db.models import Q

from catalog.models.product import Product, Variant
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation


class WishlistItem(models.Model):
    """A product that somebody wants to find again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="customers_wish_once")]
        indexes = [models.Index(fields=["user", "-added_at", "-id"], name="customers_wish_newest")]

    def __str__(self) -> str:
        return f"{self.user_id} keeps {self.product_id}"


class StockAlert(models.Model):
    """Somebody is to be told, once, that a variant can be bought again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # When the notice was written; null: still waiting
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "variant"], condition=Q(told_at=None), name="customers_alert_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(told_at=None), name="customers_alert_open")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} waits for {self.variant_id}"


class Follow(models.Model):
    """Somebody wants to be told of a cooperative's new products."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="customers_follow_once")]
        indexes = [models.Index(fields=["organisation", "id"], name="customers_follow_of")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.organisation_id}"
