"""Told once that something can be bought again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from catalog.models.offer import Listing
from catalog.models.preorder import Preorder
from logistics.models.stock import Stock
from marketplace.cooperatives.models.closure import Closure
from marketplace.customers.models.kept import StockAlert
from marketplace.customers.selectors.kept import alerts_open, variants_awaited
from marketplace.customers.services import stock_alert
from marketplace.customers.services.stock_alert import stock_alert_ask, stock_alert_stop, stock_alerts_tell
from marketplace.customers.tasks import tell_back_in_stock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotAllowed, NotFound
from marketplace.notifications.models import Message
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import released_lot


def sold_out():
    variant = ProductFactory.create(listed=True).variants.get()
    released_lot(variant, 3)
    Stock.objects.filter(variant=variant).update(quantity=0)
    return variant


def waiting(variant, **person):
    user = UserFactory.create(**person)
    stock_alert_ask(actor=Actor(user_id=user.pk), variant_id=variant.pk, now=NOON)
    return user


def back(variant, quantity=3):
    Stock.objects.filter(variant=variant).update(quantity=quantity)


@pytest.mark.django_db
def test_each_is_told_once_in_the_inbox_and_outside():
    variant = sold_out()
    user = waiting(variant, language="ar")

    before = stock_alerts_tell(now=NOON)
    back(variant)
    told = [stock_alerts_tell(now=NOON) for _ in range(2)]

    assert (before, told) == (0, [1, 0])
    messages = Message.objects.filter(template="back_in_stock").order_by("channel")
    assert [(row.channel, row.to, row.language) for row in messages] == [
        ("email", user.email, "ar"),
        ("inbox", f"user:{user.pk}", "ar"),
    ]
    assert messages[0].context["url"].endswith(f"/ar/product/{variant.product.slug}/")
    assert messages[0].context["stop"].endswith("/ar/kept/")
    assert StockAlert.objects.get().told_at == NOON


@pytest.mark.django_db
def test_a_harvest_that_is_sold_ahead_is_told_while_some_of_it_is_left():
    variant = sold_out()
    waiting(variant)
    day = NOON.date() + timedelta(days=9)
    row = Preorder.objects.create(
        variant=variant, most=2, taken=2, until_date=day, arrives_date=day, set_by="x", set_at=NOON
    )

    # What lies there meanwhile is theirs who ordered ahead
    back(variant)
    none_left = stock_alerts_tell(now=NOON)
    back(variant, 0)
    Preorder.objects.filter(pk=row.pk).update(taken=1)

    assert (none_left, stock_alerts_tell(now=NOON)) == (0, 1)


@pytest.mark.django_db
def test_whoever_was_told_can_ask_again():
    variant = sold_out()
    user = waiting(variant)
    back(variant)
    stock_alerts_tell(now=NOON)
    back(variant, 0)
    actor = Actor(user_id=user.pk)

    stock_alert_ask(actor=actor, variant_id=variant.pk, now=NOON + timedelta(days=1))
    back(variant)

    assert stock_alerts_tell(now=NOON + timedelta(days=2)) == 1
    assert StockAlert.objects.count() == 2


@pytest.mark.django_db
def test_who_asked_first_is_told_first():
    variant = sold_out()
    users = [waiting(variant) for _ in range(3)]
    StockAlert.objects.filter(user=users[2]).update(asked_at=NOON - timedelta(days=1))
    back(variant)

    assert stock_alerts_tell(now=NOON, limit=2) == 2
    assert set(StockAlert.objects.filter(told_at=None).values_list("user", flat=True)) == {users[1].pk}


@pytest.mark.django_db
def test_reserved_goods_and_products_off_the_shelves_are_not_back():
    reserved, hidden, locked = sold_out(), sold_out(), sold_out()
    for variant in (reserved, hidden):
        waiting(variant)
        back(variant)
    Stock.objects.filter(variant=reserved).update(reserved=3)
    Listing.objects.filter(product=hidden.product).update(is_visible=False)
    user = waiting(locked)
    back(locked)
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert stock_alerts_tell(now=NOON) == 0
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_asking_twice_waits_once_and_stopping_twice_is_the_same():
    variant = sold_out()
    actor = Actor(user_id=waiting(variant).pk)
    stock_alert_ask(actor=actor, variant_id=variant.pk, now=NOON)

    assert variants_awaited(actor, [variant.pk]) == {variant.pk}
    assert [row.variant_id for row in alerts_open(actor)] == [variant.pk]
    for _ in range(2):
        stock_alert_stop(actor=actor, variant_id=variant.pk)
    back(variant)

    assert stock_alerts_tell(now=NOON) == 0
    assert alerts_open(actor) == []


@pytest.mark.django_db
def test_what_is_refused_leaves_no_row(monkeypatch):
    variant, off = sold_out(), VariantFactory.create()
    actor = Actor(user_id=UserFactory.create().pk)

    with pytest.raises(NotAllowed):
        stock_alert_ask(actor=Actor.anonymous(), variant_id=variant.pk, now=NOON)
    with pytest.raises(NotFound):
        stock_alert_ask(actor=actor, variant_id=987654, now=NOON)
    with pytest.raises(NotFound):
        stock_alert_ask(actor=actor, variant_id=off.pk, now=NOON)
    monkeypatch.setattr(stock_alert, "MOST_ALERTS", 0)
    with pytest.raises(Conflict):
        stock_alert_ask(actor=actor, variant_id=variant.pk, now=NOON)

    assert not StockAlert.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_nobody_twice():
    variant = sold_out()
    for _ in range(6):
        waiting(variant)
    back(variant)

    def work(_turn):
        try:
            return tell_back_in_stock()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=3) as pool:
        told = sum(pool.map(work, range(3)))

    assert told + tell_back_in_stock() == 6
    assert Message.objects.filter(template="back_in_stock", channel="inbox").count() == 6


@pytest.mark.django_db
def test_what_is_closed_is_told_when_it_opens_again_and_keeps_nobody_else_waiting():
    closed, other = sold_out(), ProductFactory.create(listed=True).variants.get()
    released_lot(other, 3)
    day = NOON.date()
    Closure.objects.create(
        organisation=closed.product.organisation, from_date=day, until_date=day + timedelta(days=2), reason="rest",
        sells_on=False, announced_by="x", announced_at=NOON,
    )  # fmt: skip
    first, second = waiting(closed), waiting(other)
    back(closed)

    while_closed = stock_alerts_tell(now=NOON, limit=1)
    told = set(StockAlert.objects.exclude(told_at=None).values_list("user", flat=True))
    afterwards = stock_alerts_tell(now=NOON + timedelta(days=3), limit=1)

    assert (while_closed, told, afterwards) == (1, {second.pk}, 1)
    assert StockAlert.objects.get(user=first).told_at is not None
