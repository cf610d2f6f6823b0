"""Find the papers again."""

from marketplace.documents.models import Document


def document_latest(*, kind: str, subject: str, language: str) -> Document | None:
    """Return the newest version of a paper, or nothing if it was never rendered."""
    return Document.objects.filter(kind=kind, subject=subject, language=language).order_by("-version").first()


def documents_about(subject: str) -> list[Document]:
    """Return the newest version of each paper about a thing, by kind and language."""
    newest = Document.objects.filter(subject=subject).order_by("kind", "language", "-version")
    return list(newest.distinct("kind", "language"))
