"""Lock a picture for a change, its product first."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog.models.media import Media
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require


def product_of_media_locked(*, actor: Actor, product_id: int) -> Product:
    """
    Lock a product whose pictures are to change.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    return product


def media_locked(*, actor: Actor, media_ids: Collection[int]) -> list[Media]:
    """
    Lock pictures and their products for a change, in the order of their keys.

    :raises NotFound: if there is no such picture, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write one
    :raises IllegalMove: if a product is archived
    """
    owners = Media.objects.filter(pk__in=media_ids).values_list("product_id", flat=True)
    products = {key: product_of_media_locked(actor=actor, product_id=key) for key in sorted(set(owners))}
    rows = list(Media.objects.select_for_update().filter(pk__in=media_ids).order_by("pk"))
    if len(rows) != len(set(media_ids)):
        raise NotFound(_("There is no such picture."), field="id")
    for row in rows:
        row.product = products[row.product_id]
    return rows
