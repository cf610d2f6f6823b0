"""What came back: look at it, and say of each unit what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog.selectors.gallery import first_pictures_of
from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import InspectionForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.hub.goods import articles_of
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.selectors.fulfilments import fulfilments_listed
from logistics.selectors.parcels import ParcelDetail, parcel_by_number
from logistics.services.parcel_inspect import Verdict, parcel_inspect
from logistics.states import FulfilmentState


@require_GET
@opened_to(opens_hub)
def returns(request: HttpRequest) -> HttpResponse:
    """List what came back and was not looked at yet."""
    place = place_of(request)
    page = fulfilments_listed(
        actor=place.actor,
        warehouse_id=place.warehouse.pk,
        state=FulfilmentState.RETURNED,
        after=request.GET.get("after", ""),
    )
    shown = {"rows": page.items, "next_url": next_page_url(request, page)}
    return hub_page(request, "returns", "hub-today", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def inspect(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the contents of a returned parcel; POST decides about each unit."""
    actor = actor_for(request)
    detail = parcel_by_number(actor=actor, number=number)
    shares = {share.allocation_id: share.quantity for line in detail.lines for share in line.shares}
    if request.method == "GET":
        return _page(request, detail, InspectionForm(shares=shares))
    form = InspectionForm(request.POST, shares=shares)
    inspected = attempt(
        form,
        lambda: parcel_inspect(
            actor=actor,
            parcel_id=detail.parcel.pk,
            verdicts=_verdicts(form),
            note=form.cleaned_data["note"],
            now=timezone.now(),
        ),
    )
    if inspected is None:
        return _page(request, detail, form)
    messages.success(request, _("Inspected: the goods stand where you said."))
    return redirect("frontend:hub-parcel", detail.parcel.number)


def _verdicts(form: InspectionForm) -> list[Verdict]:
    return [
        Verdict(allocation_id=pk, restocked=kept, destroyed=form.shares[pk] - kept)
        for pk, kept in form.restocked().items()
    ]


def _page(request: HttpRequest, detail: ParcelDetail, form: InspectionForm) -> HttpResponse:
    pictures = first_pictures_of([line.product_id for line in detail.lines])
    articles = articles_of(detail.lines, pictures, language_here())
    asked = [
        (article, [(share, form[f"share-{share.allocation_id}"]) for share in article.row.shares])
        for article in articles
    ]
    shown = {
        "parcel": detail.parcel,
        "fulfilment": detail.parcel.fulfilment,
        "asked": asked,
        "form": form,
        "is_open": detail.parcel.fulfilment.state == FulfilmentState.RETURNED,
    }
    return hub_page(request, "inspect", "hub-today", shown, status=UNPROCESSABLE if form.is_bound else 200)
