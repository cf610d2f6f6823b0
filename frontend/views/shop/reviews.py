"""What buyers say of a product, and the page on which they say it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.selectors.product_page import product_page
from frontend.access import actor_for
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.reviews import ReviewForm
from frontend.review_cards import review_cards
from frontend.views.shop.checkout import SEE_OTHER
from frontend.views.shop.opened import language_here, shop_page
from frontend.views.shop.orders import by_token
from marketplace.channels.selectors import default_channel
from marketplace.customers.models.review import Review
from marketplace.customers.selectors.reviews import reviews_of_lines, reviews_of_product, stars_of_product
from marketplace.customers.services.review_write import Judgement, review_withdraw, review_write
from marketplace.customers.states import ReviewState
from marketplace.kernel.errors import NotFound
from orders.models.order import OrderLine
from orders.selectors.orders import OrderView
from orders.states import SubOrderState


@require_safe
@shop_page
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """List what buyers say of a product, newest first."""
    language = language_here()
    detail = product_page(slug=slug, channel=default_channel(), language=language, at=timezone.now())
    page = reviews_of_product(product_id=detail.product_id, after=request.GET.get("after", ""))
    product_url = reverse("frontend:product", args=[slug])
    shown = {
        "product": detail,
        "reviews": review_cards(page.items),
        "counts": stars_of_product(product_id=detail.product_id),
        "next_url": next_page_url(request, page),
        "crumbs": [
            Link(_("Home"), reverse("frontend:home")),
            Link(detail.name, product_url),
            Link(_("Reviews"), request.path),
        ],
        "canonical": request.path,
        "product_url": product_url,
    }
    return render(request, "frontend/shop/reviews.html", shown)


def delivered_line(found: OrderView, line_id: int) -> OrderLine:
    """
    Return a line of the order that can be judged.

    :raises NotFound: if it has no such line, or it was not delivered
    """
    for part in found.parts:
        if part.row.state == SubOrderState.DELIVERED:
            for line in part.lines:
                if line.pk == line_id:
                    return line
    raise NotFound(_("There is no such order."), field="line")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shop_page
def judge(request: HttpRequest, token: str, line_id: int) -> HttpResponse:
    """Ask the buyer how a delivered product was; POST says it."""

    @by_token
    def opened(request: HttpRequest, found: OrderView) -> HttpResponse:
        return _judged(request, found, delivered_line(found, line_id))

    return opened(request, token)


def _judged(request: HttpRequest, found: OrderView, line: OrderLine) -> HttpResponse:
    known = reviews_of_lines([line.pk]).get(line.pk)
    if request.method == "POST":
        form = ReviewForm(request.POST)
        review = attempt(form, lambda: _written(request, form, line))
        if review is not None:
            is_shown = review.state == ReviewState.PUBLISHED
            messages.success(
                request,
                _("Thank you.") if is_shown else _("Thank you. It is shown once somebody has read it."),
            )
            return _back(found)
    else:
        form = ReviewForm(
            initial={"stars": known.stars, "text": known.text, "author": known.author}
            if known
            else {"author": str(found.row.address.get("recipient", "")).split(" ")[0][:40]}
        )
    shown = {"order": found.row, "line": line, "form": form, "known": known}
    return render(request, "frontend/shop/judge.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


def _written(request: HttpRequest, form: ReviewForm, line: OrderLine) -> Review:
    data = form.cleaned_data
    judgement = Judgement(
        stars=data["stars"], text=data["text"], author=data["author"], language=language_here()
    )
    return review_write(
        actor=actor_for(request), line_id=line.pk, holds_secret=True, judgement=judgement, now=timezone.now()
    )


def _back(found: OrderView) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("frontend:order", args=[found.row.access_token]), status=SEE_OTHER)


@require_POST
@shop_page
def take_back(request: HttpRequest, token: str, line_id: int) -> HttpResponse:
    """Delete what the buyer said."""

    @by_token
    def opened(request: HttpRequest, found: OrderView) -> HttpResponse:
        line = delivered_line(found, line_id)
        done(
            request,
            lambda: review_withdraw(actor=actor_for(request), line_id=line.pk, holds_secret=True),
            _("Your review is deleted."),
        )
        return _back(found)

    return opened(request, token)
