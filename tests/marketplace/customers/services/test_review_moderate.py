"""Reading words before everybody reads them."""

import pytest

from catalog.models.product import Product
from marketplace.customers.models.review import Review
from marketplace.customers.services.review_moderate import review_publish, review_refuse
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.customers import judged, received
from tests.factories.ground import NOON, UserFactory, member_actor, staff_actor
from tests.factories.orders import market
from tests.orders.journey import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return judged(received(market()), stars=2, text="Le pot fuyait.")


@pytest.fixture
def reader():
    return staff_actor(Permission.MANAGE_PRODUCTS)


def test_a_published_review_is_counted(waiting, reader):
    review = review_publish(actor=reader, review_id=waiting.pk, now=NOON)

    assert (review.state, review.moderated_by_id, review.moderated_at) == ("published", reader.user_id, NOON)
    assert Product.objects.get(pk=review.product_id).rating == 2.0


def test_a_refused_review_is_not_counted_any_more_and_says_why(waiting, reader):
    review_publish(actor=reader, review_id=waiting.pk, now=NOON)

    review = review_refuse(actor=reader, review_id=waiting.pk, reason="Un nom\u202e de personne.", now=NOON)

    assert (review.state, review.reason) == ("refused", "Un nom de personne.")
    assert Product.objects.get(pk=review.product_id).review_count == 0


def test_second_thoughts_publish_it_and_forget_the_reason(waiting, reader):
    review_refuse(actor=reader, review_id=waiting.pk, reason="x", now=NOON)

    review = review_publish(actor=reader, review_id=waiting.pk, now=NOON)

    assert (review.state, review.reason) == ("published", "")


@pytest.mark.parametrize("reason", ["", " \u200f ", "x" * 301])
def test_a_refusal_needs_a_reason_that_can_be_read(waiting, reader, reason):
    with pytest.raises(InvalidInput):
        review_refuse(actor=reader, review_id=waiting.pk, reason=reason, now=NOON)

    assert Review.objects.get().state == "waiting"


def test_what_is_published_is_not_published_again(waiting, reader):
    review_publish(actor=reader, review_id=waiting.pk, now=NOON)

    with pytest.raises(IllegalMove):
        review_publish(actor=reader, review_id=waiting.pk, now=NOON)


def test_there_must_be_such_a_review(reader):
    with pytest.raises(NotFound):
        review_publish(actor=reader, review_id=1, now=NOON)


@pytest.mark.parametrize("who", ["visitor", "customer", "seller", "other staff"])
def test_strangers_decide_nothing(waiting, who):
    actor = {
        "visitor": Actor.anonymous,
        "customer": lambda: Actor(user_id=UserFactory.create().pk),
        "seller": lambda: member_actor(waiting.organisation),
        "other staff": lambda: staff_actor(Permission.MANAGE_ORDERS),
    }[who]()

    with pytest.raises(NotAllowed):
        review_publish(actor=actor, review_id=waiting.pk, now=NOON)
    with pytest.raises(NotAllowed):
        review_refuse(actor=actor, review_id=waiting.pk, reason="", now=NOON)

    assert Review.objects.get().state == "waiting"


def test_the_author_is_told_once_why_and_the_seller_is_told_of_what_is_shown(waiting, reader):
    from marketplace.notifications.models import Message

    speaker = member_actor(waiting.organisation)
    review_publish(actor=reader, review_id=waiting.pk, now=NOON)
    told()
    review_refuse(actor=reader, review_id=waiting.pk, reason="Un nom de personne.", now=NOON)
    told()
    told()

    shown = Message.objects.get(template="review_published")
    refused = Message.objects.get(template="review_refused")
    assert (shown.channel, shown.to, shown.context["stars"]) == ("inbox", f"user:{speaker.user_id}", "2")
    assert (refused.channel, refused.to) == ("email", "amina@example.com")
    assert refused.context["reason"] == "Un nom de personne."
    assert refused.context["url"].endswith(f"/order/{waiting.line.order.access_token}/")


def test_what_was_decided_otherwise_meanwhile_is_not_told(waiting, reader):
    from marketplace.notifications.models import Message

    member_actor(waiting.organisation)
    review_publish(actor=reader, review_id=waiting.pk, now=NOON)
    review_refuse(actor=reader, review_id=waiting.pk, reason="x", now=NOON)
    Review.objects.all().delete()
    told()

    assert not Message.objects.filter(template__startswith="review_").exists()
