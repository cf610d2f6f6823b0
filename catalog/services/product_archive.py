"""A product is not offered any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.services.product_withdraw import product_withdraw
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


@transaction.atomic
def product_archive(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """
    Archive a product for good; past orders keep what they need of it.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived already
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    product_withdraw(product, ProductState.ARCHIVED, now=now)
    return product
