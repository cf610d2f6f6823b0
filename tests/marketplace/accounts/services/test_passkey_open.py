"""A passkey is made, opens the door and is taken away: test that ..."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from marketplace.accounts.models import Passkey, User
from marketplace.accounts.passkeys import opening_begin
from marketplace.accounts.services.passkey_add import passkey_add, passkey_begin
from marketplace.accounts.services.passkey_open import passkey_open
from marketplace.accounts.services.passkey_remove import passkey_remove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, UserFactory
from tests.factories.passkeys import SoftKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory.create(phone="+212600000001", email="p@example.com", last_login=NOON)


def actor(person: User) -> Actor:
    return Actor(user_id=person.pk)


def added(
    person: User, key: SoftKey, *, name: str = "Mon téléphone", late: timedelta = timedelta()
) -> Passkey:
    options, state = passkey_begin(actor=actor(person), now=NOON)
    answer = key.made(json.loads(json.dumps(options)))
    return passkey_add(actor=actor(person), name=name, answer=answer, state=state, now=NOON + late)


def opened(key: SoftKey, *, now: datetime = NOON) -> User:
    options, state = opening_begin(now=NOON)
    return passkey_open(answer=key.opened(options), state=state, now=now)


def test_a_key_opens_its_account_and_its_person_is_told_by_every_way(person: User) -> None:
    key = SoftKey()

    row = added(person, key, name="Mon\u202e téléphone")

    assert (row.name, row.counter, row.used_at) == ("Mon téléphone", 0, None)
    assert opened(key) == person
    row.refresh_from_db()
    assert row.used_at == NOON
    while deliver(now=NOON):
        pass
    told = Message.objects.filter(template="passkey_added")
    assert set(told.values_list("channel", flat=True)) == {"inbox", "sms", "email"}


def test_the_question_is_the_same_for_everybody_and_a_device_makes_no_second_key(person: User) -> None:
    key = SoftKey()
    added(person, key)

    options, _state = opening_begin(now=NOON)
    assert "allowCredentials" not in json.loads(json.dumps(options))["publicKey"]
    again, _state = passkey_begin(actor=actor(person), now=NOON)
    assert len(again["publicKey"]["excludeCredentials"]) == 1
    with pytest.raises(Conflict):
        added(UserFactory.create(last_login=NOON), key)


def test_an_answer_is_good_for_its_question_alone(person: User) -> None:
    key = SoftKey()
    added(person, key)
    options, state = opening_begin(now=NOON)
    answer = key.opened(options)
    assert passkey_open(answer=answer, state=state, now=NOON) == person

    _other, other_state = opening_begin(now=NOON)
    for said, remembered in (
        (answer, other_state),
        (answer, {}),
        (answer, {"at": "never"}),
        ("", state),
        ("[]", state),
        ("{}", state),
        ('{"id": "x", "rawId": "eA", "type": "public-key", "response": {}}', state),
        ("[" * 5000, state),
        ("x" * 20_001, state),
    ):
        with pytest.raises(InvalidInput):
            passkey_open(answer=said, state=remembered, now=NOON)


def test_what_no_honest_device_does_opens_nothing(person: User) -> None:
    key = SoftKey(counter=5)
    added(person, key)
    for bent in (
        replace(key, counter=6, flags=0x01),
        replace(key, counter=6, origin="https://evil.example"),
        replace(key, counter=6, handle=b"somebody else"),
        replace(key, counter=6, credential_id=b"another"),
        replace(key, counter=6, private=SoftKey().private),
        replace(key, counter=5),
        replace(key, counter=0),
    ):
        with pytest.raises(InvalidInput):
            opened(bent)
    with pytest.raises(InvalidInput):
        opened(replace(key, counter=6), now=NOON + timedelta(minutes=6))
    assert opened(replace(key, counter=6)) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(InvalidInput):
        opened(replace(key, counter=7))


@pytest.mark.parametrize(
    ("key", "name", "late"),
    [
        (SoftKey(flags=0x01), "x", timedelta()),
        (SoftKey(origin="https://evil.example"), "x", timedelta()),
        (SoftKey(), "x", timedelta(minutes=6)),
        (SoftKey(), "\u202e", timedelta()),
        (SoftKey(), "x" * 61, timedelta()),
    ],
)
def test_what_proves_nothing_is_not_kept(person: User, key: SoftKey, name: str, late: timedelta) -> None:
    with pytest.raises(InvalidInput):
        added(person, key, name=name, late=late)

    assert not Passkey.objects.exists()


def test_a_way_in_is_made_only_by_who_came_in_lately(person: User) -> None:
    User.objects.filter(pk=person.pk).update(last_login=NOON - timedelta(minutes=31))
    with pytest.raises(NotAllowed):
        passkey_begin(actor=actor(person), now=NOON)
    with pytest.raises(NotAllowed):
        passkey_begin(actor=Actor.anonymous(), now=NOON)


def test_ten_are_enough(person: User) -> None:
    for number in range(9):
        added(person, SoftKey(credential_id=b"key-%d" % number))
    options, state = passkey_begin(actor=actor(person), now=NOON)
    answer = SoftKey(credential_id=b"late").made(options)
    added(person, SoftKey(credential_id=b"key-9"))

    with pytest.raises(Conflict):
        passkey_begin(actor=actor(person), now=NOON)
    with pytest.raises(Conflict):
        passkey_add(actor=actor(person), name="x", answer=answer, state=state, now=NOON)


def test_a_key_is_taken_away_by_its_person_alone(person: User) -> None:
    key = SoftKey()
    row = added(person, key)
    for other in (Actor.anonymous(), Actor(user_id=UserFactory.create().pk)):
        with pytest.raises(NotFound):
            passkey_remove(actor=other, passkey_id=row.pk)

    assert passkey_remove(actor=actor(person), passkey_id=row.pk) == "Mon téléphone"

    with pytest.raises(InvalidInput):
        opened(key)
