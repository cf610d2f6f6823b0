"""The page from which a person takes their data away."""

import pytest
from django.core.files.storage import InMemoryStorage
from django.test import Client

from marketplace.accounts.models import User
from marketplace.customers.models.data_export import DataExport
from marketplace.customers.services.data_export import data_exports_make
from tests.factories.ground import NOON, UserFactory
from tests.frontend.test_pages import Outline


@pytest.fixture(autouse=True)
def _store(monkeypatch):
    monkeypatch.setattr(DataExport._meta.get_field("file"), "storage", InMemoryStorage())


def browser():
    client = Client()
    client.force_login(UserFactory.create())
    return client


@pytest.mark.django_db
def test_a_person_asks_waits_and_saves_the_file_that_no_other_opens():
    mine, other = browser(), browser()

    asked = mine.post("/fr/account/data/")
    waiting = mine.get("/fr/account/data/").content.decode()
    data_exports_make(now=NOON)
    ready = mine.get("/ar/account/data/").content.decode()
    path = f"/fr/account/data/{DataExport.objects.get().pk}.zip"
    file = mine.get(path)

    assert asked.status_code == 302
    assert "En préparation" in waiting
    assert path.removeprefix("/fr") in ready
    assert Outline(ready).faults == []
    assert (file.status_code, file["Content-Type"]) == (200, "application/zip")
    assert file["Cache-Control"] == "private, no-store"
    assert b"".join(file.streaming_content)[:2] == b"PK"
    assert other.get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert Client().post("/fr/account/data/").status_code == 302


@pytest.mark.django_db
def test_a_file_that_is_not_ready_is_not_there():
    mine = browser()
    mine.post("/fr/account/data/")

    assert mine.get(f"/fr/account/data/{DataExport.objects.get().pk}.zip").status_code == 404


@pytest.mark.django_db
def test_a_person_erases_themself_after_typing_the_end_of_their_number():
    user = UserFactory.create(phone="+212612345678")
    mine = Client()
    mine.force_login(user)
    asked = mine.get("/ar/account/erase/").content.decode()

    wrong = mine.post("/fr/account/erase/", {"typed": "1234"})
    assert (wrong.status_code, User.objects.count()) == (422, 1)
    done = mine.post("/fr/account/erase/", {"typed": "5678"})

    assert Outline(asked).faults == []
    assert "5678" not in asked
    assert (done.status_code, done["Location"], User.objects.count()) == (302, "/fr/", 0)
    assert mine.get("/fr/account/data/").status_code == 302
