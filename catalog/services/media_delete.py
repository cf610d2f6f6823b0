"""A seller takes pictures of products away."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from catalog.models.media import Media, Thumbnail
from catalog.models.product import Product
from catalog.services.media_locked import media_locked
from marketplace.kernel.actor import Actor


@transaction.atomic
def media_delete(*, actor: Actor, media_ids: Collection[int], now: datetime) -> list[Media]:
    """
    Delete pictures with their small copies; their files go once the change is safe. Return what they were.

    :raises NotFound: if there is no such picture, or one is not the actor's to see; then none is deleted
    :raises NotAllowed: if the actor may not write one's product
    :raises IllegalMove: if a product is archived
    """
    rows = media_locked(actor=actor, media_ids=media_ids)
    copies = Thumbnail.objects.filter(media__in=rows).exclude(file="").values_list("file", flat=True)
    files = [*copies, *(str(row.image) for row in rows)]
    Product.objects.filter(pk__in={row.product_id for row in rows}).update(updated_at=now)
    Media.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(partial(_files_gone, files))
    return rows


def _files_gone(names: Collection[str]) -> None:
    for name in names:
        default_storage.delete(name)
