"""A cooperative's goods on their way to the hub: announce in a few taps, see what was counted."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.selectors.offers import offers_of_products
from catalog.selectors.seller import products_of_seller
from frontend.access import actor_for, opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.inbound import NoticeForm, bytes_of
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.shop_cards import size_name
from frontend.views.papers import evidence_answer, pdf_answer
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from logistics.models.inbound import Notice
from logistics.models.warehouse import Warehouse
from logistics.policies import may_announce
from logistics.selectors.evidence import evidence_file, evidence_of
from logistics.selectors.inbound import (
    amount_in_units,
    notice_detail,
    notices_of_organisation,
    receipt_detail,
)
from logistics.selectors.pooled import pooled_variants_of, variant_to_bring
from logistics.selectors.rounds import stop_of_notice
from logistics.selectors.tariffs import quote_for, tariffs_on
from logistics.selectors.warehouses import hubs_open
from logistics.services.inbound_papers import receipt_pdf
from logistics.services.notice_cancel import notice_cancel
from logistics.services.notice_send import Announced, notice_send, own_address
from logistics.states import Arrival, NoticeState
from marketplace.channels.selectors import default_channel
from marketplace.kernel.geography import provinces
from marketplace.kernel.policy import require

TONES = {
    NoticeState.ANNOUNCED: ("info", "truck"),
    NoticeState.RECEIVED: ("success", "check"),
    NoticeState.CANCELLED: ("", "close"),
}
# For how many pieces the page reckons the hub's prices out, before anybody has typed a number
EXAMPLE_UNITS = 100
ARRIVAL_ICONS = {Arrival.DROP_OFF: "store", Arrival.COLLECTION: "truck"}


def _chip(state: str) -> Chip:
    tone, icon = TONES[NoticeState(state)]
    return Chip(str(NoticeState(state).label), tone, icon)


@require_safe
@opened_to(opens_portal)
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """List what was announced, the newest first, with what became of it."""
    place = place_of(request)
    page = notices_of_organisation(**place.known, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, _chip(row.state)) for row in page.items],
        "next_url": next_page_url(request, page),
        "may_announce": may_announce(place.actor, place.organisation_id),
    }
    return portal_page(request, "deliveries", "portal-deliveries", context, place=place)


@require_safe
@opened_to(opens_portal)
def new_delivery(request: HttpRequest) -> HttpResponseBase:
    """First tap: which of the cooperative's products is in the crates."""
    place = place_of(request)
    _demand_may_announce(place)
    page = products_of_seller(**place.known, after=request.GET.get("after", ""))
    offers = offers_of_products([own.product_id for own in page.items], default_channel(), timezone.now())
    language = language_here()
    tiles = [
        {
            "variant_id": offer.variant_id,
            "name": own.name(language),
            "size": size_name(offer, language),
            "picture_url": own.picture.url_for(256) if own.picture else "",
        }
        for own in page.items
        for offer in offers[own.product_id]
    ]
    own = {tile["variant_id"] for tile in tiles}
    common = [] if request.GET.get("after") else pooled_variants_of(place.organisation_id)
    tiles += [
        {
            "variant_id": variant.pk,
            "name": variant.product.name(language),
            "size": variant.name(language),
            "picture_url": "",
            "is_common": True,
        }
        for variant in common
        if variant.pk not in own and variant.product.organisation_id != place.organisation_id
    ]
    context = {"tiles": tiles, "next_url": next_page_url(request, page)}
    return portal_page(request, "new_delivery", "portal-deliveries", context, place=place)


def _demand_may_announce(place: Place) -> None:
    require(may_announce(place.actor, place.organisation_id), _("Your role does not cover this."))


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def new_delivery_of(request: HttpRequest, variant_id: int) -> HttpResponseBase:
    """Then digits, a day, and who brings it."""
    place, language, now = place_of(request), language_here(), timezone.now()
    _demand_may_announce(place)
    variant = variant_to_bring(**place.known, variant_id=variant_id)
    hubs_here = hubs_open()
    hubs = [(str(hub.pk), hub.name(language)) for hub in hubs_here]
    form = NoticeForm(
        request.POST or None,
        request.FILES or None,
        hubs=hubs,
        provinces=[(code, each.name(language)) for code, each in provinces().items()],
        today=timezone.localdate(now),
        initial={"key": uuid4().hex, "arrival": Arrival.DROP_OFF.value, **own_address(place.organisation_id)},
    )

    notice = attempt(form, lambda: _announced(place, variant_id, form))
    if notice is not None:
        messages.success(request, _("The hub knows. Notice %(number)s.") % {"number": notice.number})
        return redirect("frontend:portal-delivery", notice.pk)
    context = {
        "form": form,
        "name": variant.product.name(language),
        "size": variant.name(language),
        "family": variant.product.product_type.key,
        "hubs": hubs,
        "days": form.days_in(language),
        **_asked(place, hubs_here[:1], variant.weight_g, timezone.localdate(now)),
        "arrivals": [(each.value, each.label, ARRIVAL_ICONS[each]) for each in Arrival],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "new_delivery_of", "portal-deliveries", context, place=place, status=status)


def _asked(place: Place, hubs: Sequence[Warehouse], weight_g: int, today: date) -> dict[str, object]:
    """What the hub that serves the shop asks, reckoned out before anybody has typed a number."""
    quotes = [
        quote_for(
            warehouse_id=hub.pk,
            organisation_id=place.organisation_id,
            grams=EXAMPLE_UNITS * weight_g,
            on=today,
        )
        for hub in hubs
    ]
    return {
        "asked": [row for hub in hubs for row in tariffs_on(hub.pk, today).values()],
        "quote": quotes[0] if quotes else None,
        "example_units": EXAMPLE_UNITS,
    }


def _announced(place: Place, variant_id: int, form: NoticeForm) -> Notice:
    data: dict[str, Any] = form.cleaned_data
    line = Announced(
        variant_id=variant_id,
        crates=data["crates"],
        units_per_crate=data["units"],
        harvest_date=data["harvest_date"],
        produced_date=data["produced_date"],
        best_before_date=data["best_before_date"],
    )
    return notice_send(
        **place.known,
        warehouse_id=UUID(data["warehouse"]),
        lines=[line],
        ready_date=data["ready_date"],
        arrival=Arrival(data["arrival"]),
        key=data["key"],
        note=data["note"],
        collect_at=data["collect_at"],
        collect_province=data["collect_province"],
        photo=bytes_of(data["photo"]),
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def delivery(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Show a notice; POST takes it back while the goods have not come."""
    place, language = place_of(request), language_here()
    notice, lines = notice_detail(actor=place.actor, notice_id=notice_id)
    if request.method == "POST":
        done(
            request,
            lambda: notice_cancel(actor=place.actor, notice_id=notice_id, now=timezone.now()),
            _("Taken back: the hub no longer waits for it."),
        )
        return redirect("frontend:portal-delivery", notice_id)
    context = {
        "notice": notice,
        "chip": _chip(notice.state),
        "hub": notice.warehouse.name(language),
        "lines": [(line, line.variant.product.name(language), line.variant.name(language)) for line in lines],
        "files": evidence_of([f"notice:{notice.pk}"])[f"notice:{notice.pk}"],
        "stop": stop_of_notice(actor=place.actor, notice=notice) if notice.collect_province else None,
        "province": provinces()[notice.collect_province].name(language) if notice.collect_province else "",
        "receipt": notice.receipt if notice.state == NoticeState.RECEIVED else None,
        "may_cancel": notice.state == NoticeState.ANNOUNCED
        and may_announce(place.actor, notice.organisation_id),
    }
    return portal_page(request, "delivery", "portal-deliveries", context, place=place)


@require_safe
@opened_to(opens_portal)
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponseBase:
    """Show what the hub counted of it, and what differs."""
    place, language = place_of(request), language_here()
    detail = receipt_detail(actor=place.actor, receipt_id=receipt_id)
    files = evidence_of([f"receipt-line:{line.pk}" for line in detail.lines])
    context = {
        "receipt": detail.receipt,
        "hub": detail.receipt.warehouse.name(language),
        "rows": [
            {
                "line": line,
                "name": line.variant.product.name(language),
                "size": line.variant.name(language),
                "files": files[f"receipt-line:{line.pk}"],
                "cases": [(case, amount_in_units(case)) for case in line.discrepancies.all()],
            }
            for line in detail.lines
        ],
    }
    return portal_page(request, "receipt", "portal-deliveries", context, place=place)


@require_safe
@opened_to(opens_portal)
def receipt_paper(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Draw the slip of a receipt."""
    content = receipt_pdf(actor=actor_for(request), receipt_id=receipt_id, language=language_here())
    return pdf_answer(content, f"receipt-{receipt_id}.pdf")


@require_safe
@opened_to(opens_portal)
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Show a picture or play a recording about the cooperative's goods."""
    return evidence_answer(evidence_file(actor=actor_for(request), evidence_id=evidence_id))
