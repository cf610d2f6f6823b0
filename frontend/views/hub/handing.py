"""Hand parcels to their carriers, by click or by scan, and give the list that both sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, is_signed_in, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import ScanForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from frontend.views.papers import pdf_answer
from logistics.selectors.parcels import ParcelRow, manifests_listed, parcels_to_hand_over
from logistics.services.papers import manifest_pdf
from logistics.services.parcels_hand_over import parcels_hand_over
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class Heap:
    """The parcels that wait for one carrier; the marked ones are those that were scanned."""

    carrier_id: int
    carrier: str
    parcels: tuple[ParcelRow, ...]
    marked: frozenset[int]
    form: ScanForm

    @property
    def cash_due(self) -> Money:
        """What the carrier is to collect for these."""
        return total_of([parcel.cash_due for parcel in self.parcels])


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def handing(request: HttpRequest) -> HttpResponseBase:
    """Show what waits, carrier by carrier; POST marks a scanned parcel, or hands over the marked or all."""
    place = place_of(request)
    if request.method == "GET":
        return _page(request, place, _waiting(place))
    carrier_id, marked = _number(request.POST.get("carrier", "")), _numbers(request.POST.getlist("parcels"))
    if request.POST.get("act") == "scan":
        form = ScanForm(request.POST)
        rows = _waiting(place)
        found = attempt(form, lambda: _scanned(rows, carrier_id, form.cleaned_data["code"]))
        if found is not None:
            marked, form = marked | {found}, ScanForm()
        return _page(request, place, rows, carrier_id, marked, form)
    takes_all = request.POST.get("act") == "all"
    manifest = done(
        request,
        lambda: parcels_hand_over(
            actor=place.actor,
            warehouse_id=place.warehouse.pk,
            carrier_id=carrier_id,
            parcel_ids=None if takes_all else _some(marked),
            now=timezone.now(),
        ),
    )
    if manifest is not None:
        messages.success(request, _("Handed over: list %(number)s.") % {"number": manifest.number})
    return redirect("frontend:hub-hand-over")


def _waiting(place: Place) -> tuple[ParcelRow, ...]:
    return parcels_to_hand_over(actor=place.actor, warehouse_id=place.warehouse.pk).items


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _numbers(texts: Sequence[str]) -> frozenset[int]:
    return frozenset(_number(text) for text in texts) - {0}


def _some(marked: frozenset[int]) -> list[int]:
    if not marked:
        raise InvalidInput(_("Please mark or scan at least one parcel."), field="parcels")
    return sorted(marked)


def _scanned(rows: Sequence[ParcelRow], carrier_id: int, code: str) -> int:
    """Find the waiting parcel that was scanned; say where it belongs if not to this carrier."""
    wanted = code.strip().upper()
    found = next((row for row in rows if wanted in (row.number.upper(), row.tracking_number.upper())), None)
    if found is None:
        raise InvalidInput(
            _("No parcel that waits here has the number %(code)s.") % {"code": code}, field="code"
        )
    if found.carrier_id != carrier_id:
        text = _("%(code)s goes with %(carrier)s.") % {
            "code": code,
            "carrier": text_in(found.carrier_names, language_here()),
        }
        raise InvalidInput(text, field="code")
    return found.id


def _page(
    request: HttpRequest,
    place: Place,
    rows: Sequence[ParcelRow],
    carrier_id: int = 0,
    marked: frozenset[int] = frozenset(),
    form: ScanForm | None = None,
) -> HttpResponse:
    manifests = manifests_listed(
        actor=place.actor, warehouse_id=place.warehouse.pk, after=request.GET.get("after", "")
    )
    heaps: dict[int, list[ParcelRow]] = {}
    for row in rows:
        heaps.setdefault(row.carrier_id, []).append(row)
    shown = {
        "heaps": [
            Heap(
                carrier_id=each,
                carrier=text_in(parcels[0].carrier_names, language_here()),
                parcels=tuple(parcels),
                marked=marked if each == carrier_id else frozenset(),
                form=form if form is not None and each == carrier_id else ScanForm(auto_id=f"id_{each}_%s"),
            )
            for each, parcels in heaps.items()
        ],
        "manifests": [(row, row.carrier.name(language_here())) for row in manifests.items],
        "next_url": next_page_url(request, manifests),
        "total": ngettext("%(count)d parcel waits", "%(count)d parcels wait", len(rows))
        % {"count": len(rows)},
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return hub_page(request, "handing", "hub-hand-over", shown, place=place, status=status)


@require_GET
@opened_to(is_signed_in)
def manifest_paper(request: HttpRequest, manifest_id: int) -> HttpResponse:
    """Give a carrier's list as a PDF, to the hub and to the carrier."""
    content = manifest_pdf(actor=actor_for(request), manifest_id=manifest_id, language=language_here())
    return pdf_answer(content, f"manifest-{manifest_id}.pdf")
