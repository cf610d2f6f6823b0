"""Disputes: test that ..."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest
from django.test import Client

from logistics.delivery_code import delivery_code
from logistics.models.lot import Lot
from logistics.services.delivery_proof import Proof
from logistics.services.parcel_track import parcel_track
from logistics.states import TrackingKind
from marketplace.cooperatives.states import Role
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, journal
from orders.checks import order_findings
from orders.dispute_evidence import evidence_of, evidence_pack
from orders.gateways.base import DisputePicture, PaymentPicture
from orders.models.dispute import Dispute
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.refund_states import RefundCause
from orders.selectors.disputes import dispute_page, disputes_listed, story_of
from orders.selectors.waiting import waiting_reasons
from orders.services.dispute_apply import dispute_answer, dispute_apply, dispute_cause_set
from orders.services.earnings_mature import earnings_mature
from orders.services.order_history import history_tell
from orders.services.payment_apply import payment_apply
from orders.services.refund_send import operation_key, refund_operated
from orders.states import HistoryKind
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import LATER, MACHINE, delivered, refunded, transferred
from tests.frontend.views.people import cashier, customer, hub_worker, president, staff
from tests.once import fresh, once
from tests.orders.journey import HUB, shipped
from tests.orders.journey import told as facts_told

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """Delivered, paid by card: 2 × 100.00 and 35.00 of delivery."""
    order = delivered(shop, {0: 2})
    Payment.objects.update(method="card", provider_reference="pi_1")
    return order


def told(
    outcome: Literal["", "won", "lost"] = "",
    *,
    reason: str = "product_unacceptable",
    amount: int = 23_500,
    reference: str = "dp_1",
    under_review: bool = False,
    payment: str = "pi_1",
) -> Dispute | None:
    picture = DisputePicture(
        dispute_reference=reference,
        payment_reference=payment,
        reason=reason,
        amount=Money(amount),
        fee=Money(1_500),
        deadline=int((LATER + timedelta(days=9)).timestamp()),
        is_under_review=under_review,
        outcome=outcome,
    )
    return dispute_apply(actor=MACHINE, picture=picture, now=LATER)


def card() -> int:
    return balance(chart.card_clearing()).minor


def test_an_opened_dispute_takes_amount_and_fee_out_of_the_clearing_once(order: Order) -> None:
    told()
    dispute = told()

    assert dispute is not None and dispute.state == "needs_response"
    assert dispute.cause == "hidden_defect"
    assert card() == -25_000
    assert balance(chart.card_disputed(), subject=dispute.subject) == Money(23_500)
    assert balance(chart.card_fees()) == Money(1_500)
    assert order_findings() == []


def test_nothing_matures_while_it_is_disputed_and_the_cooperative_reads_why(order: Order) -> None:
    told()
    sub_order = SubOrder.objects.get()
    assert waiting_reasons([sub_order.subject])[sub_order.subject].reason == "dispute"
    assert earnings_mature(actor=MACHINE, now=LATER) == 0

    told("won")

    assert earnings_mature(actor=MACHINE, now=LATER) == 1


def test_a_won_dispute_brings_everything_back(shop: Market, order: Order) -> None:
    told()
    for _time in range(2):
        told("won")

    assert (card(), balance(chart.card_disputed()), balance(chart.card_fees())) == (0, Money(0), Money(0))
    assert not Refund.objects.exists()
    assert Dispute.objects.get().state == "won"
    assert order_findings() == []


def test_a_lost_dispute_is_a_refund_by_force_borne_by_who_answers_for_it(shop: Market, order: Order) -> None:
    told()
    for _time in range(2):
        told("lost")

    refund = Refund.objects.get()
    assert (refund.medium, refund.state, refund.amount) == ("dispute", "done", Money(23_500))
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(500)
    assert (balance(chart.commission()), balance(chart.delivery_revenue())) == (Money(0), Money(0))
    assert balance(chart.card_disputed()) == Money(0)
    assert balance(chart.refunds_due()) == Money(0)
    assert order_findings() == []


@pytest.mark.parametrize("reason", ["fraudulent", "product_not_received", "duplicate", "made_up"])
def test_what_is_nobodys_fault_is_the_marketplaces_loss(shop: Market, order: Order, reason: str) -> None:
    told(reason=reason)
    told("lost", reason=reason)

    assert balance(chart.goodwill()) == Money(23_500)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-17_500)


def test_a_lost_dispute_pays_what_was_owed_back_anyway_and_nothing_twice(shop: Market, order: Order) -> None:
    refunded(order, {0: 1})
    told()
    told("lost")

    first, second = Refund.objects.order_by("decided_at", "amount_minor")
    assert {first.amount_minor, second.amount_minor} == {10_000, 13_500}
    assert {first.medium, second.medium} == {"dispute"}
    payment = Payment.objects.get()
    assert (payment.owed_back_minor, payment.refunded_minor) == (23_500, 23_500)
    assert order_findings() == []


def test_more_than_is_left_of_the_order_is_the_marketplaces_loss(shop: Market, order: Order) -> None:
    told()
    refund = refunded(order, {0: 2})
    Refund.objects.filter(pk=refund.pk).update(state="failed")
    Payment.objects.update(owed_back_minor=23_500)

    told("lost")

    assert balance(chart.card_disputed()) == Money(0)
    assert balance(chart.goodwill()) == Money(0)
    assert Refund.objects.get().medium == "dispute"


def test_evidence_on_its_way_is_a_state_of_its_own(order: Order) -> None:
    told()
    told(under_review=True)

    assert Dispute.objects.get().state == "under_review"
    told()
    assert Dispute.objects.get().state == "under_review"


def test_a_dispute_about_nothing_of_ours_changes_nothing(order: Order) -> None:
    before = len(journal(limit=500))

    assert told(payment="pi_unknown") is None
    assert told(payment="") is None
    assert (Dispute.objects.count(), len(journal(limit=500))) == (0, before)


# ---- the answer


def test_the_evidence_tells_the_order_its_lots_its_way_and_its_messages(order: Order) -> None:
    story = story_of(order)
    fields = evidence_of(story)

    assert fields["customer_name"] == "Amina Client"
    assert "12, rue des Oliviers" in fields["shipping_address"]
    assert f"Order {order.number}" in fields["uncategorized_text"]
    assert "2 x" in fields["product_description"]
    assert "shipping_date" not in fields
    assert document_pdf(evidence_pack(story, "dp_1"), "en").startswith(b"%PDF-")


def test_the_evidence_tells_all_that_happened_in_one_row_down_to_whom_the_parcel_was_given(
    shop: Market,
) -> None:
    order = transferred(shop, {0: 2})
    parcel = shipped(order, NOON)
    history_tell(
        actor=shop.accountant,
        order_id=order.pk,
        kind=HistoryKind.NOTE_ADDED,
        now=NOON,
        text="a difficult one",
    )
    parcel_track(
        actor=HUB, parcel_id=parcel.pk, kind=TrackingKind.DELIVERED, happened_at=NOON + timedelta(days=1),
        key="door", now=NOON + timedelta(days=1), proof=Proof(received_by="Brahim", code=delivery_code(parcel.number)),
    )  # fmt: skip
    facts_told()
    refunded(order, {0: 1}, now=LATER)

    story = story_of(Order.objects.get())

    told = [words for _moment, words in story.chronicle]
    assert [moment for moment, _words in story.chronicle] == sorted(
        moment for moment, _words in story.chronicle
    )
    lot = Lot.objects.get(variant=shop.variants[0])
    wanted = (
        f"lot: {lot.code} received from", "order: placed", "paid (transfer)", "parcel: packed",
        "parcel: handed_over", "parcel: delivered", "received by Brahim, the code that only the customer had",
        "message to the customer: order_placed", "refund: ",
    )  # fmt: skip
    places = [next((at for at, words in enumerate(told) if part in words), -1) for part in wanted]
    assert -1 not in places
    assert places[0] < places[1] < places[3] < places[5] < places[8]
    assert not any("difficult" in words for words in told)
    fields = evidence_of(story)
    assert "What happened, in order:" in fields["uncategorized_text"]
    assert all(part in fields["uncategorized_text"] for part in wanted)
    assert fields["shipping_date"] == f"{NOON:%Y-%m-%d}"


def answered(actor: Actor, **changes: Any) -> Dispute:
    told_first = Dispute.objects.get()
    given = {"dispute_id": told_first.pk, "evidence": {"customer_name": " A "}, "now": LATER}
    values: dict[str, Any] = given | changes
    return dispute_answer(actor=actor, **values)


def test_an_answer_is_sent_once(order: Order) -> None:
    told()
    clerk = staff_actor(Permission.MANAGE_ORDERS)

    dispute = answered(clerk)
    with pytest.raises(IllegalMove):
        answered(clerk)

    assert dispute.evidence == {"customer_name": "A"}
    assert dispute.submitted_by_id == clerk.user_id
    assert PaymentOperation.objects.get(kind="evidence").key == f"evidence:{dispute.pk}"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"evidence": {"customer_name": " "}}, InvalidInput),
        ({"now": LATER + timedelta(days=9)}, IllegalMove),
    ],
)
def test_an_empty_or_late_answer_is_refused(
    order: Order, changes: dict[str, Any], error: type[DomainError]
) -> None:
    told()

    with pytest.raises(error):
        answered(staff_actor(Permission.MANAGE_ORDERS), **changes)

    assert Dispute.objects.get().submitted_at is None


def test_who_answers_for_it_may_be_corrected_until_it_is_decided(shop: Market, order: Order) -> None:
    clerk = staff_actor(Permission.MANAGE_ORDERS)
    told(reason="fraudulent")
    pk = Dispute.objects.get().pk
    dispute_cause_set(actor=clerk, dispute_id=pk, cause=RefundCause.HIDDEN_DEFECT, now=LATER)
    told("lost", reason="fraudulent")

    assert balance(chart.goodwill()) == Money(0)
    with pytest.raises(IllegalMove):
        dispute_cause_set(actor=clerk, dispute_id=pk, cause=RefundCause.GOODWILL, now=LATER)


def test_strangers_read_and_answer_no_dispute(shop: Market, order: Order) -> None:
    told()
    pk = Dispute.objects.get().pk
    strangers = [Actor.anonymous(), Actor(user_id=99), member_actor(shop.sellers[0], Role.PRESIDENT.value)]
    for actor in strangers:
        calls: list[Callable[[], object]] = [
            lambda actor=actor: answered(actor),  # type: ignore[misc]
            lambda actor=actor: disputes_listed(actor=actor, only_open=True),  # type: ignore[misc]
            lambda actor=actor: dispute_page(actor=actor, dispute_id=pk),  # type: ignore[misc]
            lambda actor=actor: dispute_cause_set(  # type: ignore[misc]
                actor=actor, dispute_id=pk, cause=RefundCause.GOODWILL, now=LATER
            ),
        ]
        for call in calls:
            with pytest.raises(NotAllowed):
                call()
    assert Dispute.objects.get().cause == "hidden_defect"


def test_an_unknown_dispute_is_not_found(order: Order) -> None:
    clerk = staff_actor(Permission.MANAGE_ORDERS)
    told()
    for call in (
        lambda: answered(clerk, dispute_id=order.pk),
        lambda: dispute_page(actor=clerk, dispute_id=order.pk),
        lambda: dispute_cause_set(actor=clerk, dispute_id=order.pk, cause=RefundCause.GOODWILL, now=NOON),
    ):
        with pytest.raises(NotFound):
            call()


def test_the_staff_answers_on_its_page(shop: Market, order: Order) -> None:
    Dispute.objects.all().delete()
    told()
    dispute = Dispute.objects.get()
    Dispute.objects.update(deadline_at=None)
    page, clerk = f"/fr/operator/disputes/{dispute.pk}/", staff(Permission.MANAGE_ORDERS)

    assert str(order.number) in clerk.get("/ar/operator/disputes/").content.decode()
    assert "Amina Client" in clerk.get(page).content.decode()
    assert clerk.get(f"{page}evidence.pdf").content.startswith(b"%PDF-")
    assert clerk.post(f"{page}cause/", {"cause": "goodwill"}).status_code == 302
    assert clerk.post(page, {"customer_name": ""}).status_code == 422
    assert clerk.post(page, {"customer_name": "Amina"}).status_code == 302
    assert "Amina" in clerk.get(page).content.decode()
    assert clerk.get("/fr/operator/disputes/?show=all").status_code == 200
    assert Dispute.objects.get().cause == "goodwill"
    for browser in (customer(), president(), cashier(shop.hub), hub_worker(shop.hub)):
        for place in (page, "/fr/operator/disputes/", f"{page}evidence.pdf"):
            assert browser.get(place).status_code == 403
        assert browser.post(page, {"customer_name": "x"}).status_code == 403
    assert Client().get(page).status_code == 302


@pytest.fixture
def paid_beside(shop: Market) -> Refund:
    """Delivered and paid at the door; its card's page was paid too, and that money is owed back."""
    order = delivered(shop, {0: 2})
    picture = PaymentPicture("pi_2", True, False, Money(9_000), Money(9_000))
    payment_apply(actor=MACHINE, payment_id=order.payment.pk, picture=picture, now=LATER)
    return Refund.objects.get(cause="surplus")


@pytest.mark.parametrize("is_credited", [False, True])
def test_a_lost_dispute_of_what_was_paid_beside_the_order_is_no_cooperatives_matter(
    paid_beside: Refund, is_credited: bool
) -> None:
    if is_credited:
        refund_operated(
            actor=MACHINE, key=operation_key(paid_beside), reference="re_1", failure="", now=LATER
        )
    before = [balance(chart.payable_maturing(row.organisation_id)) for row in SubOrder.objects.all()]
    opened = told(payment="pi_2", amount=9_000)
    assert opened is not None and opened.is_beside
    assert not SubOrder.objects.exclude(disputed_at=None).exists()

    for _time in range(2):
        told("lost", payment="pi_2", amount=9_000)

    paid_beside.refresh_from_db()
    assert (paid_beside.state, Refund.objects.count()) == ("done", 1)
    assert balance(chart.goodwill()) == Money(9_000 if is_credited else 0)
    assert balance(chart.card_disputed()) == Money(0)
    assert [balance(chart.payable_maturing(row.organisation_id)) for row in SubOrder.objects.all()] == before
    assert order_findings() == []


def test_a_dispute_of_the_orders_own_money_leaves_what_was_paid_beside_it_owed(order: Order) -> None:
    Payment.objects.update(surplus_minor=500)
    Refund.objects.create(
        order=order, key="surplus:pi_2", cause="surplus", amount_minor=500, currency="MAD", state="due",
        medium="card", decided_by="test", decided_at=LATER, due_date=LATER.date(),
    )  # fmt: skip

    told()
    told("lost")

    assert Refund.objects.get(cause="surplus").state == "due"
