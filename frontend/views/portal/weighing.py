"""What goods that are sold by their weight really weigh, typed by their cooperative with the number pad."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_update import variant_update
from frontend.access import opened_to, opens_portal
from frontend.forms.portal import WeighForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import language_here, place_of, portal_page
from frontend.views.portal.products import own_product
from frontend.wording import money_text, weight_text
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from orders.models.weighing import LineWeighing
from orders.selectors.weighings import line_to_weigh
from orders.services.line_weigh import line_weigh, line_weigh_undo, pieces_sent


def weighed_words(row: LineWeighing, language: str) -> str:
    """Say what a weight does to what the customer pays."""
    if not row.amount_minor:
        return _("The customer pays what was agreed.")
    return _("The customer pays %(amount)s less.") % {"amount": money_text(row.amount, language)}


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def weigh(request: HttpRequest, line_id: int) -> HttpResponseBase:
    """Ask what all pieces of a line weigh; POST writes it down, or takes it back."""
    place, language, now = place_of(request), language_here(), timezone.now()
    found = line_to_weigh(actor=place.actor, line_id=line_id)
    line = found.line
    form = WeighForm(request.POST if request.method == "POST" else None)
    if "undo" in request.POST:
        done(
            request,
            lambda: line_weigh_undo(actor=place.actor, line_id=line_id, now=now),
            _("The customer pays what was agreed."),
        )
        return redirect("frontend:portal-order", sub_order_id=line.sub_order_id)
    row = attempt(form, lambda: line_weigh(actor=place.actor, line_id=line_id, weighed_g=form.grams, now=now))
    if row is not None:
        messages.success(request, weighed_words(row, language))
        return redirect("frontend:portal-order", sub_order_id=line.sub_order_id)
    pieces = pieces_sent(line)
    context = {
        "line": line,
        "form": form,
        "weighing": found.weighing,
        "name": text_in(line.product_names, language),
        "size": text_in(line.variant_names, language),
        "pieces": pieces,
        "ordered": weight_text(pieces * line.weighed_g, language),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "weigh", "portal-orders", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def product_weighed(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """
    Have each piece of a product weighed from now on, or no more: it holds for what is ordered afterwards.

    It needs no decision of the staff: whoever buys never pays more than is shown.
    """
    place = place_of(request)
    product, typed = own_product(place, product_id), request.POST.get("variant", "")
    if not typed.isdecimal() or not product.variants.filter(pk=typed).exists():
        raise NotFound(_("There is no such product."), field="variant")
    changes = VariantChanges(is_weighed=bool(request.POST.get("weighed")))
    done(
        request,
        lambda: variant_update(actor=place.actor, variant_id=int(typed), changes=changes, now=timezone.now()),
        _("Saved"),
    )
    return redirect("frontend:portal-product", product_id=product_id)
