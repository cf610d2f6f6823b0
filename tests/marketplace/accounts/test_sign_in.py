import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.notifications.models import Message as Notification
from marketplace.outbox.models import Message
from tests.factories.ground import UserFactory

DOOR = "/fr/account/login/code/"
CODE = "/fr/account/login/code/confirm/"
WRONG = "000000"


def ask(client, phone, **extra):
    return client.post(DOOR, {"phone": phone}, **extra)


def code_in(delivery):
    return re.findall(r"\b(\d{6})\b", delivery.text)[0]


def body_without_token(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_a_person_comes_in_with_the_code_of_a_text_message(client, post):
    person = UserFactory.create(phone="+212612345678", phone_verified_at=None)
    client.get(DOOR)
    before = client.session.session_key

    asked = ask(client, "06 12 34 56 78")
    [sms] = post()
    entered = client.post(CODE, {"code": code_in(sms), "action": "verify"})

    assert (asked.status_code, asked.url) == (302, CODE)
    assert (sms.channel, sms.to, sms.language) == ("sms", "+212612345678", "fr")
    assert (entered.status_code, entered.url) == (302, reverse("frontend:desks"))
    assert int(client.session["_auth_user_id"]) == person.pk
    assert client.session.session_key != before
    person.refresh_from_db()
    assert person.phone_verified_at is not None


def test_the_page_that_was_wanted_is_reached(client, post):
    UserFactory.create(phone="+212612345678")

    client.post(DOOR, {"phone": "0612345678", "next": "/fr/account/orders/"})
    [sms] = post()
    entered = client.post(CODE, {"code": code_in(sms), "next": "/fr/account/orders/"})

    assert entered.url == "/fr/account/orders/"


def test_another_site_is_never_led_to(client, post):
    UserFactory.create(phone="+212612345678")

    client.post(DOOR, {"phone": "0612345678", "next": "https://elsewhere.example/"})
    [sms] = post()
    entered = client.post(CODE, {"code": code_in(sms), "next": "https://elsewhere.example/"})

    assert entered.url == reverse("frontend:desks")


def test_no_trace_of_the_code_stays_in_outbox_or_messages(client, post):
    UserFactory.create(phone="+212612345678")

    ask(client, "0612345678")
    [sms] = post()
    code = code_in(sms)

    assert code not in str(list(Message.objects.values_list("body", flat=True)))
    assert list(Notification.objects.values_list("template", "state", "context")) == [
        ("sign_in_code", "sent", {})
    ]


def test_a_code_whose_time_is_over_is_not_sent(client, post):
    UserFactory.create(phone="+212612345678")

    ask(client, "0612345678")
    cache.clear()

    assert post() == []
    assert Notification.objects.count() == 0


def test_three_wrong_codes_end_the_attempt_and_the_right_one_comes_too_late(client, post):
    UserFactory.create(phone="+212612345678")
    ask(client, "0612345678")
    [sms] = post()

    first = client.post(CODE, {"code": WRONG})
    second = client.post(CODE, {"code": WRONG})
    third = client.post(CODE, {"code": WRONG})
    late = client.post(CODE, {"code": code_in(sms)})

    assert [first.status_code, second.status_code] == [200, 200]
    assert (third.status_code, third.url) == (302, DOOR)
    assert (late.status_code, late.url) == (302, DOOR)
    assert "_auth_user_id" not in client.session


def test_an_unknown_phone_cannot_be_told_from_a_known_one(client, django_user_model, post):
    UserFactory.create(phone="+212612345678")
    known, unknown = client, type(client)()

    answers = []
    for browser, phone in ((known, "0612345678"), (unknown, "0612345679")):
        answer = browser.post(DOOR, {"phone": phone})
        page = browser.get(CODE)
        wrong = browser.post(CODE, {"code": WRONG})
        answers.append(
            (
                answer.status_code,
                answer.url,
                body_without_token(page).replace(phone[1:], "…"),
                wrong.status_code,
                body_without_token(wrong).replace(phone[1:], "…"),
            )
        )

    assert answers[0] == answers[1]


def test_an_unknown_phone_is_told_so_where_only_its_owner_reads(client, post):
    ask(client, "0612345679")

    [sms] = post()
    assert sms.to == "+212612345679"
    assert "http://testserver/fr/account/signup/" in sms.text
    assert User.objects.count() == 0


def test_the_fourth_request_in_a_minute_is_refused_for_known_and_unknown_alike(client, post):
    UserFactory.create(phone="+212612345678")

    for phone in ("0612345678", "0612345679"):
        answers = [type(client)().post(DOOR, {"phone": phone}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 200]

    assert len(post()) == 6


def test_a_phone_that_cannot_exist_is_refused_beside_its_field(client, db):
    answer = ask(client, "0412")

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["phone"]
    assert Message.objects.count() == 0


@pytest.mark.parametrize("login", ["amina@example.com", "AMINA@example.com", "06 12 34 56 78"])
def test_a_password_opens_too(client, db, login):
    person = UserFactory.create(phone="+212612345678", email="amina@example.com", phone_verified_at=None)

    answer = client.post("/fr/account/login/", {"login": login, "password": "secret-demo-1"})

    assert (answer.status_code, answer.url) == (302, reverse("frontend:desks"))
    assert int(client.session["_auth_user_id"]) == person.pk


def test_a_wrong_password_and_an_unknown_person_read_the_same(client, db):
    UserFactory.create(email="amina@example.com")

    wrong = client.post("/fr/account/login/", {"login": "amina@example.com", "password": "no"})
    unknown = client.post("/fr/account/login/", {"login": "nobody@example.com", "password": "no"})

    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "_auth_user_id" not in client.session


def test_the_sixth_wrong_password_is_not_even_looked_at(client, db):
    UserFactory.create(email="amina@example.com")
    for _ in range(5):
        client.post("/fr/account/login/", {"login": "amina@example.com", "password": "no"})

    answer = client.post("/fr/account/login/", {"login": "amina@example.com", "password": "secret-demo-1"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_outside(client, post):
    UserFactory.create(phone="+212612345678", is_active=False)

    ask(client, "0612345678")
    for sms in post():
        client.post(CODE, {"code": code_in(sms)})

    assert "_auth_user_id" not in client.session


def test_an_account_is_opened_with_a_name_and_a_verified_phone(client, post):
    asked = client.post("/ar/account/signup/", {"full_name": "أمينة", "phone": "0612345678"})
    [sms] = post()
    half = User.objects.get()
    entered = client.post("/ar/account/phone/verify/", {"code": code_in(sms), "action": "verify"})

    person = User.objects.get()
    assert (asked.status_code, asked.url) == (302, "/ar/account/phone/verify/")
    assert (half.phone, half.phone_verified_at) == ("+212612345678", None)
    assert entered.status_code == 302
    assert (person.full_name, person.language, person.email) == ("أمينة", "ar", None)
    assert person.phone_verified_at is not None
    assert not person.has_usable_password()
    assert int(client.session["_auth_user_id"]) == person.pk


def test_opening_an_account_with_a_known_phone_makes_none_and_tells_its_owner(client, post):
    UserFactory.create(phone="+212612345678", email=None, full_name="Amina")

    answer = client.post("/fr/account/signup/", {"full_name": "Somebody", "phone": "0612345678"})
    [sms] = post()

    assert (answer.status_code, answer.url) == (302, "/fr/account/phone/verify/")
    assert User.objects.values_list("full_name", flat=True).get() == "Amina"
    assert "http://testserver/fr/account/login/code/" in sms.text


def test_a_password_given_by_whoever_opens_an_account_is_not_taken(client, post):
    client.post(
        "/fr/account/signup/", {"phone": "0612345678", "password1": "mine-forever-1", "email": "me@x.ma"}
    )

    person = User.objects.get()
    assert not person.has_usable_password()
    assert person.email is None


def test_a_code_is_sent_to_an_address_too(client, post):
    person = UserFactory.create(email="amina@example.com")

    client.post(DOOR, {"email": "amina@example.com"})
    [mail] = post()
    client.post(CODE, {"code": code_in(mail)})

    assert (mail.channel, mail.to) == ("email", "amina@example.com")
    assert int(client.session["_auth_user_id"]) == person.pk


def test_a_forgotten_password_is_replaced_after_a_code(client, post):
    person = UserFactory.create(email="amina@example.com")

    client.post("/fr/account/password/reset/", {"email": "amina@example.com"})
    [mail] = post()
    client.post("/fr/account/password/reset/confirm/", {"code": code_in(mail)})
    client.post(
        "/fr/account/password/reset/complete/",
        {"password1": "a-new-long-secret-9", "password2": "a-new-long-secret-9"},
    )

    person.refresh_from_db()
    assert person.check_password("a-new-long-secret-9")


def test_an_address_counts_once_its_link_was_opened(client, post):
    person = UserFactory.create(email=None)
    client.force_login(person)

    client.post("/fr/account/email/", {"email": "Amina@Example.com", "action_add": ""})
    [mail] = post()
    [link] = re.findall(r"http://testserver(/\S+)", mail.text)
    person.refresh_from_db()
    before = person.email
    client.post(link)

    person.refresh_from_db()
    assert before is None
    assert person.email == "amina@example.com"


def test_the_only_way_in_cannot_be_thrown_away(client, db):
    person = UserFactory.create(phone=None, email="amina@example.com")
    EmailAddress.objects.create(user=person, email="amina@example.com", verified=True, primary=True)
    client.force_login(person)

    answer = client.post("/fr/account/email/", {"email": "amina@example.com", "action_remove": ""})

    person.refresh_from_db()
    assert (answer.status_code, person.email) == (302, "amina@example.com")
    assert EmailAddress.objects.filter(user=person).exists()


def test_another_phone_counts_once_its_code_was_typed(client, post):
    person = UserFactory.create(phone="+212612345678", phone_verified_at=timezone.now())
    client.force_login(person)

    client.post("/fr/account/phone/change/", {"phone": "0712345678"})
    [sms] = post()
    person.refresh_from_db()
    before = person.phone
    client.post("/fr/account/phone/verify/", {"code": code_in(sms), "action": "verify"})

    person.refresh_from_db()
    assert (before, person.phone) == ("+212612345678", "+212712345678")


def test_signing_out_forgets_who_it_was(client, db):
    client.force_login(UserFactory.create())

    answer = client.post("/fr/account/sign-out/")

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_link_cannot_sign_anybody_out(client, db):
    client.force_login(UserFactory.create())

    assert client.get("/fr/account/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session


def test_the_admin_has_no_door_of_its_own(client, db):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer.url.startswith("/fr/account/sign-in/")


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
@pytest.mark.parametrize("page", ["login/code/", "login/", "signup/", "password/reset/"])
def test_the_door_speaks_each_language(client, db, language, page):
    answer = client.get(f"/{language}/account/{page}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"'.encode() in answer.content
