"""The invented country."""

import io
import json
import random
import time
from types import SimpleNamespace
from typing import cast

import pytest
from django.core.management import call_command

from catalog.models.media import Media, Thumbnail
from catalog.models.product import Product
from logistics.models.collection import CollectionRound, StopLoad
from logistics.models.inbound import Notice
from logistics.models.lot import Lot
from logistics.models.quality import QualityCheck
from logistics.models.recall import Recall
from logistics.selectors.lot_trace import lot_trace
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.states import VerificationState
from marketplace.demo.load import demo_draw, demo_forget, demo_load, is_empty, was_interrupted
from marketplace.demo.organisations import Country
from marketplace.demo.people import LOGINS
from marketplace.demo.products import plans_make
from marketplace.demo.words import goods, names
from marketplace.kernel.actor import Actor
from marketplace.kernel.geography import provinces
from marketplace.kernel.texts import LANGUAGES
from marketplace.ledger.verification import journal_verified
from marketplace.network.models import Question
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.selectors.settlements import line_rows
from orders.models.dispute import Dispute
from orders.models.order import Order
from orders.models.refund import Claim, Refund
from orders.models.returning import ReturnRequest
from orders.models.shortage import LineShortage
from tests.factories.ground import NOON
from tests.factories.orders import ReturnTermFactory, ShortageTermFactory, WeightToleranceFactory


def nothing() -> None:
    """No picture is waited for."""


def said(_text: str) -> None:
    """Nobody listens."""


def load(*, products: int, orders_per_day: float) -> None:
    # Tests that commit empty these tables of their first rows
    ReturnTermFactory.create()
    ShortageTermFactory.create()
    WeightToleranceFactory.create()
    demo_load(
        seed=7, now=NOON, products=products, say=said, draw=lambda: nothing, orders_per_day=orders_per_day
    )


@pytest.mark.django_db(transaction=True)
def test_its_books_balance_after_three_months_of_trade() -> None:
    assert is_empty()

    load(products=61, orders_per_day=0.5)

    assert not is_empty()
    assert {row.region for row in Organisation.objects.filter(is_seller=True)} == {
        f"MA-{number:02d}" for number in range(1, 13)
    }
    assert (Organisation.objects.filter(is_seller=True).count(), Alliance.objects.count()) == (64, 2)
    assert (Product.objects.count(), Lot.objects.count() >= 61) == (61, True)
    assert Order.objects.count() > 10
    # The gate has been at work: loads came and are awaited, checks ended in every way.
    assert set(Notice.objects.values_list("state", flat=True)) == {"announced", "received"}
    assert {"released", "rejected", ""} <= set(QualityCheck.objects.values_list("decision", flat=True))
    # A van is on the road: one stop is loaded, one cooperative still waits for a round.
    assert CollectionRound.objects.get().state == "on_the_road"
    assert StopLoad.objects.count() == 1
    # The hub asked who can bring goods: each answer was given, and one cooperative is still to be called
    assert sorted(Question.objects.values_list("state", "answered_quantity"), key=str) == [
        ("less", 24),
        ("no", 0),
        ("open", None),
        ("yes", 40),
    ]
    assert Notice.objects.filter(key__startswith="answer:").count() == 2
    assert Payout.objects.filter(state="paid").exists()
    assert set(User.objects.values_list("email", flat=True)) == {login.email for login in LOGINS}
    # Things came back: each step of a return, each way of a refund, a claim on a carrier, disputes.
    assert set(ReturnRequest.objects.values_list("state", flat=True)) <= {
        "requested", "approved", "received", "resolved",
    }  # fmt: skip
    assert {"transfer", "credit", "agency"} <= set(Refund.objects.values_list("medium", flat=True))
    assert {"choice", "sent", "done"} <= set(Refund.objects.values_list("state", flat=True))
    assert Claim.objects.filter(state="open").exists()
    assert LineShortage.objects.filter(state="open", origin="cooperative").exists()
    assert_sandbox_can_know_the_dispute()
    assert_mock_recall()
    assert unexplained() == []
    assert journal_verified().is_whole
    call_command("check_books", quiet=True)


def assert_mock_recall() -> None:
    """A drill of today on a lot that reached buyers: seconds of a person's time, and every unit accounted for."""
    machine = Actor.of_machine("test")
    drill = Recall.objects.filter(trigger="drill").earliest("pk")
    assert drill.closed_at is not None
    assert (drill.closed_at - drill.opened_at).total_seconds() < 120
    lot = drill.lots.get()
    began = time.monotonic()
    trace = lot_trace(actor=machine, lot_id=lot.pk)
    assert time.monotonic() - began < 5
    assert trace.recipient_count > 0
    # Forward: what was received is standing, packed or written off; back: where it came from is one step away
    assert (trace.balance.is_whole, trace.balance.percent) == (True, 100)
    assert trace.lot.organisation_id == lot.variant.product.organisation_id


def assert_sandbox_can_know_the_dispute() -> None:
    """The dispute that waits for evidence is told to the payment sandbox, to the centime."""
    out = io.StringIO()
    call_command("demo_disputes", stdout=out)
    rows = json.loads(out.getvalue())
    told = [
        (row["dispute"], row["payment_intent"], row["amount"], row["currency"])
        for row in rows
        if "dispute" in row
    ]
    assert [row["account"][:9] for row in rows if "account" in row] == ["acct_demo"]
    assert told == [
        (row.provider_reference, row.payment.provider_reference, row.amount_minor, "mad")
        for row in Dispute.objects.filter(state="needs_response").order_by("pk")
    ]


def unexplained() -> list[str]:
    """Payouts whose lines, said in five languages, do not add up to them; empty if there is none."""
    wrong = []
    for payout in Payout.objects.select_related("statement"):
        lines = line_rows(list(payout.statement.lines.order_by("pk")), payout.currency)
        told = [line.explanation() for line in lines]
        sums = sum(each.amount.minor for each in told)
        steps = sum(step.amount.minor for each in told for step in each.steps if step.amount is not None)
        words = all(all(each.texts(language)) for each in told for language in LANGUAGES)
        if not lines or not sums == steps == payout.amount_minor or not words:
            wrong.append(payout.end_to_end_id)
    return wrong


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_load_is_forgotten_and_begun_anew() -> None:
    load(products=10, orders_per_day=0.1)
    User.objects.filter(is_superuser=True).delete()
    assert was_interrupted()

    demo_forget()

    assert is_empty()
    assert (Order.objects.count(), Lot.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_every_product_shows_a_picture_in_every_size() -> None:
    load(products=20, orders_per_day=0)

    demo_draw(now=NOON)

    assert Media.objects.count() == 20
    assert Thumbnail.objects.filter(state="done").count() == 20 * 8


def test_the_same_seed_makes_the_same_plans() -> None:
    first, again, other = (random.Random(seed) for seed in (7, 7, 8))
    sellers = [
        Organisation(pk=number, sector="food", region="MA-05", state=VerificationState.ACTIVE, names={})
        for number in range(1, 9)
    ]
    country = cast(Country, SimpleNamespace(cooperatives=sellers))

    plans = [
        [(plan.good.names["fr"], plan.factor) for plan in plans_make(country, rng, count=40)]
        for rng in (first, again, other)
    ]

    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_goods_and_places_are_real_ones() -> None:
    assert {code for codes in names()["provinces"].values() for code in codes} <= set(provinces())
    assert all(good.price_minor(size, 1.0) >= 500 for good in goods() for size in good.sizes)
    assert all({"ar", "fr", "en", "es"} <= set(good.names) for good in goods())
