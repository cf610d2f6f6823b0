"""Invoices and credit notes, as papers and as UBL: for the customer's link, the cooperative and the staff."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from frontend.access import actor_for, opened_to, opens_orders, opens_portal
from frontend.views.papers import download_answer, pdf_answer
from frontend.views.portal.place import place_of, portal_page
from frontend.views.shop.opened import language_here
from marketplace.documents.fiscal_paper import fiscal_paper
from marketplace.documents.models import FiscalDocument
from marketplace.documents.rendering import document_pdf
from marketplace.documents.selectors import fiscal_document, fiscal_documents_of
from marketplace.documents.ubl import ubl_xml
from marketplace.kernel.errors import NotFound
from orders.postings import order_subject
from orders.selectors.orders import order_by_token

# A page; older ones are found by their numbers
LISTED = 200


def _answer(document: FiscalDocument, form: str) -> HttpResponse:
    if form == "xml":
        return download_answer(ubl_xml(document), f"{document.number}.xml", "application/xml")
    language = language_here()
    return pdf_answer(document_pdf(fiscal_paper(document, language), language), f"{document.number}.pdf")


def _found(document_id: uuid.UUID) -> FiscalDocument:
    document = fiscal_document(document_id)
    if document is None:
        raise Http404
    return document


@never_cache
@require_safe
def of_order(request: HttpRequest, token: str, document_id: uuid.UUID, form: str) -> HttpResponseBase:
    """Give a customer one of the papers of the order whose link they hold."""
    try:
        order = order_by_token(token).row
    except NotFound as error:
        raise Http404 from error
    document = _found(document_id)
    if document.buyer != order_subject(order):
        raise Http404
    return _answer(document, form)


@require_safe
@opened_to(opens_portal)
def list_of_cooperative(request: HttpRequest) -> HttpResponseBase:
    """List what a cooperative invoiced, what was credited, and what the marketplace invoiced to it; newest first."""
    place = place_of(request)
    name = f"organisation:{place.organisation_id}"
    rows = fiscal_documents_of(buyers=[name], sellers=[name])[::-1][:LISTED]
    return portal_page(request, "invoices", "portal-papers", {"rows": rows, "own": name}, place=place)


@require_safe
@opened_to(opens_portal)
def of_cooperative(request: HttpRequest, document_id: uuid.UUID, form: str) -> HttpResponseBase:
    """Give a cooperative a paper in which it sells or buys."""
    actor, document = actor_for(request), _found(document_id)
    named = {document.seller, document.buyer}
    if not any(f"organisation:{organisation}" in named for organisation in actor.roles):
        raise Http404
    return _answer(document, form)


@require_safe
@opened_to(opens_orders)
def of_staff(request: HttpRequest, document_id: uuid.UUID, form: str) -> HttpResponseBase:
    """Give the staff any paper."""
    return _answer(_found(document_id), form)
