"""pin_set, pin_forget and pin_open: test that ..."""

from functools import partial

import pytest

from marketplace.accounts.models import Device, DeviceUse, User
from marketplace.accounts.pins import MOST_FAILURES
from marketplace.accounts.selectors import device_known
from marketplace.accounts.services.pin_open import pin_open
from marketplace.accounts.services.pin_set import pin_forget, pin_set
from marketplace.accounts.states import DeviceAct
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, UserFactory
from tests.logistics.racing import errors, race

PHONE = "+212612345678"


def person() -> User:
    return UserFactory.create(phone=PHONE, phone_verified_at=NOON)


def chosen(user: User, pin: str = "2580", old_token: str = "") -> str:
    return pin_set(actor=Actor(user_id=user.pk), pin=pin, came_by_code=True, old_token=old_token, now=NOON)


@pytest.mark.django_db
def test_digits_open_the_door_on_their_telephone_alone() -> None:
    user = person()
    token, other = chosen(user), chosen(user, "1470")

    assert pin_open(token=token, pin="٢٥٨٠", now=NOON) == user
    with pytest.raises(InvalidInput):
        pin_open(token=other, pin="2580", now=NOON)
    with pytest.raises(NotFound):
        pin_open(token="guessed", pin="2580", now=NOON)
    row = Device.objects.order_by("pk")[0]
    assert "2580" not in row.pin_hash
    assert token not in (row.token_hash, row.pin_hash)
    assert [use.act for use in row.uses.order_by("pk")] == [DeviceAct.SET, DeviceAct.OPENED]


@pytest.mark.django_db
def test_after_five_wrong_ones_only_new_digits_by_a_code_help() -> None:
    user = person()
    token = chosen(user)
    for _attempt in range(MOST_FAILURES - 1):
        with pytest.raises(InvalidInput):
            pin_open(token=token, pin="0000", now=NOON)
    pin_open(token=token, pin="2580", now=NOON)
    for _attempt in range(MOST_FAILURES):
        with pytest.raises(InvalidInput):
            pin_open(token=token, pin="0000", now=NOON)

    with pytest.raises(NotFound):
        pin_open(token=token, pin="2580", now=NOON)
    assert DeviceUse.objects.filter(act=DeviceAct.LOCKED).count() == 1
    again = chosen(user, "3691", old_token=token)
    assert pin_open(token=again, pin="3691", now=NOON) == user
    assert device_known(token) is None


@pytest.mark.django_db
def test_digits_that_anybody_guesses_are_refused() -> None:
    user = person()
    for pin in ["", "123", "1234567", "1111", "1234", "9876", "12a4"]:
        with pytest.raises(InvalidInput) as refused:
            chosen(user, pin)
        assert refused.value.field == "pin"
    assert not Device.objects.exists()


@pytest.mark.django_db
def test_only_who_proved_the_number_and_is_no_staff_may_choose() -> None:
    user = person()
    clerk = UserFactory.create(phone="+212612345679", phone_verified_at=NOON, is_staff=True)
    unproved = UserFactory.create(phone="+212612345670", phone_verified_at=None)

    for actor, by_code in [
        (Actor(user_id=user.pk), False),
        (Actor(user_id=clerk.pk), True),
        (Actor(user_id=unproved.pk), True),
        (Actor(user_id=user.pk, permissions=frozenset({Permission.MANAGE_CASH})), True),
        (Actor.anonymous(), True),
    ]:
        with pytest.raises(NotAllowed):
            pin_set(actor=actor, pin="2580", came_by_code=by_code, old_token="", now=NOON)
    assert not Device.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"phone": "+212600000001"}, {"is_active": False}, {"is_staff": True}])
def test_digits_are_worth_nothing_once_the_person_is_another(change: dict[str, object]) -> None:
    user = person()
    token = chosen(user)
    User.objects.filter(pk=user.pk).update(**change)

    with pytest.raises(NotFound):
        pin_open(token=token, pin="2580", now=NOON)


@pytest.mark.django_db
def test_a_telephone_is_forgotten_by_its_person_alone() -> None:
    user = person()
    token = chosen(user)
    pin_forget(user_id=UserFactory.create().pk, token=token, now=NOON)
    still = device_known(token)
    pin_forget(user_id=user.pk, token=token, now=NOON)

    assert still is not None
    assert device_known(token) is None


@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_are_all_counted() -> None:
    token = chosen(person())

    results = race(*[partial(pin_open, token=token, pin="0000", now=NOON)] * 8)

    refusals = [type(each) for each in errors(results)]
    assert (refusals.count(InvalidInput), refusals.count(NotFound)) == (MOST_FAILURES, 3)
    assert Device.objects.get().failures == MOST_FAILURES
    assert DeviceUse.objects.filter(act=DeviceAct.WRONG).count() == MOST_FAILURES
