"""What buyers say of the cooperative's products, and its answers."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.reviews import ReviewAnswerForm
from frontend.review_cards import review_card
from frontend.views.portal.place import language_here, place_of, portal_page
from marketplace.customers.policies import may_answer
from marketplace.customers.selectors.reviews import review_seen, reviews_of_seller
from marketplace.customers.services.review_answer import review_answer
from marketplace.customers.states import ReviewState


@require_safe
@opened_to(opens_portal)
def reviews(request: HttpRequest) -> HttpResponseBase:
    """List the published reviews of the cooperative's products, newest first."""
    place, language = place_of(request), language_here()
    unanswered = request.GET.get("show") != "all"
    page = reviews_of_seller(**place.known, unanswered=unanswered, after=request.GET.get("after", ""))
    shown = {
        "rows": [(row.pk, row.product.name(language), review_card(row)) for row in page.items],
        "tabs": [
            Link(_("Without an answer"), "?", "reply", is_here=unanswered),
            Link(_("All"), "?show=all", "star", is_here=not unanswered),
        ],
        "next_url": next_page_url(request, page),
        "may_answer": may_answer(place.actor, place.organisation_id),
    }
    return portal_page(request, "reviews", "portal-reviews", shown, place=place)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def review(request: HttpRequest, review_id: int) -> HttpResponseBase:
    """Show one review; POST answers it."""
    place = place_of(request)
    row = review_seen(actor=place.actor, review_id=review_id)
    form = ReviewAnswerForm(
        request.POST if request.method == "POST" else None, initial={"answer": row.answer}
    )
    answered = attempt(
        form,
        lambda: review_answer(
            actor=place.actor, review_id=review_id, answer=form.cleaned_data["answer"], now=timezone.now()
        ),
    )
    if answered is not None:
        messages.success(request, _("Answered.") if answered.answer else _("Your answer is deleted."))
        return redirect("frontend:portal-reviews")
    shown = {
        "product": row.product.name(language_here()),
        "card": review_card(row),
        "form": form,
        "may_answer": may_answer(place.actor, row.organisation_id) and row.state == ReviewState.PUBLISHED,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "review", "portal-reviews", shown, place=place, status=status)
