"""Any cooperative's catalogue as a table: the staff for products take it away, and bring it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import actor_for, opened_to, opens_catalogue
from frontend.addresses import next_page_url
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
from frontend.views.operator.desk import language_here, operator_page
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import organisations_listed
from marketplace.kernel.errors import NotFound


@require_safe
@opened_to(opens_catalogue)
def choose(request: HttpRequest) -> HttpResponseBase:
    """List the cooperatives whose tables can be opened."""
    language = language_here()
    page = organisations_listed(after=request.GET.get("after", ""))
    shown = {
        "rows": [(each.organisation_id, each.name(language)) for each in page.items],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "tables_choose", "operator-catalogue", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_catalogue)
def tables(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Show how a cooperative's catalogue goes out and comes in; POST takes a table in."""
    actor, language = actor_for(request), language_here()
    seller = Organisation.objects.filter(pk=organisation_id).first()
    if seller is None:
        raise NotFound(_("There is no such organisation."), field="organisation")
    is_sent = request.method == "POST"
    form = TableForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST":
        table = sent(actor, organisation_id, form, language)
        if table is not None:
            return redirect("frontend:operator-table", import_id=table.pk)
    shown = tables_context(actor, organisation_id, form)
    shown |= {"seller": seller.name(language), "organisation_id": organisation_id}
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "tables", "operator-catalogue", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_catalogue)
def table(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Show what each row would do or did; POST runs the table or gives it up."""
    actor = actor_for(request)
    if request.method == "POST":
        decided(request, actor, import_id)
        return redirect("frontend:operator-table", import_id=import_id)
    shown = table_context(request, actor, import_id)
    shown["seller"] = shown["table"].organisation.name(language_here())
    return operator_page(request, "table", "operator-catalogue", shown)


@require_safe
@opened_to(opens_catalogue)
def errors(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Hand over the rows that need mending."""
    return errors_file(actor_for(request), import_id)


@require_safe
@opened_to(opens_catalogue)
def catalogue(request: HttpRequest, organisation_id: int, form: str) -> HttpResponseBase:
    """Hand over a cooperative's catalogue as a table."""
    return catalogue_file(actor_for(request), organisation_id, form)
