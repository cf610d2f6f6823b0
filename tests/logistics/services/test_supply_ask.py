"""A hub asks for an article; what is promised is announced by itself."""

import uuid
from datetime import timedelta

import pytest

from logistics.models.inbound import Notice
from logistics.services.supply_ask import asker, subject_of, supply_ask
from logistics.services.supply_hear import supply_hear, supply_unask
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.network.models import Question
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import WarehouseFactory, stocked_variant

pytestmark = pytest.mark.django_db
DAY = (NOON + timedelta(days=3)).date()


@pytest.fixture
def variant():
    return stocked_variant(5)


@pytest.fixture
def hub(variant):
    return WarehouseFactory.create(slug="asking-hub")


@pytest.fixture
def worker(hub):
    return member_actor(hub.organisation, Role.HUB)


def ask(hub, worker, variant, **more):
    given = {
        "actor": worker,
        "warehouse_id": hub.pk,
        "variant_id": variant.pk,
        "quantity": 40,
        "day": DAY,
        "key": "k",
        "now": NOON,
    }
    return supply_ask(**{**given, **more})


def hear(hub, worker, question, answer, quantity=None):
    return supply_hear(
        actor=worker, warehouse_id=hub.pk, question_id=question.pk, answer=answer, quantity=quantity, now=NOON
    )


def test_the_articles_maker_is_asked_in_the_name_of_the_hub(hub, worker, variant):
    question = ask(hub, worker, variant)

    assert question.organisation_id == variant.product.organisation_id
    assert (question.asked_for, question.subject) == (asker(hub.pk), subject_of(variant.pk, hub.pk))
    assert question.closes_at == NOON + timedelta(days=2)
    assert question.article("fr").startswith(variant.product.name("fr"))


def test_for_today_there_are_three_hours(hub, worker, variant):
    assert ask(hub, worker, variant, day=NOON.date()).closes_at == NOON + timedelta(hours=3)


def test_what_is_promised_is_announced_once(hub, worker, variant):
    question = ask(hub, worker, variant)

    hear(hub, worker, question, "less", 25)
    deliver(now=NOON)
    deliver(now=NOON)

    notice = Notice.objects.get()
    line = notice.lines.get()
    assert (notice.warehouse_id, notice.ready_date) == (hub.pk, DAY)
    assert (line.variant_id, line.crates, line.units_per_crate) == (variant.pk, 1, 25)


def test_a_promise_that_comes_late_is_for_today(hub, worker, variant):
    question = ask(hub, worker, variant)
    hear(hub, worker, question, "yes")

    deliver(now=NOON + timedelta(days=5))

    assert Notice.objects.get().ready_date == (NOON + timedelta(days=5)).date()


def test_no_announces_nothing(hub, worker, variant):
    hear(hub, worker, ask(hub, worker, variant), "no")
    Question.objects.create(
        key="else", organisation=variant.product.organisation, asked_for="x", subject="other:1", goods={}, quantity=1,
        day=DAY, asked_by="x", asked_at=NOON, closes_at=NOON, call_from=NOON,
    )  # fmt: skip
    deliver(now=NOON)

    assert not Notice.objects.exists()


def test_another_hub_neither_asks_nor_hears_nor_takes_back(hub, worker, variant):
    question = ask(hub, worker, variant)
    other = WarehouseFactory.create(slug="other-hub", organisation=OrganisationFactory.create(active=True))
    stranger = member_actor(other.organisation, Role.HUB)

    with pytest.raises(NotAllowed):
        ask(hub, stranger, variant, key="x")
    with pytest.raises(NotAllowed):
        hear(hub, stranger, question, "yes")
    with pytest.raises(NotFound):
        hear(other, stranger, question, "yes")
    with pytest.raises(NotFound):
        supply_unask(actor=stranger, warehouse_id=other.pk, question_id=question.pk, now=NOON)
    question.refresh_from_db()
    assert question.state == "open"


def test_a_hub_takes_its_question_back(hub, worker, variant):
    question = ask(hub, worker, variant)

    taken = supply_unask(actor=worker, warehouse_id=hub.pk, question_id=question.pk, now=NOON)

    assert taken.state == "withdrawn"


def test_an_article_or_a_hub_that_is_not_there_is_told(hub, worker, variant):
    with pytest.raises(NotFound):
        ask(hub, worker, variant, variant_id=0)
    with pytest.raises(NotFound):
        ask(hub, worker, variant, warehouse_id=uuid.uuid4())
