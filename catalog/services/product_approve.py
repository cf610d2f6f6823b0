"""The staff lets a product into the shop."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ProductReviewed
from catalog.models.product import Product
from catalog.policies import is_second_person, may_review
from catalog.selectors.seller import product_locked
from catalog.states import PRODUCT_FLOW, ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def product_approve(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """
    Approve a proposed product; its seller can publish it then.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor is not of the staff for products, or proposed it
    :raises IllegalMove: if it is not proposed
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(may_review(actor), _("Only the staff for products may review."))
    require(
        is_second_person(actor, product.proposed_by_id), _("Whoever proposed a product may not approve it.")
    )
    PRODUCT_FLOW.check(ProductState(product.state), ProductState.APPROVED)

    product.state = ProductState.APPROVED
    product.approved_by_id = actor.user_id
    product.reason = ""
    product.updated_at = now
    product.save(update_fields=["state", "approved_by", "reason", "updated_at"])
    bus.publish(
        ProductReviewed(
            product_id=product.pk,
            organisation_id=product.organisation_id,
            is_approved=True,
            reason="",
            happened_at=now,
        )
    )
    return product
