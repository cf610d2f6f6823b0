"""Settings of the whole shop through the API: test that ..."""

from typing import Any

import pytest

from marketplace.channels.models import Channel, ShopSettings
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import ChannelFactory, staff_actor
from tests.marketplace.graphql.api import asked, data_of

pytestmark = pytest.mark.django_db

UPDATE = """
mutation ($input: ShopSettingsInput!) { shopSettingsUpdate(input: $input) {
  shop { name description fulfillmentAutoApprove fulfillmentAllowUnpaid enableAccountConfirmationByEmail
    defaultWeightUnit passwordLoginMode reserveStockDurationAnonymousUser
    metadata { key value } privateMetadata { key value } }
  errors { field code } } }
"""


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_SETTINGS)


def updated(staff: Actor, **changes: Any) -> Any:
    return data_of(UPDATE, {"input": changes}, actor=staff)["shopSettingsUpdate"]


def test_settings_read_as_their_defaults_until_they_are_written(staff: Actor) -> None:
    told = updated(staff, fulfillmentAutoApprove=False)

    assert told["errors"] == []
    assert told["shop"] == {
        "name": "Marketplace of Morocco's cooperatives",
        "description": None,
        "fulfillmentAutoApprove": False,
        "fulfillmentAllowUnpaid": True,
        "enableAccountConfirmationByEmail": True,
        "defaultWeightUnit": "KG",
        "passwordLoginMode": "ENABLED",
        "reserveStockDurationAnonymousUser": None,
        "metadata": [],
        "privateMetadata": [],
    }


def test_what_is_written_is_added_to_what_is_kept(staff: Actor) -> None:
    updated(staff, name="Souk", defaultWeightUnit="G", metadata=[{"key": "a", "value": "b"}])
    told = updated(staff, description="Tout", privateMetadata=[{"key": "c", "value": "d"}])["shop"]

    assert (told["name"], told["description"], told["defaultWeightUnit"]) == ("Souk", "Tout", "G")
    assert told["metadata"] == [{"key": "a", "value": "b"}]
    assert told["privateMetadata"] == [{"key": "c", "value": "d"}]
    assert ShopSettings.objects.count() == 1


def test_goods_are_held_as_long_as_it_says_in_every_channel(staff: Actor) -> None:
    ChannelFactory.create()
    ChannelFactory.create(slug="second", is_default=False)

    told = updated(staff, reserveStockDurationAnonymousUser=7)
    refused = updated(staff, reserveStockDurationAnonymousUser=9999)

    assert told["shop"]["reserveStockDurationAnonymousUser"] == 7
    assert refused["errors"] == [{"field": "reserveStockDurationAnonymousUser", "code": "INVALID"}]
    assert list(Channel.objects.values_list("reservation_minutes", flat=True)) == [7, 7]


def test_what_is_the_staffs_is_hidden_from_visitors() -> None:
    answer = asked("{ shop { name fulfillmentAutoApprove } }")
    private = asked("{ shop { metadata { key } privateMetadata { key } } }")

    codes = [getattr(each.original_error, "code", "") for each in (*answer.errors, *private.errors)]
    assert codes == ["PermissionDenied", "PermissionDenied"]
