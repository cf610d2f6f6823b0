"""The staff decides whether everybody reads a review."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.customers.events import ReviewPublished, ReviewRefused
from marketplace.customers.models.review import Review
from marketplace.customers.policies import may_moderate
from marketplace.customers.services.review_rate import product_rate
from marketplace.customers.states import REVIEW_FLOW, ReviewState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus

MOST_REASON = 300


@transaction.atomic
def review_publish(*, actor: Actor, review_id: int, now: datetime) -> Review:
    """
    Show a review to everybody.

    :raises NotAllowed: if the actor does not moderate
    :raises NotFound: if there is no such review
    :raises IllegalMove: if it is shown already
    """
    review = _moderated(actor, review_id, ReviewState.PUBLISHED, "", now)
    bus.publish(ReviewPublished(review_id=review.pk, happened_at=now))
    return review


@transaction.atomic
def review_refuse(*, actor: Actor, review_id: int, reason: str, now: datetime) -> Review:
    """
    Do not show a review, or not any more; the author is told why.

    A low judgement is no reason: what breaks the rules (insults, somebody's data, another product, advertising) is.

    :raises NotAllowed: if the actor does not moderate
    :raises NotFound: if there is no such review
    :raises IllegalMove: if it is refused already
    :raises InvalidInput: if there is no reason, or it is too long
    """
    require(may_moderate(actor), _("Only the staff for products reads reviews first."))
    why = clean_line(reason, field="reason", most=MOST_REASON)
    review = _moderated(actor, review_id, ReviewState.REFUSED, why, now)
    bus.publish(ReviewRefused(review_id=review.pk, happened_at=now))
    return review


def _moderated(actor: Actor, review_id: int, state: ReviewState, reason: str, now: datetime) -> Review:
    require(may_moderate(actor), _("Only the staff for products reads reviews first."))
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound(_("There is no such review."), field="review")
    REVIEW_FLOW.check(ReviewState(review.state), state)
    review.state, review.reason = state, reason
    review.moderated_by_id, review.moderated_at = actor.user_id, now
    review.save(update_fields=["state", "reason", "moderated_by", "moderated_at"])
    product_rate(product_id=review.product_id)
    return review
