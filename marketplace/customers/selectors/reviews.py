"""What is said of products: on their pages, in the seller's portal, and before anybody reads it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.customers.models.review import Review
from marketplace.customers.policies import may_moderate, may_see_reviews_of
from marketplace.customers.states import ReviewState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


def reviews_of_product(*, product_id: int, first: int = 10, after: str = "") -> Page[Review]:
    """
    Return a page of what everybody may read of a product, newest first, in one statement.

    :raises InvalidInput: if the page size or the cursor is not valid
    """
    shown = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED)
    return _newest_first(shown, first, after)


def stars_of_product(*, product_id: int) -> dict[int, int]:
    """Count the published judgements of a product by their stars (5 first), in one statement."""
    shown = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED)
    counts = dict(shown.values_list("stars").annotate(count=Count("pk")))
    return {stars: counts.get(stars, 0) for stars in (5, 4, 3, 2, 1)}


def reviews_of_lines(line_ids: Sequence[int]) -> dict[int, Review]:
    """Return the reviews of order lines, by line; the caller has asked who may see the order."""
    return {review.line_id: review for review in Review.objects.filter(line__in=line_ids)}


def reviews_of_seller(
    *, actor: Actor, organisation_id: int, unanswered: bool = False, first: int = 20, after: str = ""
) -> Page[Review]:
    """
    Return a page of what is said of a cooperative's products and published, newest first, in one statement.

    :raises NotFound: if they are not the actor's to see
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    if not may_see_reviews_of(actor, organisation_id):
        raise NotFound(_("There is no such review."), field="review")
    rows = Review.objects.filter(organisation_id=organisation_id, state=ReviewState.PUBLISHED)
    if unanswered:
        rows = rows.filter(answer="")
    return _newest_first(rows.select_related("product"), first, after)


def review_seen(*, actor: Actor, review_id: int) -> Review:
    """
    Return a review to the seller or the staff, in one statement.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    review = Review.objects.select_related("product", "organisation").filter(pk=review_id).first()
    if review is None or not may_see_reviews_of(actor, review.organisation_id):
        raise NotFound(_("There is no such review."), field="review")
    return review


def reviews_moderated(*, actor: Actor, state: ReviewState, first: int = 20, after: str = "") -> Page[Review]:
    """
    Return a page of reviews in a state: those that wait oldest first, others newest first; in one statement.

    :raises NotAllowed: if the actor does not moderate
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_moderate(actor), _("Only the staff for products reads reviews first."))
    rows = Review.objects.filter(state=state).select_related("product", "organisation")
    if state != ReviewState.WAITING:
        return _newest_first(rows, first, after)
    first = page_size(first)
    if after:
        written_at, key = keys_of(after, (datetime, int))
        rows = rows.filter(Q(written_at__gt=written_at) | Q(written_at=written_at, pk__gt=key))
    return page_of(list(rows.order_by("written_at", "pk")[: first + 1]), first=first, keys=_keys)


def _newest_first(rows: QuerySet[Review], first: int, after: str) -> Page[Review]:
    first = page_size(first)
    if after:
        written_at, key = keys_of(after, (datetime, int))
        rows = rows.filter(Q(written_at__lt=written_at) | Q(written_at=written_at, pk__lt=key))
    return page_of(list(rows.order_by("-written_at", "-pk")[: first + 1]), first=first, keys=_keys)


def _keys(review: Review) -> tuple[datetime, int]:
    return review.written_at, review.pk
