"""Dead letters in the admin: test that ..."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.outbox.models import Message, Receipt, ReceiptState
from tests.factories.ground import UserFactory
from tests.marketplace.outbox.facts import listening, told
from tests.marketplace.outbox.test_delivery import effect

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_receipt_changelist"


@pytest.fixture
def dead() -> Receipt:
    """A dead letter, and beside it one that still waits."""
    with listening(one=effect, two=effect):
        told()
    Receipt.objects.filter(handler="tests.one").update(
        state=ReceiptState.DEAD, attempts=5, last_error="ValueError: no sugar"
    )
    return Receipt.objects.get(handler="tests.one")


def logged_in(client: Client, **traits: bool) -> Client:
    client.force_login(UserFactory.create(is_staff=True, **traits))
    return client


def test_an_operator_sees_why_a_letter_is_dead_and_sends_it_round_again(
    client: Client, dead: Receipt
) -> None:
    operator = logged_in(client, is_superuser=True)
    page = operator.get(reverse(LIST), {"state__exact": "dead"})
    assert "ValueError: no sugar" in page.content.decode()
    waiting = Receipt.objects.get(handler="tests.two")

    operator.post(reverse(LIST), {"action": "retry_selected", "_selected_action": [dead.pk, waiting.pk]})

    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (ReceiptState.PENDING, 0)
    assert Receipt.objects.get(pk=waiting.pk).due_at == waiting.due_at


def test_staff_without_the_right_sees_and_moves_nothing(client: Client, dead: Receipt) -> None:
    stranger = logged_in(client)

    answer = stranger.post(reverse(LIST), {"action": "retry_selected", "_selected_action": [dead.pk]})

    assert answer.status_code == 403
    dead.refresh_from_db()
    assert dead.state == ReceiptState.DEAD


@pytest.mark.parametrize("model", ["receipt", "message"])
def test_nothing_is_added_changed_or_deleted_by_hand(client: Client, dead: Receipt, model: str) -> None:
    operator = logged_in(client, is_superuser=True)
    key = dead.pk if model == "receipt" else dead.message_id

    assert operator.get(reverse(f"admin:outbox_{model}_add")).status_code == 403
    assert (
        operator.post(reverse(f"admin:outbox_{model}_delete", args=[key]), {"post": "yes"}).status_code == 403
    )
    page = operator.get(reverse(f"admin:outbox_{model}_change", args=[key]))
    assert page.status_code == 200
    assert operator.get(reverse(f"admin:outbox_{model}_changelist")).status_code == 200
    operator.post(
        reverse(f"admin:outbox_{model}_change", args=[key]),
        {"state": "done", "topic": "forged", "attempts": 0},
    )

    assert Receipt.objects.get(pk=dead.pk).state == ReceiptState.DEAD
    assert Message.objects.get().topic == "tests.kettle-boiled.v1"
