"""Accounts by e-mail: asked for, confirmed, forgotten passwords, other addresses, closed."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from marketplace.accounts.models import Address, Registration, User
from marketplace.accounts.services.email_change import EmailTaken, email_change_confirm
from marketplace.accounts.short_secrets import secret_read
from marketplace.kernel.actor import Actor
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Message as Fact
from orders.models.order import Order
from tests.factories.ground import NOON, AddressFactory, MembershipFactory, UserFactory
from tests.factories.orders import market
from tests.marketplace.graphql.accounts.test_tokens import PASSWORD, login, post
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

REGISTER = """mutation ($i: AccountRegisterInput!) { accountRegister(input: $i) {
  requiresConfirmation user { id email firstName lastName isActive orders(first: 1) { totalCount } }
  errors { field code } accountErrors { code } } }"""
CONFIRM = """mutation ($e: String!, $t: String!) { confirmAccount(email: $e, token: $t) {
  user { email isConfirmed firstName lastName metafield(key: "plan") } errors { field code message } } }"""
RESET = """mutation ($e: String!, $u: String!) { requestPasswordReset(email: $e, redirectUrl: $u) {
  errors { field code message } } }"""
SET = """mutation ($e: String!, $p: String!, $t: String!) { setPassword(email: $e, password: $p, token: $t) {
  token refreshToken csrfToken user { email isConfirmed } errors { field code message } } }"""
EARLY = """mutation ($e: String!, $p: String!) { tokenCreate(email: $e, password: $p) {
  token errors { field code } } }"""
SHOP = "http://shop.example/confirm?locale=fr"
GOOD = "argan-et-safran-9"


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def sent(template: str) -> list[Message]:
    """Return the messages of a kind."""
    return list(Message.objects.filter(template=template).order_by("pk"))


def told(kind: str) -> list[tuple[str, str]]:
    """Return what was to be told: to whom, and the secret."""
    facts = Fact.objects.filter(topic="accounts.message-requested.v1", body__kind=kind).order_by("pk")
    return [(fact.body["to"], secret_read(fact.body["secret_key"]) or "") for fact in facts]


def values_in(link: str) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(link).query).items()}


def asks(email: str = "amina@example.com", password: str = GOOD, **more: Any) -> Any:
    given = {"email": email, "password": password, "redirectUrl": SHOP, **more}
    return data_of(REGISTER, {"i": given})["accountRegister"]


def test_an_account_is_asked_for_confirmed_and_signed_in_to(client: Client) -> None:
    answer = asks(firstName="Amina", lastName="El Idrissi", metadata=[{"key": "plan", "value": "basic"}])

    assert answer == {
        "requiresConfirmation": True,
        "user": {
            "id": "",
            "email": "amina@example.com",
            "firstName": "Amina",
            "lastName": "El Idrissi",
            "isActive": True,
            "orders": {"totalCount": 0},
        },
        "errors": [],
        "accountErrors": [],
    }
    assert not User.objects.filter(email="amina@example.com").exists()
    ((to, link),) = told("confirm_account")
    assert (to, link.split("?")[0]) == ("amina@example.com", "http://shop.example/confirm")
    values = values_in(link)
    assert (values["email"], values["locale"]) == ("amina@example.com", "fr")

    with time_machine.travel(NOON, tick=False):
        early = post(client, EARLY, {"e": "amina@example.com", "p": GOOD})["data"]["tokenCreate"]
    assert early == {"token": None, "errors": [{"code": "ACCOUNT_NOT_CONFIRMED", "field": "email"}]}

    opened = data_of(CONFIRM, {"e": "amina@example.com", "t": values["token"]})["confirmAccount"]
    assert opened["user"] == {
        "email": "amina@example.com",
        "isConfirmed": True,
        "firstName": "Amina",
        "lastName": "El Idrissi",
        "metafield": "basic",
    }
    again = data_of(CONFIRM, {"e": "amina@example.com", "t": values["token"]})["confirmAccount"]
    assert again["errors"] == [{"field": "token", "code": "INVALID", "message": "Invalid or expired token."}]
    assert login(client, User.objects.get(email="amina@example.com"), GOOD)["errors"] == []


def test_who_asked_first_does_not_share_the_account_of_who_confirms(client: Client) -> None:
    asks(password="the-thiefs-word-1")
    asks(password=GOOD, firstName="Amina")
    (_thief, thiefs), (_owner, owners) = told("confirm_account")

    confirmed = data_of(CONFIRM, {"e": "amina@example.com", "t": values_in(owners)["token"]})

    assert confirmed["confirmAccount"]["user"]["firstName"] == "Amina"
    assert Registration.objects.count() == 0
    user = User.objects.get(email="amina@example.com")
    assert user.check_password(GOOD)
    stolen = data_of(CONFIRM, {"e": "amina@example.com", "t": values_in(thiefs)["token"]})
    assert stolen["confirmAccount"]["errors"][0]["code"] == "INVALID"
    assert User.objects.count() == 1


def test_the_answer_does_not_tell_who_has_an_account() -> None:
    known = UserFactory.create(email="known@example.com")

    answers = [asks(email=email, firstName="A") for email in ("known@example.com", "new@example.com")]

    answers[0]["user"]["email"] = answers[1]["user"]["email"] = ""
    assert answers[0] == answers[1]
    assert told("known") == [("known@example.com", SHOP)]
    assert [to for to, _link in told("confirm_account")] == ["new@example.com"]
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"redirectUrl": None}, "redirectUrl", "REQUIRED"),
        ({"redirectUrl": "http://evil.example/"}, "redirectUrl", "INVALID"),
        ({"redirectUrl": "http://shop.example.evil.example/"}, "redirectUrl", "INVALID"),
        ({"redirectUrl": "javascript://shop.example/%0aalert(1)"}, "redirectUrl", "INVALID"),
        ({"password": "short"}, "password", "PASSWORD_TOO_SHORT"),
        ({"password": "password"}, "password", "PASSWORD_TOO_COMMON"),
        ({"email": "no address"}, "email", "INVALID"),
    ],
)
def test_what_cannot_be_an_account_is_refused_as_saleor_does(more: Any, field: str, code: str) -> None:
    answer = asks(**more)

    assert answer["errors"] == [{"field": field, "code": code}]
    assert (answer["requiresConfirmation"], answer["user"]) == (True, None)
    assert Registration.objects.count() == 0
    assert told("confirm_account") == []


def test_only_so_many_claims_to_one_address_wait() -> None:
    for number in range(7):
        asks(password=f"{GOOD}-{number}")

    assert Registration.objects.count() == 5
    oldest = values_in(told("confirm_account")[0][1])
    answer = data_of(CONFIRM, {"e": "amina@example.com", "t": oldest["token"]})["confirmAccount"]
    assert answer["user"] is None


def test_a_forgotten_password_is_set_by_a_link_and_all_tokens_end(client: Client) -> None:
    user = UserFactory.create(email="amina@example.com", email_verified_at=NOON)
    before = login(client, user)["token"]

    assert data_of(RESET, {"e": "AMINA@example.com", "u": SHOP})["requestPasswordReset"]["errors"] == []
    ((to, link),) = told("reset_password")
    values = values_in(link)
    given = post(client, SET, {"e": "amina@example.com", "p": GOOD, "t": values["token"]})["data"][
        "setPassword"
    ]

    assert (to, given["errors"], given["user"]) == (
        "amina@example.com",
        [],
        {"email": "amina@example.com", "isConfirmed": True},
    )
    assert client.cookies["refreshToken"].value == given["refreshToken"]
    me = "{ me { email } }"
    assert post(Client(), me, Authorization=f"Bearer {before}")["data"]["me"] is None
    assert post(Client(), me, Authorization=f"Bearer {given['token']}")["data"]["me"] is not None
    again = data_of(SET, {"e": "amina@example.com", "p": GOOD, "t": values["token"]})["setPassword"]
    assert again["errors"] == [{"field": "token", "code": "INVALID", "message": "Invalid or expired token."}]
    assert again["token"] is None


def test_a_reset_tells_nothing_and_sends_nothing_where_the_address_may_not_open_the_account() -> None:
    UserFactory.create(email="claimed@example.com", email_verified_at=None)  # comes in by phone
    UserFactory.create(email="closed@example.com", email_verified_at=NOON, is_active=False)

    for email in ("claimed@example.com", "closed@example.com", "nobody@example.com", "a\x00b"):
        assert data_of(RESET, {"e": email, "u": SHOP})["requestPasswordReset"]["errors"] == []

    assert told("reset_password") == []
    foreign = data_of(RESET, {"e": "nobody@example.com", "u": "http://evil.example/"})
    assert foreign["requestPasswordReset"]["errors"] == [
        {
            "field": "redirectUrl",
            "code": "INVALID",
            "message": "evil.example is not allowed. Please check `ALLOWED_CLIENT_HOSTS` configuration.",
        }
    ]


def test_a_second_link_is_not_sent_at_once() -> None:
    UserFactory.create(email="amina@example.com", email_verified_at=NOON)

    for _turn in range(3):
        data_of(RESET, {"e": "amina@example.com", "u": SHOP})
    assert len(told("reset_password")) == 1
    cache.clear()


def test_signing_out_everywhere_ends_every_token(client: Client) -> None:
    user = UserFactory.create()
    token = login(client, user)["token"]

    data_of("mutation { tokensDeactivateAll { errors { code } } }", actor=Actor(user_id=user.pk))

    found = post(Client(), "{ me { email } }", Authorization=f"Bearer {token}")
    assert found["data"]["me"] is None
    assert login(client, user)["token"] is not None
    assert errors_of("mutation { tokensDeactivateAll { errors { code } } }") == [
        "To access this path, you need one of the following permissions: AUTHENTICATED_USER"
    ]


EMAIL = """mutation ($p: String!, $n: String!) {
  requestEmailChange(password: $p, newEmail: $n, redirectUrl: "http://shop.example/") { errors { field code } } }"""
TAKE = "mutation ($t: String!) { confirmEmailChange(token: $t) { user { email } errors { field code } } }"


def test_another_address_counts_once_its_link_was_opened_by_its_owner() -> None:
    user, other = UserFactory.create(email="old@example.com"), UserFactory.create()
    me = Actor(user_id=user.pk)

    wrong = data_of(EMAIL, {"p": "wrong", "n": "new@example.com"}, actor=me)["requestEmailChange"]
    taken = data_of(EMAIL, {"p": PASSWORD, "n": other.email}, actor=me)["requestEmailChange"]
    right = data_of(EMAIL, {"p": PASSWORD, "n": "New@example.com"}, actor=me)["requestEmailChange"]

    assert (wrong["errors"], taken["errors"], right["errors"]) == (
        [{"field": "password", "code": "INVALID_CREDENTIALS"}],
        [{"field": "newEmail", "code": "UNIQUE"}],
        [],
    )
    ((to, link),) = told("change_email")
    token = values_in(link)["token"]
    assert to == "new@example.com"
    stolen = data_of(TAKE, {"t": token}, actor=Actor(user_id=other.pk))["confirmEmailChange"]
    assert stolen["errors"] == [{"field": "token", "code": "INVALID"}]
    done = data_of(TAKE, {"t": token}, actor=me)["confirmEmailChange"]
    assert done == {"user": {"email": "new@example.com"}, "errors": []}
    assert told("email_changed") == [("old@example.com", "new@example.com")]
    assert data_of(TAKE, {"t": token}, actor=me)["confirmEmailChange"]["errors"][0]["code"] == "INVALID"


def test_an_address_that_became_anothers_meanwhile_is_not_taken() -> None:
    user = UserFactory.create()
    data_of(EMAIL, {"p": PASSWORD, "n": "new@example.com"}, actor=Actor(user_id=user.pk))
    UserFactory.create(email="new@example.com")
    token = values_in(told("change_email")[0][1])["token"]

    with pytest.raises(EmailTaken):
        email_change_confirm(actor=Actor(user_id=user.pk), token=token, now=NOON)
    user.refresh_from_db()
    assert user.email != "new@example.com"


CLOSE = "mutation ($t: String!) { accountDelete(token: $t) { user { id } errors { field code } } }"
ASK_CLOSE = 'mutation { accountRequestDeletion(redirectUrl: "http://shop.example/bye") { errors { code } } }'


def test_an_account_is_closed_by_its_own_link_and_orders_stay() -> None:
    shop = market(prices=(10_000,), stock=20)
    order = shop.order({0: 1})
    user, other = UserFactory.create(), UserFactory.create()
    Order.objects.filter(pk=order.pk).update(user=user)

    data_of(ASK_CLOSE, actor=Actor(user_id=user.pk))
    ((to, link),) = told("delete_account")
    token = values_in(link)["token"]
    wrong = data_of(CLOSE, {"t": token}, actor=Actor(user_id=other.pk))["accountDelete"]
    done = data_of(CLOSE, {"t": token}, actor=Actor(user_id=user.pk))["accountDelete"]

    assert (to, wrong["errors"]) == (user.email, [{"field": "token", "code": "INVALID"}])
    assert done == {"user": {"id": global_id("User", user.pk)}, "errors": []}
    assert not User.objects.filter(pk=user.pk).exists()
    order.refresh_from_db()
    assert order.user_id is None


def test_staff_do_not_close_their_account_themselves() -> None:
    clerk = UserFactory.create(is_staff=True)
    MembershipFactory.create(user=clerk)

    found = data_of(CLOSE, {"t": "any"}, actor=Actor(user_id=clerk.pk))["accountDelete"]

    assert found["errors"] == [{"field": None, "code": "DELETE_STAFF_ACCOUNT"}]
    assert User.objects.filter(pk=clerk.pk).exists()


PLACE = {
    "firstName": "Amina",
    "lastName": "El Idrissi",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "postalCode": "40000",
    "country": "MA",
    "phone": "0612345678",
    "metadata": [{"key": "door", "value": "blue"}],
}
KEEP = """mutation ($i: AddressInput!, $t: AddressTypeEnum) { accountAddressCreate(input: $i, type: $t) {
  user { addresses { id } defaultBillingAddress { id } defaultShippingAddress { id } }
  address { id city isDefaultShippingAddress isDefaultBillingAddress metafield(key: "door") }
  errors { field code } } }"""


def test_an_address_is_kept_made_the_usual_one_changed_and_forgotten() -> None:
    me = Actor(user_id=UserFactory.create().pk)
    first = data_of(KEEP, {"i": PLACE}, actor=me)["accountAddressCreate"]
    second = data_of(KEEP, {"i": PLACE, "t": "BILLING"}, actor=me)["accountAddressCreate"]

    assert first["address"] == {
        "id": first["address"]["id"],
        "city": "MARRAKECH",
        "isDefaultShippingAddress": True,
        "isDefaultBillingAddress": True,
        "metafield": "blue",
    }
    keys = [first["address"]["id"], second["address"]["id"]]
    assert (
        second["user"]["defaultShippingAddress"]["id"],
        second["user"]["defaultBillingAddress"]["id"],
    ) == (keys[0], keys[1])
    default = """mutation ($i: ID!) { accountSetDefaultAddress(id: $i, type: SHIPPING) {
      user { defaultShippingAddress { id } } errors { code } } }"""
    assert data_of(default, {"i": keys[1]}, actor=me)["accountSetDefaultAddress"]["user"] == {
        "defaultShippingAddress": {"id": keys[1]}
    }
    change = """mutation ($i: ID!, $a: AddressInput!) { accountAddressUpdate(id: $i, input: $a) {
      address { city } errors { field code } } }"""
    changed = data_of(change, {"i": keys[1], "a": {**PLACE, "city": "Agadir"}}, actor=me)
    assert changed["accountAddressUpdate"] == {"address": {"city": "AGADIR"}, "errors": []}
    forget = (
        "mutation ($i: ID!) { accountAddressDelete(id: $i) { address { id } user { addresses { id } } } }"
    )
    gone = data_of(forget, {"i": keys[1]}, actor=me)["accountAddressDelete"]
    assert gone == {"address": {"id": keys[1]}, "user": {"addresses": [{"id": keys[0]}]}}
    assert Address.objects.get().is_default
    assert Address.objects.get().is_default_billing


def test_anothers_address_is_not_there_and_stays_as_it_is() -> None:
    address = AddressFactory.create()
    stranger = Actor(user_id=UserFactory.create().pk)
    key = {"i": global_id("Address", address.pk)}

    for query in (
        "mutation ($i: ID!) { done: accountAddressDelete(id: $i) { errors { field code } } }",
        "mutation ($i: ID!) { done: accountSetDefaultAddress(id: $i, type: SHIPPING) { errors { field code } } }",
    ):
        found = data_of(query, key, actor=stranger)["done"]
        assert found["errors"] == [{"field": "id", "code": "NOT_FOUND"}]
    address.refresh_from_db()
    assert not address.is_default


def test_an_address_without_a_province_or_a_phone_is_refused() -> None:
    me = Actor(user_id=UserFactory.create().pk)

    nowhere = data_of(KEEP, {"i": {**PLACE, "city": "Oz", "postalCode": ""}}, actor=me)[
        "accountAddressCreate"
    ]
    silent = data_of(KEEP, {"i": {**PLACE, "phone": ""}}, actor=me)["accountAddressCreate"]

    assert nowhere["errors"] == [{"field": "countryArea", "code": "INVALID"}]
    assert silent["errors"] == [{"field": "phone", "code": "INVALID"}]
    assert Address.objects.count() == 0


def test_a_person_writes_name_language_addresses_and_metadata() -> None:
    user = UserFactory.create(full_name="Fatima Zahra Idrissi", family_name="Idrissi")
    change = """mutation ($i: AccountInput!) { accountUpdate(input: $i) {
      user { firstName lastName languageCode metafield(key: "a") defaultShippingAddress { city } }
      errors { code } } }"""

    found = data_of(
        change,
        {
            "i": {
                "lastName": "Bennani",
                "languageCode": "AR_MA",
                "metadata": [{"key": "a", "value": "b"}],
                "defaultShippingAddress": PLACE,
            }
        },
        actor=Actor(user_id=user.pk),
    )["accountUpdate"]

    assert found["user"] == {
        "firstName": "Fatima Zahra",
        "lastName": "Bennani",
        "languageCode": "AR",
        "metafield": "b",
        "defaultShippingAddress": {"city": "MARRAKECH"},
    }
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("Fatima Zahra Bennani", "ar")


def test_an_unknown_system_cannot_say_who_somebody_is() -> None:
    query = """mutation { externalObtainAccessTokens(pluginId: "mirumee.authentication.openidconnect", input: "{}") {
      token errors { field code message } } }"""

    assert data_of(query)["externalObtainAccessTokens"] == {
        "token": None,
        "errors": [
            {"field": "pluginId", "code": "NOT_FOUND", "message": "Plugin with provided id not found."}
        ],
    }


@pytest.mark.django_db(transaction=True)
def test_the_link_reaches_the_mailbox() -> None:
    asks()
    while deliver(now=NOON):
        pass

    (message,) = sent("account_confirm")
    assert message.to == "amina@example.com"
    assert message.context["url"].startswith(
        "http://shop.example/confirm?locale=fr&email=amina%40example.com&token="
    )
