"""The states of what customers write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class ReviewState(models.TextChoices):
    """Whether a review is read by everybody."""

    WAITING = "waiting", _("Waiting to be read")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Refused")


_S = ReviewState
# Whoever moderates may think again; an author who writes it anew begins anew.
REVIEW_FLOW = Flow(
    {
        _S.WAITING: frozenset({_S.PUBLISHED, _S.REFUSED}),
        _S.PUBLISHED: frozenset({_S.REFUSED}),
        _S.REFUSED: frozenset({_S.PUBLISHED}),
    }
)
