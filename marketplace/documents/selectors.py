"""Find the papers again."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from marketplace.documents.models import Document, FiscalDocument


def document_latest(*, kind: str, subject: str, language: str) -> Document | None:
    """Return the newest version of a paper, or nothing if it was never rendered."""
    return Document.objects.filter(kind=kind, subject=subject, language=language).order_by("-version").first()


def documents_about(subject: str) -> list[Document]:
    """Return the newest version of each paper about a thing, by kind and language."""
    newest = Document.objects.filter(subject=subject).order_by("kind", "language", "-version")
    return list(newest.distinct("kind", "language"))


def fiscal_documents_of(*, buyers: Sequence[str] = (), sellers: Sequence[str] = ()) -> list[FiscalDocument]:
    """Return invoices and credit notes by whom they name, oldest first; the caller asks who may read them."""
    found = FiscalDocument.objects.filter(Q(buyer__in=buyers) | Q(seller__in=sellers))
    return list(found.order_by("issued_at", "number"))


def fiscal_document(document_id: uuid.UUID) -> FiscalDocument | None:
    """Return one invoice or credit note; the caller asks who may read it."""
    return FiscalDocument.objects.filter(pk=document_id).first()


def fiscal_about(kind: str, subject: str) -> FiscalDocument | None:
    """Return the invoice or credit note about a thing, if it was issued."""
    return FiscalDocument.objects.filter(kind=kind, subject=subject).first()


def fiscal_by_buyers(buyers: Sequence[str]) -> dict[str, list[FiscalDocument]]:
    """Return invoices and credit notes by whom they name as buyer, oldest first; one statement."""
    found: dict[str, list[FiscalDocument]] = {buyer: [] for buyer in buyers}
    for row in FiscalDocument.objects.filter(buyer__in=buyers).order_by("issued_at", "number"):
        found[row.buyer].append(row)
    return found
