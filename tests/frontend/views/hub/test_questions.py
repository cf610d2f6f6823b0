"""The hub asks cooperatives: test that ..."""

from typing import Any

from django.test import Client

from marketplace.cooperatives.states import Role
from marketplace.network.models import Question
from tests.factories.ground import MembershipFactory, UserFactory
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of


def ask(world: HubWorld, worker: Client, **changes: str) -> Any:
    """Send the form."""
    sent = {"variant": str(world.variant.pk), "quantity": "12", "day": "2026-11-20", "key": "k", **changes}
    owner = world.variant.product.organisation_id
    return worker.post(f"/en/hub/questions/new/?cooperative={owner}", sent)


def test_a_cooperative_an_article_and_a_number_are_a_question(world: HubWorld, worker: Client) -> None:
    first = page_of(worker.get("/en/hub/questions/new/"))
    second = page_of(
        worker.get(f"/en/hub/questions/new/?cooperative={world.variant.product.organisation_id}")
    )

    answer = ask(world, worker)

    assert world.variant.sku not in first
    assert world.variant.sku in second
    assert answer.status_code == 302
    assert (Question.objects.get().quantity, Question.objects.get().state) == (12, "open")


def test_a_mistake_is_said_beside_the_form(world: HubWorld, worker: Client) -> None:
    late, none = ask(world, worker, day="2026-11-01"), ask(world, worker, variant="0")

    assert (late.status_code, none.status_code) == (422, 422)
    assert "between today and 90 days" in page_of(late)
    assert not Question.objects.exists()


def test_an_address_that_names_no_cooperative_shows_the_choice(world: HubWorld, worker: Client) -> None:
    for wrong in ("x", "٣", "99999999999999", "0"):
        assert worker.get(f"/en/hub/questions/new/?cooperative={wrong}").status_code == 200


def test_whoever_has_to_be_called_is_listed_and_what_they_say_is_noted(
    world: HubWorld, worker: Client
) -> None:
    question = world.question
    MembershipFactory.create(
        organisation=question.organisation,
        user=UserFactory.create(phone="+212612121212"),
        role=Role.PRESIDENT,
    )
    page = page_of(worker.get("/en/hub/questions/"))

    worker.post(f"/en/hub/questions/{question.pk}/", {"answer": "less", "quantity": "7"})

    question.refresh_from_db()
    assert "tel:+212612121212" in page
    assert (question.state, question.answered_quantity, question.answered_via) == ("less", 7, "call")


def test_what_was_said_wrongly_is_told_and_changes_nothing(world: HubWorld, worker: Client) -> None:
    question = world.question

    for sent in ({"answer": "less"}, {"answer": "less", "quantity": "-3"}, {"answer": "maybe"}, {}):
        told = worker.post(f"/en/hub/questions/{question.pk}/", sent, follow=True)
        assert "alert" in page_of(told)

    question.refresh_from_db()
    assert question.state == "open"


def test_a_question_is_taken_back(world: HubWorld, worker: Client) -> None:
    question = world.question

    worker.post(f"/en/hub/questions/{question.pk}/", {"answer": "withdraw"})

    question.refresh_from_db()
    assert question.state == "withdrawn"
