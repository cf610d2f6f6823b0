"""Setting, ending and taking back rules about paying at the door: test that ..."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from orders.cod_rules import CashRule
from orders.cod_states import Confirmation, RuleKind, Standing
from orders.models.cod import CodRule
from orders.selectors.cod_books import cod_rules_in_force
from orders.selectors.cod_rules import cod_rule_preview, cod_rules_listed
from orders.services.cod_rule_write import RuleContent, cod_rule_end, cod_rule_set, cod_rule_withdraw
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def keeper() -> Actor:
    return staff_actor(Permission.MANAGE_SETTINGS)


def fee(minor: int = 900, **values: Any) -> RuleContent:
    return RuleContent(**{"kind": RuleKind.FEE, "amount_minor": minor, "from_date": TODAY, **values})


def put(shop: Market, keeper: Actor, content: RuleContent) -> CodRule:
    return cod_rule_set(actor=keeper, channel_id=shop.channel.pk, content=content, now=NOON)


def in_force(shop: Market, days: int = 0) -> list[int]:
    now = NOON + timedelta(days=days)
    return [
        rule.amount_minor for rule in cod_rules_in_force([shop.channel.pk], now=now).get(shop.channel.pk, [])
    ]


def test_a_rule_counts_from_its_day_on_and_says_who_set_it(shop: Market, keeper: Actor) -> None:
    rule = put(shop, keeper, fee(from_date=TOMORROW))

    assert (in_force(shop), in_force(shop, 1)) == ([], [900])
    assert (rule.created_by_id, rule.created_at) == (keeper.user_id, NOON)


def test_a_new_rule_ends_the_one_for_the_same_orders_and_no_other(shop: Market, keeper: Actor) -> None:
    old = put(shop, keeper, fee(100))
    other = put(shop, keeper, fee(200, place="MA-07"))
    new = put(shop, keeper, fee(300, from_date=TOMORROW))

    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.until_date, old.ended_by_id, other.until_date) == (TOMORROW, keeper.user_id, None)
    assert new.replaces_id == old.pk
    assert (sorted(in_force(shop)), sorted(in_force(shop, 1))) == ([100, 200], [200, 300])


def test_a_rule_taken_back_lets_the_old_one_go_on(shop: Market, keeper: Actor) -> None:
    put(shop, keeper, fee(100))
    new = put(shop, keeper, fee(300, from_date=TOMORROW))

    cod_rule_withdraw(actor=keeper, rule_id=new.pk, now=NOON + timedelta(hours=1))

    assert (in_force(shop), in_force(shop, 5)) == ([100], [100])
    new.refresh_from_db()
    assert (new.withdrawn_by_id, new.withdrawn_at) == (keeper.user_id, NOON + timedelta(hours=1))
    with pytest.raises(NotFound):
        cod_rule_withdraw(actor=keeper, rule_id=new.pk, now=NOON)


def test_a_rule_that_counts_is_taken_back_within_ten_minutes_only(shop: Market, keeper: Actor) -> None:
    rule = put(shop, keeper, fee())

    with pytest.raises(IllegalMove):
        cod_rule_withdraw(actor=keeper, rule_id=rule.pk, now=NOON + timedelta(minutes=10))
    assert in_force(shop) == [900]
    cod_rule_withdraw(actor=keeper, rule_id=rule.pk, now=NOON + timedelta(minutes=9))
    assert in_force(shop) == []


def test_a_second_rule_for_the_same_day_is_refused_whole(shop: Market, keeper: Actor) -> None:
    put(shop, keeper, fee(100))

    with pytest.raises(InvalidInput) as refusal:
        put(shop, keeper, fee(200))

    assert refusal.value.field == "from_date"
    assert in_force(shop) == [100]


def test_a_rule_is_ended_with_a_day_to_come(shop: Market, keeper: Actor) -> None:
    rule = put(shop, keeper, fee())

    for wrong in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(InvalidInput):
            cod_rule_end(actor=keeper, rule_id=rule.pk, until_date=wrong, now=NOON)
    cod_rule_end(actor=keeper, rule_id=rule.pk, until_date=TOMORROW, now=NOON)

    assert (in_force(shop), in_force(shop, 1)) == ([900], [])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (fee(from_date=TODAY - timedelta(days=1)), "from_date"),
        (fee(until_date=TODAY), "until_date"),
        (fee(place="MA-XX"), "place"),
        (fee(amount_minor=None), "amount"),
        (fee(-1), "amount"),
        (RuleContent(kind=RuleKind.DEPOSIT, from_date=TODAY), "rate"),
        (RuleContent(kind=RuleKind.DEPOSIT, from_date=TODAY, rate=Decimal("0.91")), "rate"),
        (RuleContent(kind=RuleKind.CONFIRMATION, from_date=TODAY), "confirmation"),
        (fee(kept_rate=Decimal("1.01")), "kept_rate"),
        (fee(hours=0), "hours"),
        (fee(attempts=11), "attempts"),
    ],
)
def test_what_does_not_make_a_rule_is_refused(
    shop: Market, keeper: Actor, content: RuleContent, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        put(shop, keeper, content)

    assert refusal.value.field == field
    assert CodRule.objects.count() == 0


def test_others_than_the_keepers_of_settings_change_nothing(shop: Market, keeper: Actor) -> None:
    rule = put(shop, keeper, fee())
    stranger = staff_actor(Permission.MANAGE_ORDERS, Permission.MANAGE_CASH)

    with pytest.raises(NotAllowed):
        put(shop, stranger, fee(1, from_date=TOMORROW))
    with pytest.raises(NotAllowed):
        cod_rule_end(actor=stranger, rule_id=rule.pk, until_date=TOMORROW, now=NOON)
    with pytest.raises(NotAllowed):
        cod_rule_withdraw(actor=stranger, rule_id=rule.pk, now=NOON)
    with pytest.raises(NotFound):
        cod_rule_set(actor=keeper, channel_id=0, content=fee(), now=NOON)

    assert (CodRule.objects.count(), in_force(shop, 1)) == (1, [900])


def test_the_lists_tell_what_holds_what_will_and_what_held(shop: Market, keeper: Actor) -> None:
    put(shop, keeper, fee(100))
    put(shop, keeper, fee(200, from_date=TOMORROW))
    gone = put(shop, keeper, fee(300, place="MA-07", from_date=TOMORROW))
    cod_rule_withdraw(actor=keeper, rule_id=gone.pk, now=NOON)

    lists = cod_rules_listed(actor=keeper, channel_id=shop.channel.pk, now=NOON)

    amounts = [[row.amount_minor for row in rows] for rows in (lists.now, lists.ahead, lists.past)]
    assert amounts == [[100], [200], [300]]


def test_the_effect_of_a_rule_is_shown_before_it_is_set(shop: Market, keeper: Actor) -> None:
    shop.order({0: 1})
    shop.order({2: 1})
    rule = CashRule(
        rule_id=2**62,
        kind=RuleKind.DEPOSIT,
        place="MA-MAR",
        standing=Standing.NEW,
        above_minor=8_000,
        rate=Decimal("0.2"),
        confirmation=Confirmation.NONE,
    )

    preview = cod_rule_preview(actor=keeper, channel=shop.channel, rule=rule, now=NOON)

    # Of 135 and 60 MAD one is above 80 MAD
    assert (preview.concerned, preview.of) == (1, 2)
    changed = [(each.standing, each.after.deposit) for each in preview.samples if each.is_changed]
    assert changed == [
        (Standing.NEW, Money(4_000)),
        (Standing.NEW, Money(20_000)),
        (Standing.NEW, Money(60_000)),
    ]
    assert CodRule.objects.count() == 0


def test_a_preview_of_a_whole_region_or_of_everywhere_counts_its_orders(shop: Market, keeper: Actor) -> None:
    shop.order({0: 1})

    for place, concerned in (("", 1), ("MA-07", 1), ("MA-01", 0)):
        rule = CashRule(rule_id=2**62, kind=RuleKind.FEE, place=place, amount_minor=5)
        preview = cod_rule_preview(actor=keeper, channel=shop.channel, rule=rule, now=NOON)
        assert preview.concerned == concerned
        assert all(each.is_changed for each in preview.samples)
