"""The gift boxes that a hub packs."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import opened_to, opens_hub
from frontend.forms.boxes import KitForm, kit_written
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.policies import may_set_prices
from logistics.selectors.kits import boxes_left, kits_of
from logistics.selectors.stock import available
from logistics.services.kit_write import kit_write


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def kits(request: HttpRequest) -> HttpResponseBase:
    """Show the boxes and how many of each can be packed now; POST writes one down."""
    place, language = place_of(request), language_here()
    sent = KitForm(request.POST) if request.method == "POST" else None
    if sent is not None:
        kept = attempt(sent, lambda: kit_write(**place.known, wanted=sent.wanted(), now=timezone.now()))
        if kept is not None:
            messages.success(request, _("Kept."))
            return redirect("frontend:hub-kits")
    rows = kits_of(**place.known)
    free = available({part.variant_id for kit in rows for part in kit.components.all()})
    code = sent.data.get("code", "") if sent is not None else ""
    own = {kit.code for kit in rows}
    shown = {
        "rows": [
            (
                kit,
                kit.name(language),
                boxes_left(kit, free),
                [(part.quantity, part.variant.product.name(language)) for part in kit.components.all()],
                sent if kit.code == code else KitForm(initial=kit_written(kit), auto_id=f"id_{kit.pk}_%s"),
            )
            for kit in rows
        ],
        "fresh": sent if sent is not None and code not in own else KitForm(auto_id="id_new_%s"),
        "may_write": may_set_prices(place.actor, place.warehouse.organisation_id),
    }
    status = UNPROCESSABLE if sent is not None else 200
    return hub_page(request, "kits", "hub-processing", shown, place=place, status=status)
