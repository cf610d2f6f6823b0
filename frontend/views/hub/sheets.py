"""Sheets that are drawn in the background: asked for, watched, printed part by part."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_hub
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.sheets import SheetForm
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from frontend.views.papers import PRIVATE
from logistics.models.sheet import SheetJob
from logistics.selectors.sheets import sheet_part, sheets_of
from logistics.services.sheet_ask import sheet_of_labels, sheet_of_manifest, sheet_of_wave
from logistics.states import SheetKind, SheetState
from logistics.tasks import wake_sheets


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def sheets(request: HttpRequest) -> HttpResponseBase:
    """Show the newest sheets and how far each is; POST asks for one and answers at once."""
    place = place_of(request)
    form = SheetForm(request.POST or None, initial={"kind": SheetKind.LABELS, "key": uuid4().hex})
    job = attempt(form, lambda: _asked(place, form))
    if job is not None:
        wake_sheets()
        messages.success(request, _("The sheet is being drawn; its parts appear here."))
        return redirect("frontend:hub-sheets")
    rows = sheets_of(**place.known)
    shown = {"rows": rows, "form": form, "is_busy": any(row.state == SheetState.DUE for row in rows)}
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "sheets", "hub-lots", shown, place=place, status=status)


def _asked(place: Place, form: SheetForm) -> SheetJob:
    data, now, language = form.cleaned_data, timezone.now(), language_here()
    if data["kind"] == SheetKind.LABELS:
        return sheet_of_labels(
            **place.known, codes=data["codes"].splitlines(), language=language, key=data["key"], now=now
        )
    subject = data["subject"] or 0
    if data["kind"] == SheetKind.MANIFEST:
        return sheet_of_manifest(
            actor=place.actor, manifest_id=subject, language=language, key=data["key"], now=now
        )
    return sheet_of_wave(actor=place.actor, wave_id=subject, language=language, key=data["key"], now=now)


@require_GET
@opened_to(opens_hub)
def part(request: HttpRequest, job_id: int, number: int) -> HttpResponseBase:
    """Give one part, read from the private store piece by piece."""
    found = sheet_part(actor=actor_for(request), job_id=job_id, number=number)
    file = found.file.storage.open(str(found.file.name))
    name = f"{found.job.kind}-{found.job_id}-{number}.pdf"
    return FileResponse(file, content_type="application/pdf", filename=name, headers=PRIVATE)
