"""A seller puts the pictures of a product into another order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.media import Media
from catalog.services.media_locked import product_of_media_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def media_reorder(*, actor: Actor, product_id: int, media_ids: Sequence[int], now: datetime) -> list[Media]:
    """
    Put the pictures of a product into this order: all of them, each once.

    :raises NotFound: if there is no such product, it is not the actor's to see, or a picture is not its own
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived
    :raises InvalidInput: if pictures are missing, or one is named twice
    """
    product = product_of_media_locked(actor=actor, product_id=product_id)
    rows = {row.pk: row for row in Media.objects.select_for_update().filter(product=product).order_by("pk")}
    if not set(media_ids) <= rows.keys():
        raise NotFound(_("There is no such picture."), field="media_ids")
    if len(media_ids) != len(rows) or len(set(media_ids)) != len(rows):
        raise InvalidInput(_("Please name every picture of the product once."), field="media_ids")
    ordered = [rows[key] for key in media_ids]
    for place, row in enumerate(ordered):
        row.position = place
    Media.objects.bulk_update(ordered, ["position"])
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    return ordered
