"""Payouts that the card processor makes by a transfer: test that ..."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.payouts.models.payout import Payout, PayoutFile
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.selectors.settlements import run_detail, statement_detail
from marketplace.payouts.services.payout_result_import import payout_result_import, transfer_results_apply
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.statement_render import statement_pdf
from marketplace.payouts.states import PayoutWay
from orders import webhooks
from orders.gateways.base import EventPicture
from orders.gateways.stripe import StripeGateway
from orders.management.commands.check_books import all_findings
from orders.models.bank import Break
from orders.models.payment import ProviderEvent
from orders.models.transfer import PayoutTransfer
from orders.services.payout_transfer import payout_transfer_due, payout_transfers_run
from orders.services.provider_event_record import provider_event_record, provider_events_handle
from orders.services.transfers_reconcile import transfers_reconcile
from tests.factories.ground import (
    BankAccountFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
)
from tests.factories.payouts import MACHINE, sold
from tests.factories.transfers import ACCOUNT, ConnectTwin
from tests.marketplace.payouts.conftest import (
    LATER,
    NOW,
    SOLD,
    Settle,
    _english,
    answer,
    approver,
    preparer,
    settle,
    term,
)

pytestmark = pytest.mark.django_db

__all__ = ["_english", "approver", "preparer", "settle", "term"]


@pytest.fixture
def cooperative(db: None) -> Organisation:
    """It has sold for 300 MAD, of which 270 are its own, and is paid at Stripe."""
    organisation = OrganisationFactory.create(active=True)
    president = UserFactory.create(full_name="Fatima Demo", language="fr")
    MembershipFactory.create(organisation=organisation, user=president, role="president")
    BankAccountFactory.create(organisation=organisation, rib="", connected_id=ACCOUNT, holder="Amal SARL")
    sold(organisation.pk, 30_000, at=SOLD)
    return organisation


@pytest.fixture
def payout(settle: Settle, cooperative: Organisation) -> Payout:
    """Its settlement is locked, and the transfer is ordered."""
    run = settle.locked()
    settlement_export(actor=settle.preparer, run_id=run.pk, file_format="stripe", now=NOW)
    deliver(now=NOW)
    return Payout.objects.get(organisation=cooperative)


@pytest.fixture
def twin() -> ConnectTwin:
    return ConnectTwin(NOW)


def run(twin: ConnectTwin, *, after: timedelta = timedelta(0)) -> int:
    return payout_transfers_run(actor=MACHINE, gateway=twin, now=NOW + after)


def told(twin: ConnectTwin, kind: str, transfer: str = "tr_1") -> None:
    """A webhook of this kind came, in an event of its own."""
    number = (
        f"evt_{kind}_{len(twin.made)}_{twin.made and max(str(row.reversed) for row in twin.made.values())}"
    )
    event = EventPicture(number, kind, {"data": {"object": {"object": "transfer", "id": transfer}}})
    provider_event_record(event=event, now=LATER)
    provider_events_handle(actor=MACHINE, gateway=twin, transfers=twin, now=LATER)  # type: ignore[arg-type]


def stands(payout: Payout) -> tuple[str, Money, Money, Money]:
    """Its state; what is still on its way, what Stripe holds for us less by it, and what is owed again."""
    payout.refresh_from_db()
    return (
        payout.state,
        balance(chart.payouts_in_transit()),
        balance(chart.card_clearing()),
        balance(chart.payable_available(payout.organisation_id)),
    )


NOTHING, SUM = Money(0), Money(27_000)
PAID = ("paid", NOTHING, -SUM, NOTHING)
OWED_AGAIN = ("reopened", NOTHING, NOTHING, -SUM)


def test_it_is_ordered_once_paid_out_of_the_card_clearing_and_told(
    settle: Settle, payout: Payout, twin: ConnectTwin
) -> None:
    assert (payout.way, payout.rib, payout.connected_id) == (PayoutWay.STRIPE, "", ACCOUNT)
    file = PayoutFile.objects.get()
    assert (file.name.endswith("stripe.csv"), ACCOUNT in bytes(file.content).decode()) == (True, True)
    assert payout_transfer_due(payout_id=payout.pk, now=NOW) == PayoutTransfer.objects.get()

    assert (run(twin), run(twin)) == (1, 0)

    assert stands(payout) == PAID
    assert [(key, row.amount, row.account_reference) for key, row in twin.made.items()] == [
        (f"payout:{payout.end_to_end_id}", SUM, ACCOUNT)
    ]
    assert SettlementRun.objects.get().state == "closed"
    told(twin, "transfer.created")
    assert transfers_reconcile(actor=MACHINE, gateway=twin, now=LATER) == 0
    assert stands(payout) == PAID
    assert not any(all_findings().values())
    deliver(now=NOW)
    assert Message.objects.filter(template="payout_sent").first().context["account"] == ACCOUNT[-4:]  # type: ignore[union-attr]
    member = member_actor(payout.organisation)
    card, _lines = statement_detail(actor=member, statement_id=payout.statement_id)
    assert (card.way, card.account_ending, card.holder) == (PayoutWay.STRIPE, ACCOUNT[-6:], "Amal SARL")
    assert statement_pdf(statement_id=payout.statement_id, language="ar").startswith(b"%PDF")


def test_a_draft_says_by_which_way_it_will_be_paid_and_each_way_is_sent_alone(
    settle: Settle, cooperative: Organisation
) -> None:
    other = OrganisationFactory.create(active=True)
    BankAccountFactory.create(organisation=other)
    sold(other.pk, 10_000, at=SOLD)
    draft = settle.drafted()
    ways = {
        row.organisation_id: statement_detail(actor=settle.preparer, statement_id=row.pk)[0].way
        for row in draft.statements.all()
    }
    assert ways == {cooperative.pk: PayoutWay.STRIPE, other.pk: PayoutWay.BANK}

    locked = settle.locked()

    assert run_detail(actor=settle.preparer, run_id=locked.pk).unsent == (PayoutWay.BANK, PayoutWay.STRIPE)
    file = settlement_export(actor=settle.preparer, run_id=locked.pk, file_format="csv", now=NOW)
    assert (file.payout_count, ACCOUNT in bytes(file.content).decode()) == (1, False)


def test_a_refused_transfer_is_owed_again_and_paid_by_the_next_settlement(
    settle: Settle, payout: Payout, twin: ConnectTwin
) -> None:
    twin.refuses = "Your destination account needs transfers enabled."

    assert run(twin) == 0

    assert stands(payout) == OWED_AGAIN
    assert (payout.return_reason, PayoutTransfer.objects.get().state) == (twin.refuses, "failed")
    assert not any(all_findings().values())
    twin.refuses = ""
    assert run(twin, after=timedelta(days=1)) == 0
    again = settle.locked(now=NOW + timedelta(days=15), due=NOW.date() + timedelta(days=15))
    settlement_export(actor=settle.preparer, run_id=again.pk, file_format="stripe", now=NOW)
    deliver(now=NOW + timedelta(days=15))
    assert run(twin, after=timedelta(days=15)) == 1
    assert stands(Payout.objects.latest("pk")) == PAID
    assert len(twin.made) == 1


def test_a_transfer_that_is_taken_back_reopens_the_payout_however_often_it_is_told(
    payout: Payout, twin: ConnectTwin
) -> None:
    run(twin)
    twin.take_back(27_000, at=LATER)

    for _time in range(3):
        told(twin, "transfer.reversed")
        told(twin, "transfer.created")
        transfers_reconcile(actor=MACHINE, gateway=twin, now=LATER + timedelta(hours=1))

    assert stands(payout) == OWED_AGAIN
    assert payout.return_reason == "The transfer was taken back."
    assert not any(all_findings().values())


def test_a_reversal_that_is_told_before_our_own_call_is_answered_counts_too(
    payout: Payout, twin: ConnectTwin
) -> None:
    twin.loses_answers = True
    run(twin)
    twin.take_back(27_000, at=LATER)

    told(twin, "transfer.reversed")

    assert stands(payout) == OWED_AGAIN
    assert (run(twin, after=timedelta(minutes=5)), PayoutTransfer.objects.get().state) == (0, "done")


def test_what_is_taken_back_in_part_is_somebodys_question(payout: Payout, twin: ConnectTwin) -> None:
    run(twin)
    twin.take_back(7_000, at=LATER)

    told(twin, "transfer.reversed")
    told(twin, "transfer.updated")

    found = Break.objects.get()
    assert (found.reason, found.expected_minor, found.found_minor) == ("other_sum", 27_000, 20_000)
    assert stands(payout) == PAID


def test_a_lost_answer_pays_once_even_when_the_key_is_forgotten(payout: Payout, twin: ConnectTwin) -> None:
    twin.loses_answers = True
    run(twin)
    assert (stands(payout)[0], PayoutTransfer.objects.get().state) == ("exported", "due")
    # Stripe forgets keys after a day: the same key would move the money again.
    twin.made = {"forgotten": next(iter(twin.made.values()))}
    twin.loses_answers = False

    assert run(twin, after=timedelta(days=2)) == 1

    assert (stands(payout), len(twin.made)) == (PAID, 1)


def test_silence_is_tried_again_given_up_visibly_and_taken_up_each_night(
    payout: Payout, twin: ConnectTwin
) -> None:
    twin.is_down = True
    for hour in range(5):
        run(twin, after=timedelta(hours=hour))
    assert PayoutTransfer.objects.get().state == "dead"
    assert any(each.code == "transfer_dead" for rows in all_findings().values() for each in rows)
    twin.is_down = False

    transfers_reconcile(actor=MACHINE, gateway=twin, now=LATER)

    assert payout_transfers_run(actor=MACHINE, gateway=twin, now=LATER) == 1
    assert stands(payout) == PAID


def test_a_transfer_of_another_sum_or_of_nobody_is_a_break(payout: Payout, twin: ConnectTwin) -> None:
    twin.transfer(key="by hand", account_reference=ACCOUNT, amount=Money(5), group=payout.end_to_end_id)
    twin.transfer(key="strange", account_reference=ACCOUNT, amount=Money(7), group="")

    for _time in range(2):
        assert transfers_reconcile(actor=MACHINE, gateway=twin, now=LATER) == 1

    rows = Break.objects.order_by("found_minor").values_list("reason", "found_minor", "source")
    assert list(rows) == [("other_sum", 5, "card"), ("not_in_books", 7, "card")]
    assert stands(payout)[0] == "exported"
    with pytest.raises(NotAllowed):
        transfers_reconcile(actor=member_actor(payout.organisation), gateway=twin, now=LATER)


def test_no_file_and_no_member_answers_for_the_processor(
    settle: Settle, payout: Payout, twin: ConnectTwin
) -> None:
    for word in ((payout, "paid"), (payout, "returned", "gone")):
        with pytest.raises(FileRefused, match="card processor alone"):
            payout_result_import(actor=settle.preparer, content=answer(word), name="a.csv", now=LATER)
    with pytest.raises(NotAllowed):
        transfer_results_apply(actor=member_actor(payout.organisation), rows=[], now=LATER)

    assert stands(payout)[0] == "exported"
    assert json.dumps(twin.made) == "{}"


def signed(client: Client, kind: str, number: str, *, secret: str, age: int = 0, swap: str = "") -> int:
    """Send an event of the only transfer as somebody would who knows this secret; say what is answered."""
    thing = {"object": "transfer", "id": "tr_1", "amount": 1, "amount_reversed": 27_000, "reversed": True}
    body = json.dumps({"id": number, "object": "event", "type": kind, "data": {"object": thing}})
    moment = int(time.time()) - age
    seal = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return client.post(
        "/webhooks/stripe/", body.replace("tr_1", swap or "tr_1"), content_type="application/json",
        headers={"Stripe-Signature": f"t={moment},v1={seal}"},
    ).status_code  # fmt: skip


def test_a_forged_a_replayed_and_a_late_word_of_a_transfer_move_no_money(
    payout: Payout, twin: ConnectTwin, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = StripeGateway(api_key="sk_test_1", webhook_secret="whsec_ours", api_base="http://127.0.0.1:9")
    nobody = StripeGateway(api_key="sk_test_1", webhook_secret="", api_base="http://127.0.0.1:9")
    monkeypatch.setattr(webhooks, "card_gateway", lambda: ours)
    run(twin)

    def handled() -> int:
        processor: Any = twin
        return provider_events_handle(actor=MACHINE, gateway=processor, transfers=twin, now=LATER)

    taken_back = "transfer.reversed"
    assert signed(client, taken_back, "evt_1", secret="whsec_other") == 400
    assert signed(client, taken_back, "evt_1", secret="whsec_ours", swap="tr_2") == 400
    assert signed(client, taken_back, "evt_1", secret="whsec_ours", age=301) == 400
    monkeypatch.setattr(webhooks, "card_gateway", lambda: nobody)
    # Where no secret is set, nobody may sign with nothing
    assert signed(client, taken_back, "evt_1", secret="") == 400
    assert (ProviderEvent.objects.count(), handled(), stands(payout)) == (0, 0, PAID)

    monkeypatch.setattr(webhooks, "card_gateway", lambda: ours)
    # Signed by the processor, and yet only a reason to look: it says that nothing was taken back
    for _again in range(3):
        assert signed(client, taken_back, "evt_1", secret="whsec_ours") == 200
    ProviderEvent.objects.update(due_at=NOW)
    assert (ProviderEvent.objects.count(), handled(), handled(), stands(payout)) == (1, 1, 0, PAID)

    twin.take_back(27_000, at=LATER)
    for kind, number in ((taken_back, "evt_2"), ("transfer.created", "evt_0"), (taken_back, "evt_2")):
        assert signed(client, kind, number, secret="whsec_ours") == 200
    ProviderEvent.objects.filter(state="due").update(due_at=NOW)
    assert handled() == 2
    assert stands(payout) == OWED_AGAIN
    assert not any(all_findings().values())
