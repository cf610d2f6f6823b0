"""Judging what was delivered."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from catalog.models.offer import Listing
from catalog.models.product import Product
from marketplace.customers.models.review import Review
from marketplace.customers.services.review_answer import review_answer
from marketplace.customers.services.review_write import Judgement, review_withdraw, review_write
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from orders.models.order import OrderLine, SubOrder
from tests.factories.customers import judged, received, received_of
from tests.factories.ground import NOON, UserFactory, member_actor, staff_actor
from tests.factories.orders import VISITOR, market


def write(line_id, actor=VISITOR, *, secret=True, **said):
    judgement = Judgement(**{"stars": 4, **said})
    return review_write(actor=actor, line_id=line_id, holds_secret=secret, judgement=judgement, now=NOON)


def topics():
    return set(Message.objects.filter(topic__startswith="customers.").values_list("topic", flat=True))


@pytest.mark.django_db
def test_stars_alone_are_published_at_once_and_counted():
    line = received(market())

    review = judged(line, stars=4)

    product = Product.objects.get(pk=line.variant.product_id)
    assert (review.state, product.rating, product.review_count) == ("published", 4.0, 1)
    # (350 x 5 + 400) / 6
    assert product.rating_score == 358
    assert Listing.objects.get(product=product).rating_score == 358
    assert topics() == {"customers.review-published.v1"}


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{"text": "Très bon miel."}, {"author": "Amina"}])
def test_words_and_names_wait_and_do_not_count_yet(said):
    line = received(market())

    review = write(line.pk, **said)

    product = Product.objects.get(pk=line.variant.product_id)
    assert review.state == "waiting"
    assert (product.rating, product.review_count, product.rating_score) == (None, 0, 350)
    assert topics() == set()


@pytest.mark.django_db
def test_judging_a_line_again_replaces_what_was_said_and_its_answer():
    shop = market()
    line = received(shop)
    first = judged(line, stars=1)
    review_answer(actor=member_actor(shop.sellers[0]), review_id=first.pk, answer="Pardon.", now=NOON)

    second = judged(line, stars=5)

    kept = Review.objects.get()
    assert (kept.pk, kept.stars, kept.answer, kept.answered_at) == (second.pk, 5, "", None)
    assert Product.objects.get(pk=kept.product_id).rating == 5.0


@pytest.mark.django_db
def test_the_mean_of_all_buyers_is_shown():
    shop = market()
    for stars in (5, 4, 4):
        judged(received(shop), stars=stars)

    product = shop.variants[0].product
    product.refresh_from_db()
    assert (product.rating, product.review_count, product.rating_score) == (4.33, 3, 381)


@pytest.mark.django_db
def test_only_what_was_delivered_is_judged():
    line = received_of(market().order({0: 1}))

    with pytest.raises(IllegalMove):
        write(line.pk)

    assert not Review.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["refused", "returned", "shipped", "cancelled"])
def test_a_parcel_that_was_not_kept_is_not_judged(state):
    line = received(market())
    SubOrder.objects.filter(pk=line.sub_order_id).update(state=state)

    with pytest.raises(IllegalMove):
        write(line.pk)

    assert not Review.objects.exists()


@pytest.mark.django_db
def test_the_owner_needs_no_secret_and_strangers_cannot_judge():
    shop = market()
    line, owner = received(shop), UserFactory.create()
    line.order.user = owner
    line.order.save(update_fields=["user"])
    strangers = [
        VISITOR,
        Actor(user_id=UserFactory.create().pk),
        member_actor(shop.sellers[0]),
        staff_actor(Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            write(line.pk, actor, secret=False)
        with pytest.raises(NotAllowed):
            review_withdraw(actor=actor, line_id=line.pk, holds_secret=False)
    assert not Review.objects.exists()

    review = write(line.pk, Actor(user_id=owner.pk), secret=False)
    assert review.user_id == owner.pk


@pytest.mark.django_db
def test_there_must_be_such_a_line():
    with pytest.raises(NotFound):
        write(987654)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"stars": 0}, "stars"),
        ({"stars": 6}, "stars"),
        ({"text": "x" * 2001}, "text"),
        ({"author": "x" * 41}, "author"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_what_is_not_usable_is_refused_and_nothing_is_kept(said, field):
    line = received(market())

    with pytest.raises(InvalidInput) as refusal:
        write(line.pk, **said)

    assert refusal.value.field == field
    assert not Review.objects.exists()


@pytest.mark.django_db
def test_signs_that_turn_the_direction_of_writing_are_left_out_and_emoji_are_kept():
    line = received(market())

    review = write(line.pk, text="bon\u202egro\u2066\x07 🍯\n\n\nmerci", author="A\u202emina\u200f")

    assert review.text == "bongro 🍯\n\nmerci"
    assert review.author == "Amina"


@pytest.mark.django_db
def test_what_was_said_can_be_taken_back_twice():
    line = received(market())
    judged(line, stars=2)

    for _time in range(2):
        review_withdraw(actor=VISITOR, line_id=line.pk, holds_secret=True)

    product = Product.objects.get(pk=line.variant.product_id)
    assert not Review.objects.exists()
    assert (product.rating, product.review_count, product.rating_score) == (None, 0, 350)


@pytest.mark.django_db
def test_the_database_keeps_one_review_for_a_line():
    review = judged(received(market()))

    review.pk = None
    with pytest.raises(IntegrityError):
        review.save(force_insert=True)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_buyers_who_judge_at_once_everyone_is_counted():
    shop = market()
    lines = [received(shop) for _ in range(6)]

    def judge(line: OrderLine, stars: int) -> None:
        try:
            judged(line, stars=stars)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=6) as pool:
        asked = [pool.submit(judge, line, 1 + place % 5) for place, line in enumerate(lines)]
        for each in asked:
            each.result(timeout=60)

    product = Product.objects.get(pk=shop.variants[0].product_id)
    # 1 + 2 + 3 + 4 + 5 + 1
    assert (product.review_count, product.rating) == (6, 2.67)
