"""What the portal and the operator's desk both do with tables of products."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.catalogue_import import CatalogueImport
from catalog.selectors.catalogue_imports import (
    catalogue_rows,
    error_rows,
    import_rows,
    import_seen,
    imports_of,
)
from catalog.services.catalogue_import import (
    catalogue_import_discard,
    catalogue_import_run,
    catalogue_import_upload,
)
from catalog.sheets.columns import COLUMNS
from catalog.sheets.writing import csv_lines, xlsx_of
from catalog.states import ImportState, Verdict
from frontend.addresses import next_page_url
from frontend.cards import Chip, Link
from frontend.forms.refusals import attempt, done
from frontend.forms.tables import RunForm, TableForm
from frontend.views.papers import PRIVATE
from marketplace.channels.selectors import default_channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STATES = {
    ImportState.CHECKING: ("info", "clock"),
    ImportState.CHECKED: ("warning", "eye"),
    ImportState.RUNNING: ("info", "refresh"),
    ImportState.DONE: ("success", "check"),
    ImportState.DISCARDED: ("", "archive"),
}
_VERDICTS = {
    Verdict.CREATE: ("success", "plus"),
    Verdict.CHANGE: ("info", "pencil"),
    Verdict.SAME: ("", "check"),
    Verdict.RESEMBLES: ("warning", "help"),
    Verdict.REFUSED: ("danger", "alert"),
}


def state_chip(table: CatalogueImport) -> Chip:
    """Say where a table stands."""
    state = ImportState(table.state)
    return Chip(str(state.label), *_STATES[state])


def tables_context(actor: Actor, organisation_id: int, form: TableForm) -> dict[str, Any]:
    """Return what the page shows on which a table is sent."""
    rows = imports_of(actor=actor, organisation_id=organisation_id)
    return {
        "form": form,
        "tables": [(row, state_chip(row)) for row in rows],
        "columns": COLUMNS.items(),
    }


def sent(actor: Actor, organisation_id: int, form: TableForm, language: str) -> CatalogueImport | None:
    """Take a table in; None with the reason in the form if it is refused."""
    return attempt(
        form,
        lambda: catalogue_import_upload(
            actor=actor,
            organisation_id=organisation_id,
            file_name=form.file_name(),
            content=form.content(),
            language=language,
            now=timezone.now(),
        ),
    )


def decided(request: HttpRequest, actor: Actor, import_id: int) -> None:
    """Run a table or give it up, as the button says."""
    if request.POST.get("act") == "discard":
        done(
            request,
            lambda: catalogue_import_discard(actor=actor, import_id=import_id, now=timezone.now()),
            _("The table is given up; nothing has changed."),
        )
        return
    form = RunForm(request.POST)
    form.is_valid()
    done(
        request,
        lambda: catalogue_import_run(
            actor=actor, import_id=import_id, takes_resembling=form.cleaned_data["resembling"]
        ),
        _("The rows are being done; you may leave this page."),
    )


def table_context(request: HttpRequest, actor: Actor, import_id: int) -> dict[str, Any]:
    """Return what the page of one table shows: how far it is, and its rows."""
    table, counts, worked = import_seen(actor=actor, import_id=import_id)
    show = request.GET.get("show", "")
    page = import_rows(table=table, verdict=show, after=request.GET.get("after", ""))
    state = ImportState(table.state)
    wanted = {ImportState.RUNNING, ImportState.DONE}
    due = sum(counts.get(each, 0) for each in (Verdict.CREATE, Verdict.CHANGE))
    return {
        "table": table,
        "chip": state_chip(table),
        "is_working": state in (ImportState.CHECKING, ImportState.RUNNING),
        "is_checked": state is ImportState.CHECKED,
        "may_run": bool(due or counts.get(Verdict.RESEMBLES)),
        "worked": worked,
        "work": max(worked, due + counts.get(Verdict.RESEMBLES, 0)) if state in wanted else table.row_count,
        "has_errors": bool(counts.get(Verdict.REFUSED) or counts.get(Verdict.RESEMBLES)),
        "resembling": counts.get(Verdict.RESEMBLES, 0),
        "run_form": RunForm(),
        "tabs": _tabs(counts, show),
        "rows": [_row(row) for row in page.items],
        "next_url": next_page_url(request, page),
    }


def _tabs(counts: Mapping[str, int], show: str) -> list[Link]:
    tabs = [Link(_("All"), "?", "list", is_here=show not in Verdict.values)]
    for verdict, (_tone, icon) in _VERDICTS.items():
        if counts.get(verdict):
            text = f"{verdict.label} ({counts[verdict]})"
            tabs.append(Link(text, f"?show={verdict.value}", icon, is_here=show == verdict.value))
    return tabs


def _row(row: Any) -> dict[str, Any]:
    name = row.values.get("name_fr") or row.values.get("name_ar") or row.values.get("sku") or ""
    chip = Chip(str(Verdict(row.verdict).label), *_VERDICTS[Verdict(row.verdict)]) if row.verdict else None
    return {
        "number": row.number,
        "name": name[:80],
        "chip": chip,
        "is_done": row.is_done and row.verdict != Verdict.REFUSED,
        "reasons": list(row.reasons.items()),
    }


def errors_file(actor: Actor, import_id: int) -> HttpResponseBase:
    """Hand over the rows that were refused or doubted, with their reasons, as a table to be mended and sent again."""
    table, _counts, _worked = import_seen(actor=actor, import_id=import_id)
    return StreamingHttpResponse(
        csv_lines(["row", "reasons", *COLUMNS], error_rows(table)),
        content_type=CSV,
        headers={**PRIVATE, "Content-Disposition": 'attachment; filename="errors.csv"'},
    )


def catalogue_file(actor: Actor, organisation_id: int, form: str) -> HttpResponseBase:
    """Hand over the catalogue of an organisation as CSV or XLSX."""
    if form not in ("csv", "xlsx"):
        raise NotFound(_("There is no such form of the file."), field="form")
    rows = catalogue_rows(actor=actor, organisation_id=organisation_id, channel=default_channel())
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="catalogue.{form}"'}
    if form == "csv":
        return StreamingHttpResponse(csv_lines(list(COLUMNS), rows), content_type=CSV, headers=headers)
    return HttpResponse(xlsx_of(list(COLUMNS), rows), content_type=XLSX, headers=headers)
