"""A cooperative's catalogue as a table: taken away, changed, and sent back."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.policies import may_edit
from catalog.selectors.catalogue_imports import import_seen
from frontend.access import opened_to, opens_portal
from frontend.forms.refusals import UNPROCESSABLE
from frontend.forms.tables import TableForm
from frontend.views.catalogue_tables import (
    catalogue_file,
    decided,
    errors_file,
    sent,
    table_context,
    tables_context,
)
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def tables(request: HttpRequest) -> HttpResponseBase:
    """Show how the catalogue goes out and comes in; POST takes a table in."""
    place = place_of(request)
    require(may_edit(place.actor, place.organisation_id), _("Your role does not cover this."))
    is_sent = request.method == "POST"
    form = TableForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST":
        table = sent(place.actor, place.organisation_id, form, language_here())
        if table is not None:
            return redirect("frontend:portal-table", import_id=table.pk)
    context = tables_context(place.actor, place.organisation_id, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "tables", "portal-products", context, place=place, status=status)


def _own(place: Place, import_id: int) -> None:
    """The portal shows the cooperative's own tables alone, whatever else the person may see."""
    row, _counts, _worked = import_seen(actor=place.actor, import_id=import_id)
    if row.organisation_id not in place.actor.roles:
        raise NotFound(_("There is no such table."), field="table")


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def table(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Show what each row would do or did; POST runs the table or gives it up."""
    place = place_of(request)
    _own(place, import_id)
    if request.method == "POST":
        decided(request, place.actor, import_id)
        return redirect("frontend:portal-table", import_id=import_id)
    context = table_context(request, place.actor, import_id)
    return portal_page(request, "table", "portal-products", context, place=place)


@require_safe
@opened_to(opens_portal)
def errors(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Hand over the rows that need mending."""
    place = place_of(request)
    _own(place, import_id)
    return errors_file(place.actor, import_id)


@require_safe
@opened_to(opens_portal)
def catalogue(request: HttpRequest, form: str) -> HttpResponseBase:
    """Hand over the catalogue as a table."""
    place = place_of(request)
    return catalogue_file(place.actor, place.organisation_id, form)
