"""A seller changes a variant, or takes it off the shelf."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.services.attributes_derive import attributes_derive
from catalog.services.listing_refresh import listing_refresh
from catalog.services.variant_changes import VariantChanges, weighing_check
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def variant_update(*, actor: Actor, variant_id: int, changes: VariantChanges, now: datetime) -> Variant:
    """
    Change a variant; with `is_active=False` it cannot be bought any more.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: naming the part that cannot be used
    :raises Conflict: if the SKU or the GTIN is taken
    """
    variant = variant_locked(actor=actor, variant_id=variant_id)
    product = variant.product
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    columns = {**changes.columns(), "updated_at": now}
    for column, value in columns.items():
        setattr(variant, column, value)
    weighing_check(is_weighed=variant.is_weighed, unit=variant.unit)
    try:
        with transaction.atomic():
            variant.save(update_fields=[*columns])
    except IntegrityError as error:
        field = "gtin" if "gtin" in str(error) else "sku"
        raise Conflict(_("Another variant carries this number already."), field=field) from None
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    listing_refresh(product_ids=[product.pk])
    attributes_derive(product_ids=[product.pk])
    return variant


def variant_locked(*, actor: Actor, variant_id: int) -> Variant:
    """
    Lock a variant and its product for a change, the product first.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    """
    product_id = Variant.objects.filter(pk=variant_id).values_list("product_id", flat=True).first()
    if product_id is None:
        raise NotFound(_("There is no such product."), field="variant")
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    variant = Variant.objects.select_for_update().get(pk=variant_id)
    variant.product = product
    return variant
