"""Words of buyers, read by the staff before everybody reads them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import actor_for, opened_to, opens_reviews
from frontend.addresses import next_page_url
from frontend.cards import Chip, Link
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.reviews import ReviewRefusalForm
from frontend.review_cards import STATE_LOOKS, review_card
from frontend.views.operator.desk import language_here, operator_page
from marketplace.customers.models.review import Review
from marketplace.customers.selectors.reviews import review_seen, reviews_moderated
from marketplace.customers.services.review_moderate import review_publish, review_refuse
from marketplace.customers.states import ReviewState
from marketplace.kernel.errors import NotFound


def _chip(review: Review) -> Chip:
    state = ReviewState(review.state)
    return Chip(str(state.label), *STATE_LOOKS[state])


@require_safe
@opened_to(opens_reviews)
def reviews(request: HttpRequest) -> HttpResponseBase:
    """List reviews in one state; those that wait come first, the oldest at the top."""
    language, show = language_here(), request.GET.get("show", ReviewState.WAITING)
    if show not in ReviewState.values:
        raise NotFound(_("There is no such list."), field="show")
    page = reviews_moderated(
        actor=actor_for(request), state=ReviewState(show), after=request.GET.get("after", "")
    )
    shown = {
        "rows": [
            (row.pk, row.product.name(language), row.organisation.name(language), review_card(row))
            for row in page.items
        ],
        "tabs": [
            Link(str(state.label), f"?show={state.value}", STATE_LOOKS[state][1], is_here=state == show)
            for state in ReviewState
        ],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "reviews", "operator-reviews", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_reviews)
def review(request: HttpRequest, review_id: int) -> HttpResponseBase:
    """Show one review; POST publishes it, or refuses it with a reason."""
    actor, language = actor_for(request), language_here()
    row = review_seen(actor=actor, review_id=review_id)
    known: dict[str, Any] = {"actor": actor, "review_id": review_id, "now": timezone.now()}
    is_refusal = request.method == "POST" and request.POST.get("act") == "refuse"
    form = ReviewRefusalForm(request.POST if is_refusal else None)
    if request.method == "POST" and not is_refusal:
        done(request, lambda: review_publish(**known), _("Everybody can read it now."))
        return redirect("frontend:operator-reviews")
    if attempt(form, lambda: review_refuse(**known, reason=form.cleaned_data["reason"])) is not None:
        messages.success(request, _("It is not shown; the author is told why."))
        return redirect("frontend:operator-reviews")
    shown = {
        "row": row,
        "chip": _chip(row),
        "product": row.product.name(language),
        "seller": row.organisation.name(language),
        "card": review_card(row),
        "form": form,
        "may_publish": row.state != ReviewState.PUBLISHED,
        "may_refuse": row.state != ReviewState.REFUSED,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "review", "operator-reviews", shown, status=status)
