"""Keep a product in mind, let it go, and take along what was kept before signing in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.offer import Listing
from marketplace.customers.models.kept import WishlistItem
from marketplace.customers.services.signed_in import person_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound

MOST_WISHES = 100


@transaction.atomic
def wishlist_add(*, actor: Actor, product_id: int, now: datetime) -> None:
    """
    Keep a product in mind; keeping it twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if there is no such product on the shelves
    :raises Conflict: if so many are kept that nobody would find one
    """
    person = person_locked(actor)
    if not Listing.objects.filter(product_id=product_id, is_visible=True).exists():
        raise NotFound(_("There is no such product."), field="product")
    kept = WishlistItem.objects.filter(user=person)
    if kept.filter(product_id=product_id).exists():
        return
    if kept.count() >= MOST_WISHES:
        raise Conflict(
            _("Your list holds %(most)s products. Please take one off first.") % {"most": MOST_WISHES}
        )
    WishlistItem.objects.create(user=person, product_id=product_id, added_at=now)


@transaction.atomic
def wishlist_remove(*, actor: Actor, product_id: int) -> None:
    """
    Let a product go; letting it go twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    """
    WishlistItem.objects.filter(user=person_locked(actor), product_id=product_id).delete()


@transaction.atomic
def wishlist_merge(*, actor: Actor, product_ids: Sequence[int], now: datetime) -> int:
    """
    Add what was kept before signing in, the newest first as far as there is room; return how many are new.

    :raises NotAllowed: if nobody is signed in
    """
    person = person_locked(actor)
    kept = set(WishlistItem.objects.filter(user=person).values_list("product_id", flat=True))
    shown = set(
        Listing.objects.filter(product__in=product_ids, is_visible=True).values_list("product_id", flat=True)
    )
    fresh = [each for each in dict.fromkeys(product_ids) if each in shown - kept][: MOST_WISHES - len(kept)]
    # Rows are read newest first, so the newest wish is written last.
    WishlistItem.objects.bulk_create(
        WishlistItem(user=person, product_id=product_id, added_at=now) for product_id in reversed(fresh)
    )
    return len(fresh)
