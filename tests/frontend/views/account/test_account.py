"""A customer's own pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.accounts.models import Address
from marketplace.accounts.services.address_save import MOST_ADDRESSES
from tests.factories.ground import AddressFactory, MembershipFactory, UserFactory
from tests.factories.orders import ADDRESS, market
from tests.frontend.test_pages import Outline

PAGES = [
    "",
    "orders/",
    "profile/",
    "addresses/",
    "addresses/new/",
    "email/",
    "phone/change/",
    "password/change/",
]


@pytest.fixture
def person(db):
    return UserFactory.create(
        phone="+212612345678", phone_verified_at=timezone.now(), email="person@example.com"
    )


@pytest.fixture
def browser(person):
    client = Client()
    client.force_login(person)
    return client


def form(**changes):
    return {**ADDRESS, "phone": "06 12 34 56 78", **changes}


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_pages_open_in_each_language_and_are_well_formed(browser, language):
    for page in PAGES:
        answer = browser.get(f"/{language}/account/{page}")

        assert answer.status_code == 200, page
        outline = Outline(answer.content.decode())
        assert (page, outline.faults) == (page, [])
        assert len(outline.ids) == len(set(outline.ids)), page


def test_visitors_are_sent_to_sign_in(db):
    pages = ["", "orders/", "profile/", "addresses/", "addresses/new/"]
    answers = [Client().get(f"/fr/account/{page}") for page in pages]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"].split("?")[0] for answer in answers} == {"/fr/account/sign-in/"}


def test_whoever_comes_in_begins_where_their_work_is(browser, person):
    customer = browser.get("/fr/account/desks/").url
    MembershipFactory.create(user=person)
    member = browser.get("/fr/account/desks/").url

    assert (customer, member) == ("/fr/account/", "/fr/portal/")


def test_orders_of_a_verified_phone_are_claimed_and_no_others(browser, person):
    shop = market()
    mine, other = shop.order({0: 1}), shop.order({0: 1})
    other.phone, other.email = "+212699999999", "other@example.com"
    other.save(update_fields=["phone", "email"])

    offered = browser.get("/fr/account/").context["claimable"]
    browser.post("/fr/account/orders/claim/")
    listed = browser.get("/fr/account/orders/").context["orders"]

    assert offered == 1
    assert [item["row"].number for item in listed] == [mine.number]
    other.refresh_from_db()
    assert other.user_id is None


def test_a_phone_or_an_address_that_nobody_verified_claims_nothing(browser, person):
    shop = market()
    order = shop.order({0: 1})
    person.phone_verified_at = None
    person.email = order.email
    person.save()

    offered = browser.get("/fr/account/").context["claimable"]
    browser.post("/fr/account/orders/claim/")

    order.refresh_from_db()
    assert (offered, order.user_id) == (0, None)


def test_somebody_elses_order_cannot_be_claimed(browser, person):
    order = market().order({0: 1})
    owner = UserFactory.create()
    order.user = owner
    order.save(update_fields=["user"])

    browser.post("/fr/account/orders/claim/")

    order.refresh_from_db()
    assert order.user_id == owner.pk


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_of_orders_asks_the_same_for_one_and_for_twenty(browser, person, count):
    shop = market()
    for _ in range(count):
        order = shop.order({0: 1})
        order.user = person
        order.save(update_fields=["user"])

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/fr/account/orders/")

    assert len(answer.context["orders"]) == count
    assert len(asked) == 5


def test_the_first_address_is_the_usual_one_and_another_can_be(browser, person):
    browser.post("/fr/account/addresses/new/", form())
    first = Address.objects.get()
    browser.post("/fr/account/addresses/new/", form(city="Rabat", is_default="on"))
    second = Address.objects.exclude(pk=first.pk).get()
    first.refresh_from_db()

    assert (first.phone, first.is_default, second.is_default) == ("+212612345678", False, True)

    browser.post(f"/fr/account/addresses/{first.pk}/default/")
    browser.post(f"/fr/account/addresses/{first.pk}/delete/")

    second.refresh_from_db()
    assert second.is_default
    assert Address.objects.count() == 1


def test_an_address_is_changed(browser, person):
    address = AddressFactory.create(user=person)

    shown = browser.get(f"/fr/account/addresses/{address.pk}/").context["form"].initial["city"]
    browser.post(f"/fr/account/addresses/{address.pk}/", form(city="Rabat"))

    address.refresh_from_db()
    assert (shown, address.city) == ("Marrakech", "Rabat")


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "0412"), ("province", "MA-XXX"), ("city", ""), ("postcode", "123")]
)
def test_what_cannot_be_an_address_is_refused_beside_its_field(browser, field, value):
    answer = browser.post("/fr/account/addresses/new/", form(**{field: value}))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Address.objects.count() == 0


def test_nobody_keeps_more_addresses_than_a_person_has(browser, person):
    AddressFactory.create_batch(MOST_ADDRESSES, user=person)

    answer = browser.post("/fr/account/addresses/new/", form())

    assert answer.status_code == 422
    assert Address.objects.count() == MOST_ADDRESSES


def test_another_persons_address_is_not_there(browser):
    theirs = AddressFactory.create(is_default=True)
    AddressFactory.create(user=theirs.user)
    before = list(Address.objects.order_by("pk").values())
    url = f"/fr/account/addresses/{theirs.pk}/"

    answers = [
        browser.get(url),
        browser.post(url, form()),
        browser.post(f"{url}default/"),
        browser.post(f"{url}delete/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert list(Address.objects.order_by("pk").values()) == before


def test_name_and_language_are_changed(browser, person):
    browser.post("/fr/account/profile/", {"full_name": "Amina", "language": "ar"})
    refused = browser.post("/fr/account/profile/", {"full_name": "Amina", "language": "xx"})

    person.refresh_from_db()
    assert (person.full_name, person.language, refused.status_code) == ("Amina", "ar", 422)
