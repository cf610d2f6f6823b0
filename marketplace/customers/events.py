"""Facts that this package tells."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPublished(Event):
    """Everybody can read a review."""

    topic: ClassVar[str] = "customers.review-published.v1"
    review_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRefused(Event):
    """A review will not be shown; its reason is for the author."""

    topic: ClassVar[str] = "customers.review-refused.v1"
    review_id: int
