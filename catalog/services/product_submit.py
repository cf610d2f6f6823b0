"""A seller asks for a product to be approved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ProductProposed
from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.states import PRODUCT_FLOW, ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def product_submit(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """
    Propose a product to the staff; it needs a variant with a price.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is not a draft and no changes were asked for
    :raises InvalidInput: if it has no variant with a price
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    PRODUCT_FLOW.check(ProductState(product.state), ProductState.PROPOSED)
    if not Price.objects.filter(variant__product=product, variant__is_active=True).exists():
        raise InvalidInput(_("Give at least one variant a price first."), field="variants")

    product.state = ProductState.PROPOSED
    product.proposed_by_id = actor.user_id
    product.approved_by_id = None
    product.reason = ""
    product.updated_at = now
    product.save(update_fields=["state", "proposed_by", "approved_by", "reason", "updated_at"])
    bus.publish(
        ProductProposed(product_id=product.pk, organisation_id=product.organisation_id, happened_at=now)
    )
    return product
