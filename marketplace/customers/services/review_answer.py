"""The seller answers a review, for everybody to read; answering again replaces the answer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.customers.models.review import Review
from marketplace.customers.policies import may_answer, may_see_reviews_of
from marketplace.customers.states import ReviewState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_paragraphs
from marketplace.kernel.policy import require

MOST_ANSWER = 1000


@transaction.atomic
def review_answer(*, actor: Actor, review_id: int, answer: str, now: datetime) -> Review:
    """
    Answer a published review in the cooperative's name; an empty answer takes it back.

    :raises NotFound: if there is no such review, or it is of another cooperative's product
    :raises NotAllowed: if the actor does not speak for the cooperative
    :raises IllegalMove: if the review is not published
    :raises InvalidInput: if the answer is too long
    """
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None or not may_see_reviews_of(actor, review.organisation_id):
        raise NotFound(_("There is no such review."), field="review")
    require(may_answer(actor, review.organisation_id), _("Your role does not cover this."))
    if review.state != ReviewState.PUBLISHED:
        raise IllegalMove(_("Only a published review can be answered."), field="answer")
    review.answer = clean_paragraphs(answer, field="answer", most=MOST_ANSWER)
    review.answered_by_id = actor.user_id if review.answer else None
    review.answered_at = now if review.answer else None
    review.save(update_fields=["answer", "answered_by", "answered_at"])
    return review
