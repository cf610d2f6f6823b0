"""Passkeys in the pages: added in the account, a way in beside the code, never a way to learn who has an account."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from marketplace.accounts.models import Passkey, User
from tests.factories.ground import UserFactory
from tests.factories.passkeys import SoftKey
from tests.frontend.test_pages import Outline
from tests.frontend.views.people import queries_of

pytestmark = pytest.mark.django_db
PATH = "/fr/account/passkeys/"


def signed_in() -> tuple[Client, User]:
    person = UserFactory.create(last_login=timezone.now())
    mine = Client()
    mine.force_login(person)
    return mine, person


def test_a_key_is_added_opens_the_wanted_page_and_is_removed() -> None:
    mine, person = signed_in()
    key = SoftKey()
    page = mine.get(PATH)
    assert Outline(page.content.decode()).faults == []
    answer = key.made(mine.post(f"{PATH}begin/").json())
    assert mine.post(PATH, {"name": "Mon téléphone", "answer": answer}).status_code == 302
    # The question was answered: it is good for nothing else
    assert mine.post(PATH, {"name": "Encore", "answer": answer}).status_code == 422
    assert "Mon téléphone" in mine.get(PATH).content.decode()
    assert queries_of(mine, PATH) <= 5

    visitor = Client()
    door = visitor.get("/fr/account/login/code/?next=/fr/account/orders/").content.decode()
    assert f'data-passkey="{PATH}challenge/"' in door
    assert door.count('value="/fr/account/orders/"') == 2
    asked = visitor.post(f"{PATH}challenge/").json()
    entered = visitor.post(f"{PATH}enter/", {"answer": key.opened(asked), "next": "/fr/account/orders/"})
    assert entered["Location"] == "/fr/account/orders/"
    assert visitor.session["_auth_user_id"] == str(person.pk)
    elsewhere = Client()
    asked = elsewhere.post(f"{PATH}challenge/").json()
    entered = elsewhere.post(f"{PATH}enter/", {"answer": key.opened(asked), "next": "https://evil.example/"})
    assert entered["Location"] == "/fr/account/desks/"

    row = Passkey.objects.get()
    assert Client().post(f"{PATH}{row.pk}/remove/").status_code == 302
    assert Passkey.objects.exists()
    mine.post(f"{PATH}{row.pk}/remove/")
    assert not Passkey.objects.exists()
    refused = Client()
    asked = refused.post(f"{PATH}challenge/").json()
    assert "/account/" in refused.post(f"{PATH}enter/", {"answer": key.opened(asked)})["Location"]
    assert "_auth_user_id" not in refused.session


def test_who_came_in_long_ago_proves_it_once_more() -> None:
    mine, person = signed_in()
    User.objects.filter(pk=person.pk).update(last_login=None)

    assert mine.post(f"{PATH}begin/").status_code == 422
    assert 'action="/fr/account/passkeys/again/"' in mine.get(PATH).content.decode()
    assert "next=%2Ffr%2Faccount%2Fpasskeys%2F" in mine.post(f"{PATH}again/")["Location"]
    assert mine.get(PATH).status_code == 302


def test_questions_are_counted_by_address() -> None:
    cache.clear()
    visitor = Client(REMOTE_ADDR="203.0.113.9")

    answers = [visitor.post(f"{PATH}challenge/").status_code for _question in range(21)]

    assert answers == [200] * 20 + [429]
    assert Client(REMOTE_ADDR="203.0.113.10").post(f"{PATH}challenge/").status_code == 200
