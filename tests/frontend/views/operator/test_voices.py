"""The voices of the portal: test that ..."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontend.portal_actions import ACTIONS
from marketplace.kernel.actor import Permission
from marketplace.network.models import Recording
from tests.factories.ground import OrganisationFactory
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views.people import customer, staff
from tests.frontend.views.portal.conftest import member_of

pytestmark = pytest.mark.django_db
SOUND = b"\x1a\x45\xdf\xa3" + b"\x00" * 60


def hand_in(
    client: Client, action: str = "portal-today", content: bytes = SOUND, language: str = "fr"
) -> None:
    file = SimpleUploadedFile("a.webm", content, content_type="audio/webm")
    client.post("/fr/operator/voices/keep/", {"action": action, "language": language, "audio": file})


def test_a_voice_is_recorded_heard_in_the_portal_taken_out_and_put_back() -> None:
    SettlementTermFactory.create()
    operator, member = (
        staff(Permission.VERIFY_COOPERATIVES),
        member_of(OrganisationFactory.create(active=True)),
    )
    before = member.client.get("/fr/portal/").content.decode()
    hand_in(operator)
    row = Recording.objects.get()
    url = f"/fr/portal/voices/{row.pk}/"

    page = member.client.get("/fr/portal/").content.decode()
    heard = member.client.get(url)
    arabic = member.client.get("/ar/portal/").content.decode()
    listed = operator.get("/fr/operator/voices/?language=fr")
    operator.post(f"/fr/operator/voices/{row.pk}/remove/")
    silent = member.client.get("/fr/portal/").content.decode()
    operator.post(f"/fr/operator/voices/{row.pk}/restore/")

    assert f'data-listen="{url}"' in page
    assert "data-listen" not in before + silent + arabic
    assert heard.getvalue() == SOUND
    assert (heard["Content-Type"], "immutable" in heard["Cache-Control"]) == ("audio/webm", True)
    assert (len(listed.context["rows"]), listed.context["filled"]) == (len(ACTIONS), 1)
    assert "microphone=(self)" in listed["Permissions-Policy"]
    assert url in member.client.get("/fr/portal/").content.decode()


def test_an_empty_slot_shows_no_dead_button() -> None:
    SettlementTermFactory.create()
    member = member_of(OrganisationFactory.create(active=True))
    member.client.post("/fr/portal/words/", {"words": "off"})

    page = member.client.get("/fr/portal/more/").content.decode()

    # What the browser itself may be able to say stays hidden until it is known that it can.
    buttons = page.split('class="listen"')[1:]
    assert len(buttons) > 5
    assert all("data-say=" in each.split(">")[0] and " hidden" in each.split(">")[0] for each in buttons)


@pytest.mark.parametrize(
    ("action", "content", "language"),
    [("portal-nothing", SOUND, "fr"), ("portal-today", b"MZ program", "fr"), ("portal-today", SOUND, "de")],
)
def test_what_is_no_voice_for_a_slot_is_refused(action: str, content: bytes, language: str) -> None:
    hand_in(staff(Permission.MANAGE_SETTINGS), action, content, language)

    assert not Recording.objects.exists()


def test_others_neither_see_nor_change_the_slots() -> None:
    hand_in(staff(Permission.MANAGE_SETTINGS))
    row = Recording.objects.get()
    strangers = [
        customer(),
        member_of(OrganisationFactory.create(active=True)).client,
        staff(Permission.MANAGE_ORDERS),
    ]

    for client in strangers:
        hand_in(client, "portal-orders")
        assert client.get("/fr/operator/voices/").status_code == 403
        for step in ("remove", "restore"):
            assert client.post(f"/fr/operator/voices/{row.pk}/{step}/").status_code == 403
    assert [each.status_code for each in (customer().get(f"/fr/portal/voices/{row.pk}/"),)] == [403]
    assert Client().get(f"/fr/portal/voices/{row.pk}/").status_code == 302
    assert staff(Permission.MANAGE_SETTINGS).get("/fr/portal/voices/0/").status_code == 404
    assert Recording.objects.get().removed_at is None
