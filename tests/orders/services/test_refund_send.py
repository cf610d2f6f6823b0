"""Bringing refunds to customers: test that ..."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from frontend.return_words import credit_code
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, journal
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.codes import code_of, hash_of
from marketplace.promotions.models.gift_card import GiftCard
from orders.checks import order_findings
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.refund_states import RefundMedium
from orders.services.refund_send import (
    refund_came_back,
    refund_medium_choose,
    refund_operated,
    refund_pay,
    refund_unclaimed,
    refund_voucher_issue,
)
from tests.factories.ground import member_actor, rib_of, staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import LATER, MACHINE, matured, refunded
from tests.once import fresh, once
from tests.orders.test_reductions import deliver, placed

pytestmark = pytest.mark.django_db
VISITOR = Actor.anonymous()


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def refund(shop: Market) -> Refund:
    return refunded(matured(shop, {0: 2}), {0: 1})


def chosen(refund: Refund, medium: RefundMedium = RefundMedium.TRANSFER, **more: str) -> Refund:
    account = {"holder": "Amina Client", "rib": rib_of(7)} if medium == RefundMedium.TRANSFER else {}
    return refund_medium_choose(
        actor=VISITOR, refund_id=refund.pk, holds_secret=True, medium=medium, now=LATER, **(account | more)
    )


def bank() -> Money:
    return balance(chart.bank())


def test_a_customer_with_the_link_chooses_a_transfer_and_is_paid_once(shop: Market, refund: Refund) -> None:
    before = bank()

    chosen(refund)
    assert bank() == before
    paid = refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference=" VIR-9 ", now=LATER)
    again = refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="VIR-10", now=LATER)

    assert (paid.state, paid.payment_reference, again.payment_reference) == ("done", "VIR-9", "VIR-9")
    assert paid.done_by_id == shop.accountant.user_id
    assert bank() == before - Money(10_000)
    assert balance(chart.refunds_due()) == Money(0)
    assert Payment.objects.get().refunded_minor == 10_000
    assert order_findings() == []


def test_cash_waits_at_an_agency_under_a_code_until_it_is_fetched(shop: Market, refund: Refund) -> None:
    chosen(refund, RefundMedium.AGENCY)
    issued = refund_voucher_issue(
        actor=shop.accountant,
        refund_id=refund.pk,
        code="WC-123-456",
        expires_on=(LATER + timedelta(days=30)).date(),
        now=LATER,
    )
    assert (issued.state, issued.voucher_code) == ("sent", "WC-123-456")
    assert balance(chart.refunds_due()) == Money(-10_000)

    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="WC-77", now=LATER)

    assert balance(chart.refunds_due()) == Money(0)
    assert Refund.objects.get().state == "done"


def test_what_was_not_fetched_can_be_sent_another_way(shop: Market, refund: Refund) -> None:
    chosen(refund, RefundMedium.AGENCY)
    refund_voucher_issue(
        actor=shop.accountant,
        refund_id=refund.pk,
        code="WC-1",
        expires_on=(LATER + timedelta(days=30)).date(),
        now=LATER,
    )

    failed = refund_unclaimed(actor=shop.accountant, refund_id=refund.pk, why="Code run out", now=LATER)
    assert (failed.state, failed.failure) == ("failed", "Code run out")
    assert {row.code for row in order_findings()} == {"refund_failed"}
    assert chosen(refund).state == "due"
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="VIR-1", now=LATER)

    assert balance(chart.refunds_due()) == Money(0)
    assert order_findings() == []


def test_a_transfer_that_the_bank_sent_back_is_owed_again(shop: Market, refund: Refund) -> None:
    before = bank()
    chosen(refund)
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="VIR-1", now=LATER)

    refund_unclaimed(actor=shop.accountant, refund_id=refund.pk, why="Account closed", now=LATER)

    assert (bank(), balance(chart.refunds_due())) == (before, Money(-10_000))
    assert Payment.objects.get().refunded_minor == 0
    assert {row.code for row in order_findings()} == {"refund_failed"}
    chosen(refund)
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="VIR-2", now=LATER)
    assert (bank(), balance(chart.refunds_due())) == (before - Money(10_000), Money(0))


@pytest.fixture
def card(shop: Market) -> Refund:
    order = matured(shop, {0: 2})
    Payment.objects.update(method="card")
    return refunded(order, {0: 1})


def test_a_card_is_credited_when_the_processor_says_so_and_once(card: Refund) -> None:
    key = PaymentOperation.objects.get(kind="refund").key

    for _time in range(2):
        refund_operated(actor=MACHINE, key=key, reference="re_1", failure="", now=LATER)

    stored = Refund.objects.get()
    assert (stored.state, stored.payment_reference) == ("done", "re_1")
    assert balance(chart.card_clearing()) == Money(-10_000)
    assert balance(chart.refunds_due()) == Money(0)


def test_a_card_that_refuses_leaves_the_choice_to_the_customer(shop: Market, card: Refund) -> None:
    key = PaymentOperation.objects.get(kind="refund").key

    refund_operated(actor=MACHINE, key=key, reference="", failure="expired card", now=LATER)
    assert Refund.objects.get().state == "failed"
    chosen(card)
    refund_operated(actor=MACHINE, key=key, reference="re_late", failure="", now=LATER)

    assert Refund.objects.get().state == "due"
    assert balance(chart.refunds_due()) == Money(-10_000)
    refund_pay(actor=shop.accountant, refund_id=card.pk, payment_reference="VIR-1", now=LATER)
    assert (balance(chart.card_clearing()), balance(chart.refunds_due())) == (Money(0), Money(0))


def test_a_credit_that_the_customers_bank_sent_back_is_owed_again_once(card: Refund) -> None:
    key = PaymentOperation.objects.get(kind="refund").key
    refund_operated(actor=MACHINE, key=key, reference="re_1", failure="", now=LATER)

    for _time in range(2):
        refund_came_back(actor=MACHINE, reference="re_1", why="lost_or_stolen_card", now=LATER)
    refund_came_back(actor=MACHINE, reference="re_unknown", why="?", now=LATER)

    assert Refund.objects.get().state == "failed"
    assert (balance(chart.card_clearing()), balance(chart.refunds_due())) == (Money(0), Money(-10_000))
    assert {row.code for row in order_findings()} == {"refund_failed"}


def test_nobody_chooses_while_the_card_is_being_credited(card: Refund) -> None:
    with pytest.raises(InvalidInput):
        chosen(card)

    assert (Refund.objects.get().medium, Refund.objects.get().state) == ("card", "due")


@pytest.mark.parametrize(
    ("medium", "more"),
    [
        (RefundMedium.TRANSFER, {"rib": "123"}),
        (RefundMedium.TRANSFER, {"rib": rib_of(7)[:-1] + "0"}),
        (RefundMedium.TRANSFER, {"holder": "  "}),
        (RefundMedium.CARD, {}),
        (RefundMedium.DISPUTE, {}),
    ],
)
def test_a_way_that_leads_nowhere_is_not_chosen(
    refund: Refund, medium: RefundMedium, more: dict[str, str]
) -> None:
    if more.get("rib") == rib_of(7):
        pytest.skip("the check digit happens to be 0")
    with pytest.raises(InvalidInput):
        chosen(refund, medium, **more)

    assert Refund.objects.get().state == "choice"


def steps(refund: Refund, actor: Actor) -> dict[str, Callable[[], Refund]]:
    return {
        "choose": lambda: refund_medium_choose(
            actor=actor, refund_id=refund.pk, holds_secret=False, medium=RefundMedium.AGENCY, now=LATER
        ),
        "issue": lambda: refund_voucher_issue(
            actor=actor,
            refund_id=refund.pk,
            code="C",
            expires_on=(LATER + timedelta(days=9)).date(),
            now=LATER,
        ),
        "pay": lambda: refund_pay(actor=actor, refund_id=refund.pk, payment_reference="R", now=LATER),
        "unclaimed": lambda: refund_unclaimed(actor=actor, refund_id=refund.pk, why="w", now=LATER),
    }


@pytest.mark.parametrize("who", ["visitor", "another customer", "cooperative", "staff for orders"])
@pytest.mark.parametrize("step", ["choose", "issue", "pay", "unclaimed"])
def test_strangers_move_no_money(shop: Market, refund: Refund, who: str, step: str) -> None:
    actors = {
        "visitor": VISITOR,
        "another customer": Actor(user_id=123_456),
        "cooperative": member_actor(shop.sellers[0], Role.TREASURER.value),
        "staff for orders": staff_actor(Permission.MANAGE_ORDERS),
    }
    if (who, step) == ("staff for orders", "choose"):
        assert steps(refund, actors[who])[step]().state == "due"
        return
    before = len(journal(limit=500))

    with pytest.raises(NotAllowed):
        steps(refund, actors[who])[step]()

    assert (Refund.objects.get().state, len(journal(limit=500))) == ("choice", before)


@pytest.mark.parametrize(
    ("step", "error"),
    [("issue", IllegalMove), ("pay", InvalidInput), ("unclaimed", IllegalMove)],
)
def test_nothing_is_paid_before_the_customer_has_chosen(
    shop: Market, refund: Refund, step: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        steps(refund, shop.accountant)[step]()

    assert Refund.objects.get().state == "choice"


def test_empty_references_codes_and_reasons_are_refused(shop: Market, refund: Refund) -> None:
    staff = shop.accountant
    soon = (LATER + timedelta(days=9)).date()
    chosen(refund)
    for attempt in (
        lambda: refund_pay(actor=staff, refund_id=refund.pk, payment_reference=" ", now=LATER),
        lambda: refund_unclaimed(actor=staff, refund_id=refund.pk, why=" ", now=LATER),
        lambda: refund_voucher_issue(actor=staff, refund_id=refund.pk, code="C", expires_on=soon, now=LATER),
    ):
        with pytest.raises(InvalidInput):
            attempt()
    chosen(refund, RefundMedium.AGENCY)
    for code, until in ((" ", soon), ("C", LATER.date())):
        with pytest.raises(InvalidInput):
            refund_voucher_issue(actor=staff, refund_id=refund.pk, code=code, expires_on=until, now=LATER)

    assert Refund.objects.get().state == "due"


def test_an_unknown_refund_is_not_found(shop: Market) -> None:
    with pytest.raises(NotFound):
        refund_pay(
            actor=shop.accountant,
            refund_id=shop.checkout({0: 1}).pk,
            payment_reference="R",
            now=LATER,
        )


def test_a_customer_who_chooses_store_credit_can_pay_with_it_at_once(shop: Market, refund: Refund) -> None:
    before = bank()

    done = chosen(refund, RefundMedium.CREDIT)

    card = GiftCard.objects.get()
    assert (done.state, done.payment_reference, card.is_store_credit) == ("done", card.subject, True)
    assert balance(chart.store_credits(), subject=card.subject) == -refund.amount
    assert (balance(chart.gift_cards()), balance(chart.refunds_due()), bank()) == (Money(0), Money(0), before)
    assert Payment.objects.get().refunded_minor == refund.amount_minor
    order = placed(shop, {1: 1}, credit_code(done))
    assert (order.gift, balance(chart.store_credits())) == (refund.amount, Money(0))
    assert [*order_findings(), *promotions_findings()] == []


def test_a_store_credit_that_paid_an_order_is_filled_again_by_its_refund(
    shop: Market, refund: Refund
) -> None:
    order = placed(shop, {1: 1}, credit_code(chosen(refund, RefundMedium.CREDIT)))
    deliver(shop, order)

    refunded(order, key="credit-back")

    assert balance(chart.store_credits()) == -refund.amount
    assert [*order_findings(), *promotions_findings()] == []


def test_a_store_credit_is_chosen_once_and_does_not_come_back(shop: Market, refund: Refund) -> None:
    done = chosen(refund, RefundMedium.CREDIT)

    with pytest.raises(IllegalMove):
        chosen(refund, RefundMedium.CREDIT)
    with pytest.raises(IllegalMove):
        refund_unclaimed(actor=shop.accountant, refund_id=done.pk, why="lost", now=LATER)
    assert refund_pay(actor=shop.accountant, refund_id=done.pk, payment_reference="V", now=LATER) == done

    assert GiftCard.objects.count() == 1


def test_the_page_of_the_order_tells_the_code_of_the_credit_to_who_has_its_link(
    shop: Market, refund: Refund
) -> None:
    page = f"/fr/order/{refund.order.access_token}/"
    client = Client()
    assert credit_code(refund) == ""
    answer = client.post(f"{page}refund/", {"refund": str(refund.pk), "medium": "credit"})

    assert answer.status_code == 303
    refund.refresh_from_db()
    code = credit_code(refund)
    assert code in client.get(page).content.decode()
    assert GiftCard.objects.get().code_hash == hash_of(code)
    assert code != code_of("refund:another:1")
