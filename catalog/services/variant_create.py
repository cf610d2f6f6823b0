"""A seller adds a size or kind to a product."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.services.attributes_derive import attributes_derive
from catalog.services.variant_changes import VariantChanges, weighing_check
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.policy import require

MOST_VARIANTS = 50


@transaction.atomic
def variant_create(*, actor: Actor, product_id: int, changes: VariantChanges, now: datetime) -> Variant:
    """
    Add a variant: its net quantity, unit and weight are needed; without a SKU it is given one.

    :raises NotFound: if there is no such product, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises Conflict: if the SKU or the GTIN is taken
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    for part in ("net_quantity", "unit", "weight_g"):
        if getattr(changes, part) is None:
            raise InvalidInput(_("This must not be empty."), field=part)
    weighing_check(is_weighed=bool(changes.is_weighed), unit=changes.unit or "")
    count = product.variants.count()
    if count >= MOST_VARIANTS:
        raise InvalidInput(
            _("A product has at most %(most)s variants.") % {"most": MOST_VARIANTS}, field="variants"
        )
    columns = {"sku": f"P{product.pk}-{secrets.token_hex(3)}", "position": count, **changes.columns()}
    columns |= {"created_at": now, "updated_at": now}
    try:
        with transaction.atomic():
            variant = Variant.objects.create(product=product, **columns)
    except IntegrityError as error:
        raise _taken(error) from None
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    attributes_derive(product_ids=[product.pk])
    return variant


def _taken(error: IntegrityError) -> Conflict:
    if "gtin" in str(error):
        return Conflict(_("Another variant carries this GTIN already."), field="gtin")
    return Conflict(_("Another variant carries this SKU already."), field="sku")
