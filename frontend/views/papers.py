"""Files that are given only to those who may read them."""

import mimetypes
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from logistics.models.evidence import Evidence
from marketplace.cooperatives.models.identity import Identifier
from marketplace.documents.models import Document
from marketplace.payouts.selectors.settlements import StatementCard
from marketplace.payouts.services.statement_render import parts_of

# A paper may be shown by the browser, but nothing keeps a copy of it on the way.
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def part_wanted(request: HttpRequest) -> int:
    """Return which part of a paper an address names; the first where it names none."""
    wanted = request.GET.get("part", "1")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0


def paper_name(card: StatementCard, language: str, part: int) -> str:
    """Return the name of the file of a part."""
    return f"statement-{card.number}-{language}{'' if parts_of(card) == 1 else f'-{part}'}.pdf"


def paper_parts(card: StatementCard) -> range:
    """Return the numbers of the parts of a long paper; nothing where one is all of it."""
    parts = parts_of(card)
    return range(1, parts + 1) if parts > 1 else range(0)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """Show a PDF that was drawn just now."""
    headers = PRIVATE | {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def document_answer(document: Document, name: str) -> HttpResponseBase:
    """Show a kept paper, read from the private store."""
    file = document.file.storage.open(str(document.file.name))
    return FileResponse(file, content_type="application/pdf", filename=name, headers=PRIVATE)


def scan_answer(paper: Identifier) -> FileResponse:
    """Show the picture of a paper; a PDF from outside is saved, never opened inside our pages."""
    name = str(paper.scan.name)
    is_pdf = name.endswith(".pdf")
    kind = "application/pdf" if is_pdf else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(
        paper.scan.storage.open(name),
        as_attachment=is_pdf,
        content_type=kind,
        filename=f"{paper.kind}-{paper.pk}{PurePosixPath(name).suffix}",
        headers=PRIVATE,
    )


def download_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Hand a file over to be saved."""
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def stream_answer(parts: Iterator[str], name: str, content_type: str) -> StreamingHttpResponse:
    """Hand over a file that is too long to be held."""
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(
        (part.encode() for part in parts), content_type=content_type, headers=headers
    )


def evidence_answer(row: Evidence) -> HttpResponseBase:
    """Show a kept picture or play a recording, read from the private store; nothing in it is run."""
    file = row.file.storage.open(str(row.file.name))
    headers = PRIVATE | {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(file, content_type=row.content_type, headers=headers)
