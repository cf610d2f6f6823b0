"""A seller says which pictures of a product show one of its variants."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.media import Media, VariantMedia
from catalog.models.product import Variant
from catalog.services.variant_update import variant_locked
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove, NotFound


class AssignedAlready(DomainError):
    """The picture shows the variant already."""

    code = "MEDIA_ALREADY_ASSIGNED"


class OfAnotherProduct(DomainError):
    """The picture is of another product."""

    code = "NOT_PRODUCTS_IMAGE"


@transaction.atomic
def variant_media_assign(*, actor: Actor, variant_id: int, media_id: int) -> Variant:
    """
    Let a picture show a variant of its product.

    :raises NotFound: if there is no such variant or picture, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if it is archived
    :raises OfAnotherProduct: if the picture is of another product
    :raises AssignedAlready: if it shows the variant already
    """
    variant, media = _both_locked(actor, variant_id, media_id)
    if media.product_id != variant.product_id:
        raise OfAnotherProduct(_("This picture is of another product."), field="media_id")
    _row, is_new = VariantMedia.objects.get_or_create(variant=variant, media=media)
    if not is_new:
        raise AssignedAlready(_("This picture shows the variant already."), field="media_id")
    return variant


@transaction.atomic
def variant_media_unassign(*, actor: Actor, variant_id: int, media_id: int) -> Variant:
    """
    Let a picture show a variant no more.

    :raises NotFound: if there is no such variant or picture, or it does not show it
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if it is archived
    """
    variant, media = _both_locked(actor, variant_id, media_id)
    gone, _kinds = VariantMedia.objects.filter(variant=variant, media=media).delete()
    if not gone:
        raise NotFound(_("This picture does not show the variant."), field="media_id")
    return variant


def _both_locked(actor: Actor, variant_id: int, media_id: int) -> tuple[Variant, Media]:
    variant = variant_locked(actor=actor, variant_id=variant_id)
    if variant.product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    media = Media.objects.filter(pk=media_id).first()
    if media is None:
        raise NotFound(_("There is no such picture."), field="media_id")
    return variant, media
