"""The staff sends a product back to its maker, saying what to change."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ProductReviewed
from catalog.models.product import Product
from catalog.policies import is_second_person, may_review
from catalog.selectors.seller import product_locked
from catalog.services.product_withdraw import product_withdraw
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def product_request_changes(*, actor: Actor, product_id: int, reason: str, now: datetime) -> Product:
    """
    Ask for changes to a product that is proposed, approved, published or paused; it leaves the shelves.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor is not of the staff for products, or proposed it
    :raises IllegalMove: if it is a draft or archived
    :raises InvalidInput: if the reason is empty or too long
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(may_review(actor), _("Only the staff for products may review."))
    require(
        is_second_person(actor, product.proposed_by_id), _("Whoever proposed a product may not review it.")
    )
    product.reason = clean_line(reason, field="reason", most=500)
    product.approved_by_id = None
    product_withdraw(product, ProductState.CHANGES_REQUESTED, now=now)
    bus.publish(
        ProductReviewed(
            product_id=product.pk,
            organisation_id=product.organisation_id,
            is_approved=False,
            reason=product.reason,
            happened_at=now,
        )
    )
    return product
