import hashlib
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from marketplace.documents.models import Document
from marketplace.documents.selectors import document_latest, documents_about
from marketplace.documents.services.document_store import document_store
from marketplace.kernel.errors import InvalidInput

NOON = datetime(2026, 8, 16, 12, tzinfo=UTC)
FIRST, SECOND = b"%PDF-1.7 first", b"%PDF-1.7 second"


def content_of(document: Document) -> bytes:
    with document.file.open() as file:
        return bytes(file.read())


def store(content: bytes = FIRST, **given: Any) -> Document:
    told: dict[str, Any] = {
        "kind": "statement",
        "subject": "settlement:12",
        "language": "ar",
        "now": NOON,
    } | given
    return document_store(content=content, **told)


@pytest.mark.django_db
def test_a_paper_is_kept_with_its_hash(tmp_path: Path) -> None:
    document = store()

    assert document.version == 1
    assert document.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert document.size == len(FIRST)
    assert document.created_at == NOON
    assert content_of(document) == FIRST
    assert (tmp_path / "private" / str(document.file.name)).read_bytes() == FIRST


@pytest.mark.django_db
def test_a_paper_has_no_public_address() -> None:
    with pytest.raises(ValueError, match="not accessible via a URL"):
        _ = store().file.url


@pytest.mark.django_db
def test_the_same_paper_is_not_kept_twice() -> None:
    assert store().pk == store().pk
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_paper_is_a_new_version_and_the_old_one_stays() -> None:
    first, second = store(FIRST), store(SECOND)

    assert (first.version, second.version) == (1, 2)
    assert document_latest(kind="statement", subject="settlement:12", language="ar") == second
    assert content_of(first) == FIRST


@pytest.mark.django_db
def test_a_paper_that_returns_to_an_earlier_form_is_a_new_version() -> None:
    store(FIRST)
    store(SECOND)

    third = store(FIRST)

    assert third.version == 3
    assert content_of(third) == FIRST


@pytest.mark.django_db
def test_languages_and_subjects_are_counted_apart() -> None:
    assert store(language="fr").version == 1
    assert store(language="ar").version == 1
    assert store(subject="settlement:13").version == 1
    assert document_latest(kind="statement", subject="settlement:14", language="ar") is None


@pytest.mark.django_db
def test_the_papers_about_a_thing_are_found_in_one_query(django_assert_num_queries: Any) -> None:
    store(FIRST)
    newest = store(SECOND)
    french = store(FIRST, language="fr")
    store(FIRST, subject="settlement:99")

    with django_assert_num_queries(1):
        found = documents_about("settlement:12")

    assert found == [newest, french]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "novel"}, "kind"),
        ({"subject": "12"}, "subject"),
        ({"subject": "settlement:"}, "subject"),
        ({"subject": "settlement:" + "1" * 80}, "subject"),
        ({"language": "de"}, "language"),
        ({"content": b"<html>"}, "content"),
    ],
)
def test_a_wrong_paper_is_refused_and_nothing_is_kept(
    given: dict[str, Any], field: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        store(**given)

    assert refused.value.field == field
    assert Document.objects.count() == 0
    assert not (tmp_path / "private").exists()


@pytest.mark.django_db
def test_the_database_refuses_a_second_row_of_a_version() -> None:
    document = store()
    document.pk = None

    with pytest.raises(IntegrityError):
        document.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_two_versions() -> None:
    def write(content: bytes) -> None:
        store(content)
        connection.close()

    threads = [threading.Thread(target=write, args=(b"%%PDF-1.7 %d" % number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Document.objects.values_list("version", flat=True)) == [1, 2, 3, 4]
