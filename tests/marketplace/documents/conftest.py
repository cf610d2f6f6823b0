from pathlib import Path

import pytest

from marketplace.documents.models import Document
from marketplace.documents.private_files import PrivateFileStorage


@pytest.fixture(autouse=True)
def _private_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of the tests lie in a folder of their own."""
    storage = PrivateFileStorage(location=tmp_path / "private")
    monkeypatch.setattr(Document._meta.get_field("file"), "storage", storage)
