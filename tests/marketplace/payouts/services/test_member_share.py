"""Members' accounts inside a cooperative, and pooled sales: test that ..."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entries_of
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.explanations import explain
from marketplace.payouts.models.member import Member, MemberAdvance, MemberDelivery, MemberShare, ShareSheet
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.selectors.members import member_book, share_sheet
from marketplace.payouts.services.member_share import advance_add, delivery_add, member_add, share_sheet_close
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.pool_share import PooledSale, pool_share
from marketplace.payouts.sharing import Contribution, PoolRule
from tests.factories.ground import OrganisationFactory, member_actor, staff_actor
from tests.factories.payouts import MACHINE, sold
from tests.frontend.views.people import browser_of, page_of
from tests.marketplace.payouts.conftest import LATER, SOLD, Settle, answer, payee

PAID_ON = date(2026, 11, 17)


@pytest.fixture
def coop(settle: Settle, preparer: Actor) -> Organisation:
    """A cooperative to which the bank paid 90.00 on the 17th."""
    one = payee()
    sold(one.pk, 10_000, at=SOLD)
    (payout,) = settle.exported()
    payout_result_import(actor=preparer, content=answer((payout, "paid")), name="r", now=LATER)
    return one


@pytest.fixture
def president(coop: Organisation) -> Actor:
    return member_actor(coop)


def added(president: Actor, coop: Organisation, number: str) -> Member:
    return member_add(
        actor=president, organisation_id=coop.pk, number=number, name=f"Membre {number}", now=LATER
    )


def delivered(
    actor: Actor, member: Member, weight: int, key: str, price: int = 1_000, **more: Any
) -> MemberDelivery:
    known: dict[str, Any] = {
        "key": key, "member_id": member.pk, "delivered_date": date(2026, 11, 10), "weight_g": weight,
        "grade_price": Money(price), "product": "Amandes", "now": LATER,
    }  # fmt: skip
    return delivery_add(actor=actor, **(known | more))


def advanced(actor: Actor, member: Member, minor: int, key: str = "a") -> MemberAdvance:
    return advance_add(
        actor=actor,
        key=key,
        member_id=member.pk,
        amount=Money(minor),
        paid_date=date(2026, 11, 5),
        note="",
        now=LATER,
    )


def closed(actor: Actor, coop: Organisation, kept: int = 0, to_date: date = PAID_ON) -> ShareSheet:
    return share_sheet_close(
        actor=actor, organisation_id=coop.pk, to_date=to_date, kept=Money(kept), now=LATER
    )


def test_what_the_bank_paid_is_shared_by_weight_and_grade_less_advances(
    coop: Organisation, president: Actor
) -> None:
    first, second, third = (added(president, coop, number) for number in ("1", "2", "3"))
    delivered(president, first, 2_000, "d1")
    delivered(president, first, 1_000, "d2")
    delivered(president, second, 3_000, "d3", price=500)
    advanced(president, second, 5_000)
    advanced(president, third, 300, "b")

    sheet = closed(president, coop, kept=900)

    card, rows, total = share_sheet(actor=president, organisation_id=coop.pk, sheet_id=sheet.pk)
    assert (card.received, card.kept, card.shared) == (Money(9_000), Money(900), Money(8_100))
    assert [(row.number, row.weight_g, row.share, row.advances, row.due) for row in rows] == [
        ("1", 3_000, Money(5_400), Money(0), Money(5_400)),
        ("2", 3_000, Money(2_700), Money(5_000), Money(-2_300)),
        ("3", 0, Money(0), Money(300), Money(-300)),
    ]
    assert (total, sum(row.share.minor for row in rows)) == (Money(5_400), 8_100)
    assert payouts_findings() == []


def test_a_debt_is_carried_to_the_next_sheet(coop: Organisation, president: Actor) -> None:
    member = added(president, coop, "1")
    delivered(president, member, 1_000, "d1")
    advanced(president, member, 10_000)
    closed(president, coop)
    delivered(president, member, 1_000, "d2", delivered_date=date(2026, 11, 18))

    share_sheet_close(
        actor=president,
        organisation_id=coop.pk,
        to_date=date(2026, 11, 20),
        kept=Money(0),
        now=LATER + timedelta(days=5),
    )

    lines = list(MemberShare.objects.order_by("pk").values_list("share_minor", "carried_minor", "due_minor"))
    assert lines == [(9_000, 0, -1_000), (0, -1_000, -1_000)]
    assert payouts_findings() == []


def test_nothing_is_written_into_a_closed_period_or_ahead(coop: Organisation, president: Actor) -> None:
    member = added(president, coop, "1")
    delivered(president, member, 1_000, "d1")
    closed(president, coop)

    for day in (PAID_ON, date(2026, 11, 19)):
        with pytest.raises(InvalidInput):
            delivered(president, member, 1_000, "d2", delivered_date=day)
    with pytest.raises(InvalidInput):
        advanced(president, member, 100)
    with pytest.raises(InvalidInput):
        closed(president, coop)

    assert (MemberDelivery.objects.count(), MemberAdvance.objects.count(), ShareSheet.objects.count()) == (
        1,
        0,
        1,
    )


@pytest.mark.parametrize(
    ("_case", "kept", "to_date"),
    [
        ("more than came in", 9_001, PAID_ON),
        ("less than nothing", -1, PAID_ON),
        ("today", 0, date(2026, 11, 18)),
    ],
)
def test_a_sheet_that_cannot_be_closed_shares_nothing(
    coop: Organisation, president: Actor, _case: str, kept: int, to_date: date
) -> None:
    delivered(president, added(president, coop, "1"), 1_000, "d1")

    with pytest.raises(InvalidInput):
        closed(president, coop, kept, to_date)

    assert ShareSheet.objects.count() == 0


def test_without_deliveries_nothing_is_shared(coop: Organisation, president: Actor) -> None:
    with pytest.raises(InvalidInput):
        closed(president, coop)

    assert ShareSheet.objects.count() == 0


def test_the_same_form_twice_writes_once(coop: Organisation, president: Actor) -> None:
    member, other = added(president, coop, "1"), added(president, coop, "2")
    for _press in range(2):
        added(president, coop, "1")
        delivered(president, member, 1_000, "d1")
        advanced(president, member, 100)
    with pytest.raises(Conflict):
        delivered(president, other, 1_000, "d1")
    with pytest.raises(Conflict):
        advanced(president, other, 100)
    with pytest.raises(Conflict):
        member_add(actor=president, organisation_id=coop.pk, number="1", name="Autre", now=LATER)

    assert (Member.objects.count(), MemberDelivery.objects.count(), MemberAdvance.objects.count()) == (
        2,
        1,
        1,
    )


@pytest.mark.parametrize(("weight", "price"), [(0, 1), (-1, 1), (1, 0)])
def test_a_delivery_weighs_something(coop: Organisation, president: Actor, weight: int, price: int) -> None:
    with pytest.raises(InvalidInput):
        delivered(president, added(president, coop, "1"), weight, "d", price)


def test_an_advance_is_of_something(coop: Organisation, president: Actor) -> None:
    with pytest.raises(InvalidInput):
        advanced(president, added(president, coop, "1"), 0)


def test_nobody_but_its_officers_reads_or_writes_a_cooperatives_members(
    coop: Organisation, president: Actor
) -> None:
    member = added(president, coop, "1")
    delivered(president, member, 1_000, "d1")
    sheet = closed(president, coop)
    strangers = [
        Actor.anonymous(),
        MACHINE,
        member_actor(OrganisationFactory.create(active=True)),
        member_actor(coop, Role.SALES.value),
        member_actor(coop, Role.PRODUCTION.value),
        staff_actor(*Permission),
        Actor(user_id=staff_actor().user_id, is_superuser=True),
    ]
    for stranger in strangers:
        asked: list[Any] = [
            lambda who=stranger: member_book(actor=who, organisation_id=coop.pk),
            lambda who=stranger: share_sheet(actor=who, organisation_id=coop.pk, sheet_id=sheet.pk),
            lambda who=stranger: added(who, coop, "2"),
            lambda who=stranger: delivered(who, member, 1_000, "x"),
            lambda who=stranger: advanced(who, member, 100, "x"),
            lambda who=stranger: closed(who, coop),
        ]
        for ask in asked:
            with pytest.raises(DomainError) as refusal:
                ask()
            assert isinstance(refusal.value, NotAllowed | NotFound)

    assert (Member.objects.count(), MemberDelivery.objects.count(), ShareSheet.objects.count()) == (1, 1, 1)


def test_the_pages_write_share_and_show(coop: Organisation, president: Actor) -> None:
    browser = browser_of(president)
    place = "/en/portal/members/"

    browser.post(f"{place}member/", {"number": "7", "name": "Zahra"})
    member = Member.objects.get()
    bad = browser.post(f"{place}delivery/", {"key": "k", "member": member.pk, "day": "2026-11-10"})
    good = {"key": "k", "member": member.pk, "day": "2026-11-10", "product": "Amandes", "weight": "12.5"}
    browser.post(f"{place}delivery/", good | {"grade_price": "30,00"})
    browser.post(f"{place}advance/", {"key": "a", "member": member.pk, "day": "2026-11-10", "amount": "10"})
    browser.post(f"{place}sheet/", {"to_date": "2026-11-10", "kept": "0"})

    assert bad.status_code == 422
    assert MemberDelivery.objects.get().weight_g == 12_500
    sheet = ShareSheet.objects.get()
    page = page_of(browser.get(f"{place}sheets/{sheet.pk}/"))
    assert "Zahra" in page
    assert "Zahra" in page_of(browser.get(place))
    for stranger in (member_actor(coop, Role.SALES.value), member_actor(payee()), staff_actor(*Permission)):
        other = browser_of(stranger)
        assert other.get(f"{place}sheets/{sheet.pk}/").status_code in (403, 404)
        assert "Zahra" not in other.get(place).content.decode()
        assert other.post(f"{place}sheet/", {"to_date": "2026-11-12", "kept": "0"}).status_code in (403, 422)
    assert Client().get(place).status_code == 302
    assert ShareSheet.objects.count() == 1


def test_a_pooled_sale_is_shared_in_the_books_once_and_explained(coop: Organisation) -> None:
    other, third = payee(), payee()
    name = sold(coop.pk, 100_000, at=SOLD, fee=2_000)
    sale = PooledSale(
        subject=name,
        seller_id=coop.pk,
        alliance_id=4,
        gross=Money(100_000),
        fees=Money(12_000),
        rule=PoolRule(Decimal("0.05"), Decimal("0.02")),
        contributions=[
            Contribution(coop.pk, 30, 500), Contribution(other.pk, 10, 500), Contribution(third.pk, 20, 250),
        ],
    )  # fmt: skip
    texts = {"fr": "Couscous commun", "ar": "كسكس مشترك"}
    known: dict[str, Any] = {"actor": MACHINE, "sale": sale, "texts": texts, "now": LATER}
    before = balance(chart.payable_available(coop.pk))

    shared = pool_share(**known)
    pool_share(**known)

    assert balance(chart.alliance_overhead(4)) == -shared.overhead
    assert balance(chart.alliance_solidarity(4)) == -shared.solidarity
    assert balance(chart.payable_available(other.pk)) == -shared.shares[other.pk]
    assert balance(chart.payable_available(coop.pk)) - before == Money(88_000) - shared.shares[coop.pk]
    for entry in entries_of(name):
        for line in entry.lines:
            if entry.reason == "pool_share" and line.account == chart.payable_available(other.pk):
                assert "Couscous commun" in explain(entry.facts, -line.amount).texts("fr")[0]
    with pytest.raises(Conflict):
        pool_share(**(known | {"sale": replace(sale, gross=Money(90_000))}))
    for stranger in (member_actor(coop), staff_actor(Permission.MANAGE_CASH)):
        with pytest.raises(NotAllowed):
            pool_share(**(known | {"actor": stranger}))
    with pytest.raises(InvalidInput):
        pool_share(**(known | {"texts": {}}))
    assert Payout.objects.count() == 1
