"""Files that are kept: test that ..."""

import pytest
from django.core.files.storage import default_storage

from catalog.services import file_keep as module
from catalog.services.file_keep import UnsafeFile, WrongFile, file_keep
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed
from tests.factories.logistics import picture

pytestmark = pytest.mark.django_db

STAFF = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_PAGES}))


def kept(content: bytes, content_type: str = "") -> tuple[str, bytes]:
    found = file_keep(actor=STAFF, content=content, content_type=content_type)
    assert "secret" not in found.file_url
    name = found.file_url.partition("files/")[2]
    with default_storage.open(f"files/{name}") as file:
        return found.content_type, file.read()


def test_a_picture_is_drawn_anew_whatever_it_is_called() -> None:
    content_type, content = kept(picture() + b"<script>", "text/html")
    assert content_type == "image/jpeg"
    assert b"<script>" not in content


@pytest.mark.parametrize(
    ("content", "said", "found"),
    [
        (b"%PDF-1.7 x", "application/pdf", "application/pdf"),
        (b"a;b\n1;2", "text/csv; charset=utf-8", "text/csv"),
        ("عسل".encode(), "text/plain", "text/plain"),
    ],
)
def test_papers_tables_and_texts_are_kept_as_they_came(content: bytes, said: str, found: str) -> None:
    assert kept(content, said) == (found, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=x>", "image/svg+xml"),
        (b"<html>", "text/html"),
        (b"MZ\x90", "application/pdf"),
        (b"\xff\xfe\x00a", "text/plain"),
        (b"\xe9", "text/plain"),
        (b"a\x00b", "text/csv"),
    ],
)
def test_what_might_run_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(UnsafeFile):
        file_keep(actor=STAFF, content=content, content_type=said)


def test_nothing_too_much_and_broken_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongFile):
        file_keep(actor=STAFF, content=b"", content_type="text/plain")
    with pytest.raises(WrongFile):
        file_keep(actor=STAFF, content=b"\xff\xd8\xffbroken", content_type="image/jpeg")
    monkeypatch.setattr(module, "MOST_BYTES", 3)
    with pytest.raises(WrongFile):
        file_keep(actor=STAFF, content=b"text", content_type="text/plain")


def test_only_the_staff_and_apps_send_files() -> None:
    with pytest.raises(NotAllowed):
        file_keep(actor=Actor(user_id=1), content=b"text", content_type="text/plain")
    assert (
        file_keep(actor=Actor(app_id=1), content=b"text", content_type="text/plain").content_type
        == "text/plain"
    )
