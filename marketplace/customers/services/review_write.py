"""A buyer judges what was delivered, writes it anew, or takes it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.customers.events import ReviewPublished
from marketplace.customers.models.review import Review
from marketplace.customers.policies import may_review
from marketplace.customers.services.review_rate import product_rate
from marketplace.customers.states import ReviewState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.policy import require
from marketplace.kernel.texts import LANGUAGES
from marketplace.outbox import bus
from orders.models.order import OrderLine
from orders.states import SubOrderState

MOST_TEXT = 2000
MOST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a buyer says: one to five stars, perhaps words, and how to be called (empty: nameless)."""

    stars: int
    text: str = ""
    author: str = ""
    language: str = "fr"

    def cleaned(self) -> "Judgement":
        """
        Return it as it may be kept, without control and bidi-control characters.

        :raises InvalidInput: if the stars are not one to five, a text is too long or the language is not ours
        """
        if not 1 <= self.stars <= 5:
            raise InvalidInput(_("Choose one to five stars."), field="stars")
        if self.language not in LANGUAGES:
            raise InvalidInput(_("This language is not one of ours."), field="language")
        return Judgement(
            stars=self.stars,
            text=clean_paragraphs(self.text, field="text", most=MOST_TEXT),
            author=clean_line(self.author, field="author", most=MOST_NAME, required=False),
            language=self.language,
        )


@transaction.atomic
def review_write(
    *, actor: Actor, line_id: int, holds_secret: bool, judgement: Judgement, now: datetime
) -> Review:
    """
    Judge a delivered line; judging it again replaces what was said, and the seller's answer to it.

    Stars alone are published at once. Words and names wait until somebody has read them.

    :param holds_secret: the caller came by the order's secret link
    :raises NotFound: if there is no such line
    :raises NotAllowed: if it was not the actor who bought it
    :raises IllegalMove: if it was not delivered
    :raises InvalidInput: if the judgement is not usable
    """
    line = _bought(actor, line_id, holds_secret=holds_secret)
    if line.sub_order.state != SubOrderState.DELIVERED:
        raise IllegalMove(_("You can judge what you have received."), field="line")
    said = judgement.cleaned()
    is_read_first = bool(said.text or said.author)
    review, _created = Review.objects.update_or_create(
        line=line,
        defaults={
            "product_id": line.variant.product_id,
            "organisation_id": line.sub_order.organisation_id,
            "user_id": line.order.user_id,
            "stars": said.stars,
            "text": said.text,
            "author": said.author,
            "language": said.language,
            "state": ReviewState.WAITING if is_read_first else ReviewState.PUBLISHED,
            "reason": "",
            "moderated_by": None,
            "moderated_at": None,
            "answer": "",
            "answered_by": None,
            "answered_at": None,
            "written_at": now,
        },
    )
    product_rate(product_id=review.product_id)
    if not is_read_first:
        bus.publish(ReviewPublished(review_id=review.pk, happened_at=now))
    return review


@transaction.atomic
def review_withdraw(*, actor: Actor, line_id: int, holds_secret: bool) -> None:
    """
    Delete what a buyer said; deleting it twice changes nothing.

    :raises NotFound: if there is no such line
    :raises NotAllowed: if it was not the actor who bought it
    """
    line = _bought(actor, line_id, holds_secret=holds_secret)
    if Review.objects.filter(line=line).delete()[0]:
        product_rate(product_id=line.variant.product_id)


def _bought(actor: Actor, line_id: int, *, holds_secret: bool) -> OrderLine:
    """Lock the line, so that of two judgements at once the later one stands."""
    lines = OrderLine.objects.select_for_update(of=("self",)).select_related("order", "sub_order", "variant")
    line = lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such order."), field="line")
    require(
        may_review(actor, line.order.user_id, holds_secret=holds_secret),
        _("Only who bought it can judge it."),
    )
    return line
