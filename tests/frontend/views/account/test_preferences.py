"""The page on which a person says what they are told, and when nothing rings."""

import pytest
from django.test import Client

from marketplace.notifications.models import Preference
from tests.factories.ground import UserFactory
from tests.frontend.test_pages import Outline
from tests.frontend.views.people import queries_of

PATH = "/fr/account/notifications/"


@pytest.mark.django_db
def test_a_person_switches_ways_off_and_keeps_quiet_hours():
    person, mine = UserFactory.create(), Client()
    mine.force_login(person)
    page = mine.get(PATH)
    assert Outline(page.content.decode()).faults == []
    assert page.content.decode().count("checked") == 12

    refused = mine.post(PATH, {"followed": ["sms"], "quiet_from": "22"})
    assert refused.status_code == 422
    assert Preference.objects.count() == 0
    assert mine.post(PATH, {"followed": ["sms"], "quiet_from": "22", "quiet_until": "7"}).status_code == 302

    kept = Preference.objects.get(user=person)
    assert (kept.quiet_from, kept.quiet_until, len(kept.muted)) == (22, 7, 11)
    assert "followed:sms" not in kept.muted
    assert mine.get(PATH).content.decode().count("checked") == 1
    assert mine.post(PATH, {"followed": ["pigeon"]}).status_code == 422
    assert Client().get(PATH).status_code == 302
    assert queries_of(mine, PATH) == 4
