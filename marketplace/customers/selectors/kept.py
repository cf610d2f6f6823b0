"""What a customer keeps in mind; a person reads their own alone."""

from collections.abc import Collection

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.customers.models.kept import Follow, StockAlert, WishlistItem
from marketplace.kernel.actor import Actor


def wishlist_ids(actor: Actor) -> list[int]:
    """Return the products that a person keeps, newest first, in one statement."""
    kept = WishlistItem.objects.filter(user=actor.user_id).order_by("-added_at", "-pk")
    return list(kept.values_list("product_id", flat=True))


def is_wished(actor: Actor, product_id: int) -> bool:
    """Say whether a person keeps a product, in one statement."""
    return WishlistItem.objects.filter(user=actor.user_id, product_id=product_id).exists()


def is_followed(actor: Actor, organisation_id: int) -> bool:
    """Say whether a person follows a cooperative, in one statement."""
    return Follow.objects.filter(user=actor.user_id, organisation_id=organisation_id).exists()


def followed(actor: Actor) -> list[Organisation]:
    """Return the cooperatives that a person follows, the latest first, in one statement."""
    rows = Follow.objects.filter(user=actor.user_id).select_related("organisation").order_by("-since", "-pk")
    return [row.organisation for row in rows]


def variants_awaited(actor: Actor, variant_ids: Collection[int]) -> set[int]:
    """Return for which of these variants a person waits, in one statement."""
    waiting = StockAlert.objects.filter(user=actor.user_id, variant__in=variant_ids, told_at=None)
    return set(waiting.values_list("variant_id", flat=True))


def alerts_open(actor: Actor) -> list[StockAlert]:
    """Return for what a person waits, the latest first, in one statement."""
    rows = StockAlert.objects.filter(user=actor.user_id, told_at=None).select_related("variant__product")
    return list(rows.order_by("-asked_at", "-pk"))
