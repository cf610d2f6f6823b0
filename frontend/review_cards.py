"""From what the reviews' selectors return to what pages show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace.customers.models.review import Review
from marketplace.customers.states import ReviewState


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A review as everybody reads it; an empty author is nameless."""

    stars: int
    text: str
    author: str
    language: str
    written_at: datetime
    answer: str
    answered_at: datetime | None


STATE_LOOKS = {
    ReviewState.WAITING: ("warning", "clock"),
    ReviewState.PUBLISHED: ("success", "check"),
    ReviewState.REFUSED: ("danger", "close"),
}


def review_card(review: Review) -> ReviewCard:
    """Return what a page shows of a review."""
    return ReviewCard(
        stars=review.stars,
        text=review.text,
        author=review.author,
        language=review.language,
        written_at=review.written_at,
        answer=review.answer,
        answered_at=review.answered_at,
    )


def review_cards(reviews: Iterable[Review]) -> list[ReviewCard]:
    """Return the cards of a list of reviews."""
    return [review_card(review) for review in reviews]
