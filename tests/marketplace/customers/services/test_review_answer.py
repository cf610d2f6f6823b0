"""The seller's word below a review."""

import pytest

from marketplace.cooperatives.states import Role
from marketplace.customers.services.review_answer import review_answer
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.customers import judged, received
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.orders import market

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return judged(received(market()), stars=3)


def answer(review, actor, text="Merci \u202ebeaucoup."):
    return review_answer(actor=actor, review_id=review.pk, answer=text, now=NOON)


@pytest.mark.parametrize("role", [Role.PRESIDENT, Role.SALES])
def test_who_speaks_for_the_cooperative_answers(review, role):
    actor = member_actor(review.organisation, role)

    answered = answer(review, actor)

    assert (answered.answer, answered.answered_by_id, answered.answered_at) == (
        "Merci beaucoup.",
        actor.user_id,
        NOON,
    )


def test_an_empty_answer_takes_it_back(review):
    actor = member_actor(review.organisation)
    answer(review, actor)

    empty = answer(review, actor, "  ")

    assert (empty.answer, empty.answered_by_id, empty.answered_at) == ("", None, None)


def test_a_long_answer_is_refused(review):
    with pytest.raises(InvalidInput):
        answer(review, member_actor(review.organisation), "x" * 1001)


def test_what_nobody_reads_is_not_answered():
    waiting = judged(received(market()), text="Bon")

    with pytest.raises(IllegalMove):
        answer(waiting, member_actor(waiting.organisation))


@pytest.mark.parametrize("who", ["visitor", "president of another", "nobody's review"])
def test_others_do_not_find_it(review, who):
    actor = member_actor(OrganisationFactory.create(active=True)) if who != "visitor" else Actor.anonymous()
    if who == "nobody's review":
        review.pk = 987654

    with pytest.raises(NotFound):
        answer(review, actor)


def test_staff_and_producers_see_it_but_do_not_speak_for_the_cooperative(review):
    for actor in (
        staff_actor(Permission.MANAGE_PRODUCTS),
        member_actor(review.organisation, Role.PRODUCTION),
    ):
        with pytest.raises(NotAllowed):
            answer(review, actor)

    review.refresh_from_db()
    assert review.answer == ""
