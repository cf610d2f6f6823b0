"""A seller adds a picture to a product."""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import MediaAdded
from catalog.models.media import Media
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked, product_of_seller
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.input_texts import clean_texts
from marketplace.kernel.policy import require
from marketplace.kernel.raster import Raster, raster_of
from marketplace.outbox import bus

MOST_MEDIA = 20


def media_add(
    *, actor: Actor, product_id: int, content: bytes, alts: Mapping[str, str] | None = None, now: datetime
) -> Media:
    """
    Keep a picture of a product, made safe; its small copies are made by a task.

    Decoding and storing happen before the lock is taken, since both take long.

    :param content: the file as it was sent
    :raises NotFound: if there is no such product, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: if the file is no usable picture, or the product has too many
    """
    _check(actor, product_of_seller(actor=actor, product_id=product_id))
    described = clean_texts(alts or {}, field="alts", most=250)
    raster = raster_of(content)
    stored = default_storage.save(f"products/{raster.name}", ContentFile(raster.content))
    try:
        return _kept(actor, product_id, raster, stored, described, now)
    except BaseException:
        default_storage.delete(stored)
        raise


def _check(actor: Actor, product: Product) -> None:
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")


@transaction.atomic
def _kept(
    actor: Actor, product_id: int, raster: Raster, stored: str, alts: dict[str, str], now: datetime
) -> Media:
    product = product_locked(actor=actor, product_id=product_id)
    _check(actor, product)
    count = product.media.count()
    if count >= MOST_MEDIA:
        raise InvalidInput(
            _("A product has at most %(most)s pictures.") % {"most": MOST_MEDIA}, field="image"
        )
    media = Media.objects.create(
        product=product,
        image=stored,
        width=raster.width,
        height=raster.height,
        alts=alts,
        position=count,
        created_at=now,
    )
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    bus.publish(MediaAdded(media_id=media.pk, product_id=product.pk, happened_at=now))
    return media
