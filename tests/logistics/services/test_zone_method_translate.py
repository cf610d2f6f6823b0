"""Translating a way of delivery: test that ..."""

import uuid
from typing import Any

import pytest

from logistics.models.zone import ShippingZone, ZoneMethod
from logistics.services.zone_method_translate import zone_method_translate
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, Missing, NotAllowed, NotFound
from tests.factories.logistics import DeliveryMethodFactory

pytestmark = pytest.mark.django_db

TRANSLATOR = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_TRANSLATIONS}))
DOCUMENT = {"blocks": [{"type": "paragraph", "data": {"text": "Slow"}}]}


@pytest.fixture
def method() -> ZoneMethod:
    """A method called Poste in French."""
    row = DeliveryMethodFactory.create(names={"fr": "Poste"})
    return ZoneMethod.objects.create(method=row, zone=ShippingZone.objects.create(name="Maroc"))


def translate(
    method: ZoneMethod, language: str = "en", actor: Actor = TRANSLATOR, **wording: Any
) -> ZoneMethod:
    return zone_method_translate(actor=actor, method_id=method.pk, language=language, wording=wording)


def test_name_and_description_are_written_and_taken_away(method: ZoneMethod) -> None:
    translate(method, name="Mail", description=DOCUMENT)
    method = ZoneMethod.objects.select_related("method").get(pk=method.pk)
    assert method.method.names == {"fr": "Poste", "en": "Mail"}
    assert method.descriptions["en"]["blocks"][0]["data"]["text"] == "Slow"

    translate(method, name="")
    assert translate(method, description=None).descriptions == {}
    method.method.refresh_from_db()
    assert method.method.names == {"fr": "Poste"}


def test_refusals(method: ZoneMethod) -> None:
    with pytest.raises(NotAllowed):
        translate(
            method, actor=Actor(user_id=1, permissions=frozenset({Permission.MANAGE_SHIPPING})), name="x"
        )
    with pytest.raises(InvalidInput):
        translate(method, "pl", name="x")
    with pytest.raises(Missing):
        translate(method, "fr", name="")
    with pytest.raises(NotFound):
        translate(ZoneMethod(method_id=uuid.uuid4()), name="x")
    method.method.refresh_from_db()
    assert method.method.names == {"fr": "Poste"}
