"""What a back office asks of the shop before its first page: test that ..."""

from typing import Any

import pytest

from logistics.models.zone import ShippingZone
from marketplace.kernel.actor import Actor, Permission
from tests.factories.apps import app_with
from tests.factories.ground import ChannelFactory
from tests.marketplace.graphql.api import VISITOR, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

STAFF = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_SETTINGS}))


def shop(fields: str, actor: Actor = STAFF) -> Any:
    return data_of(f"{{ shop {{ {fields} }} }}", actor=actor)["shop"]


def test_what_there_is_none_of_is_an_empty_list() -> None:
    found = shop(
        """availableExternalAuthentications { id name } announcements { title messageHtml }
        limits { currentUsage { channels orders } allowedUsage { productVariants staffUsers warehouses } }"""
    )
    assert found == {
        "availableExternalAuthentications": [],
        "announcements": [],
        "limits": {
            "currentUsage": {"channels": None, "orders": None},
            "allowedUsage": {"productVariants": None, "staffUsers": None, "warehouses": None},
        },
    }


@pytest.mark.parametrize(
    "fields",
    [
        "permissions { code }",
        "announcements { title }",
        "limits { currentUsage { orders } }",
        "availableTaxApps { id }",
    ],
)
def test_some_of_it_is_for_the_staff(fields: str) -> None:
    (told,) = errors_of(f"{{ shop {{ {fields} }} }}", actor=VISITOR)
    assert "AUTHENTICATED_STAFF_USER" in told


def test_all_permissions_are_named() -> None:
    codes = {each["code"] for each in shop("permissions { code name }")["permissions"]}
    assert {"MANAGE_PRODUCTS", "MANAGE_TRANSLATIONS", "HANDLE_CHECKOUTS"} <= codes


def test_ways_to_pay_are_those_of_active_channels_each_once() -> None:
    channel = ChannelFactory.create()
    ChannelFactory.create(slug="closed", is_active=False, is_default=False, cash_gateway_id="none")

    found = shop("availablePaymentGateways { id currencies config { field } }", VISITOR)[
        "availablePaymentGateways"
    ]

    ids = [each["id"] for each in found]
    assert channel.cash_gateway_id in ids
    assert len(ids) == len(set(ids)) == 3
    assert {tuple(each["currencies"]) for each in found} == {(channel.currency,)}
    assert shop('availablePaymentGateways(currency: "EUR") { id }') == {"availablePaymentGateways": []}
    assert shop('availablePaymentGateways(channel: "closed") { id }') == {"availablePaymentGateways": []}


def test_countries_are_divided_by_the_zones() -> None:
    ShippingZone.objects.create(name="Nord", countries=["MA", "ES"])
    attached = shop("countries(filter: { attachedToShippingZones: true }) { code }", VISITOR)["countries"]
    others = shop("countries(filter: { attachedToShippingZones: false }) { code }", VISITOR)["countries"]
    assert sorted(each["code"] for each in attached) == ["ES", "MA"]
    assert {"FR", "DZ"} <= {each["code"] for each in others}
    assert not {"MA", "ES"} & {each["code"] for each in others}
    assert shop("countries { code }", VISITOR)["countries"] == [{"code": "MA"}]


def test_tax_apps_are_those_that_may_work_taxes_out() -> None:
    app = app_with(Permission.HANDLE_TAXES)
    app_with(Permission.MANAGE_ORDERS)
    assert shop("availableTaxApps { id }")["availableTaxApps"] == [{"id": global_id("App", app.pk)}]


def test_the_seat_of_the_marketplace_is_written_and_read_by_everybody() -> None:
    document = """mutation ($input: AddressInput) { shopAddressUpdate(input: $input) {
      shop { companyAddress { companyName city country { code } } } errors { field code } shopErrors { code } } }"""
    seat = {"companyName": "Souk SARL", "streetAddress1": "1, rue A", "city": "Rabat", "country": "MA"}
    told = data_of(document, {"input": seat}, actor=STAFF)["shopAddressUpdate"]
    written = {"companyName": "Souk SARL", "city": "RABAT", "country": {"code": "MA"}}
    assert told == {"shop": {"companyAddress": written}, "errors": [], "shopErrors": []}
    assert shop("companyAddress { city }", VISITOR)["companyAddress"] == {"city": "RABAT"}
    refused = data_of(document, {"input": {**seat, "city": ""}}, actor=STAFF)["shopAddressUpdate"]
    assert refused["errors"] == [{"field": "city", "code": "REQUIRED"}]
    gone = data_of(document, {}, actor=STAFF)["shopAddressUpdate"]
    assert gone["shop"] == {"companyAddress": None}
