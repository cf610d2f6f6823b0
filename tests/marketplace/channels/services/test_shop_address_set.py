"""The seat of the marketplace: test that ..."""

import pytest

from marketplace.channels.models import ShopSettings
from marketplace.channels.services.shop_address_set import ADDRESS, shop_address_set
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, Missing, NotAllowed
from tests.factories.ground import staff_actor

pytestmark = pytest.mark.django_db

SEAT = {"street": "1, avenue Hassan II", "city": "Rabat", "country": "MA", "company": " Souk\x00 "}


def test_it_is_kept_beside_the_other_settings_and_taken_away() -> None:
    staff = staff_actor(Permission.MANAGE_SETTINGS)
    ShopSettings.objects.update_or_create(pk=1, defaults={"values": {"name": "Souk"}})
    row = shop_address_set(actor=staff, address=SEAT)
    assert row.values == {"name": "Souk", ADDRESS: {**SEAT, "company": "Souk"}}
    assert shop_address_set(actor=staff, address=None).values == {"name": "Souk"}


@pytest.mark.parametrize("part", ["street", "city", "country"])
def test_what_is_missing_is_named(part: str) -> None:
    with pytest.raises(Missing) as refused:
        shop_address_set(actor=staff_actor(Permission.MANAGE_SETTINGS), address={**SEAT, part: " "})
    assert refused.value.field == part


def test_refusals() -> None:
    with pytest.raises(NotAllowed):
        shop_address_set(actor=staff_actor(Permission.MANAGE_CHANNELS), address=SEAT)
    with pytest.raises(InvalidInput):
        shop_address_set(actor=staff_actor(Permission.MANAGE_SETTINGS), address={**SEAT, "street": "x" * 151})
