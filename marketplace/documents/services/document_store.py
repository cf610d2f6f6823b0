"""Keep a rendered paper."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace.documents.models import Document, DocumentKind
from marketplace.documents.selectors import document_latest
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import base_language


@transaction.atomic
def document_store(*, kind: str, subject: str, language: str, content: bytes, now: datetime) -> Document:
    """
    Keep a PDF as the newest version of a paper; the bytes of the newest version are not stored twice.

    The file is named by its hash, so a transaction that fails leaves at most a file that no row names, and a retry
    finds it again. Whether the actor may make this paper is asked by the caller, who knows the subject.

    :param subject: what it is about, as `name:id` ("settlement:12")
    :raises InvalidInput: if the kind or the language is unknown, the subject has not its form, or it is no PDF
    """
    code = base_language(language)
    if kind not in DocumentKind.values:
        raise InvalidInput(_("Unknown document: %(name)s.") % {"name": kind}, field="kind")
    name, separator, identity = subject.partition(":")
    if not (separator and name.isidentifier() and identity and len(subject) <= 80):
        raise InvalidInput(_("A subject is written as name:id."), field="subject")
    if not content.startswith(b"%PDF-"):
        raise InvalidInput(_("This is no PDF."), field="content")

    _queue_writers(f"documents:{kind}:{subject}:{code}")
    digest = hashlib.sha256(content).hexdigest()
    latest = document_latest(kind=kind, subject=subject, language=code)
    if latest is not None and latest.sha256 == digest:
        return latest

    document = Document(
        kind=kind,
        subject=subject,
        language=code,
        version=latest.version + 1 if latest else 1,
        sha256=digest,
        size=len(content),
        created_at=now,
    )
    document.file.name = _file_name(kind, digest)
    storage = document.file.storage
    if not storage.exists(document.file.name):
        document.file.name = storage.save(document.file.name, ContentFile(content))
    document.save()
    return document


def _file_name(kind: str, digest: str) -> str:
    # Two letters of the hash keep folders small; the whole hash keeps the name from being guessed.
    return f"documents/{kind}/{digest[:2]}/{digest}.pdf"


def _queue_writers(name: str) -> None:
    # Two writers of the same paper take their turn; without it both would claim the same version number.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
