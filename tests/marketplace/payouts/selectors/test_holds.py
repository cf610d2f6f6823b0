"""Holds, files and papers for those who may see them."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.selectors.files import payout_file
from marketplace.payouts.selectors.holds import holds_listed, payee_by_slug
from marketplace.payouts.services.hold_place import hold_place, hold_release
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.statement_render import statement_pdf
from tests.factories.ground import member_actor
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def _hold(actor: Actor, key: str, organisation_id: int) -> int:
    return hold_place(
        actor=actor,
        key=key,
        organisation_id=organisation_id,
        amount=Money(500),
        reason="A dispute",
        release_date=date(2026, 12, 10),
        now=NOW,
    ).pk


def test_holds_are_listed_newest_first_in_two_queries(
    preparer: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = payee()
    first, second, third = (_hold(preparer, key, one.pk) for key in ("a", "b", "c"))
    hold_release(actor=preparer, hold_id=second, now=NOW)

    with django_assert_num_queries(2):
        page = holds_listed(actor=preparer, first=1)
    rest = holds_listed(actor=preparer, first=1, after=page.cursor)
    every = holds_listed(actor=preparer, only_open=False)

    assert [card.hold_id for card in (*page.items, *rest.items)] == [third, first]
    assert [(card.hold_id, card.released_at) for card in every.items] == [
        (third, None),
        (second, NOW),
        (first, None),
    ]
    assert (page.items[0].organisation_slug, page.items[0].amount) == (one.slug, Money(500))


def test_a_payee_is_found_by_slug(preparer: Actor) -> None:
    one = payee()

    assert payee_by_slug(actor=preparer, slug=one.slug) == one
    with pytest.raises(NotFound):
        payee_by_slug(actor=preparer, slug="nobody")


def test_the_file_of_a_run_is_read_by_who_handles_settlements(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()
    with pytest.raises(NotFound):
        payout_file(actor=settle.preparer, run_id=run.pk)
    settlement_export(actor=settle.preparer, run_id=run.pk, file_format="csv", now=NOW)

    assert payout_file(actor=settle.approver, run_id=run.pk).payout_count == 1


def test_a_paper_can_be_set_before_the_workers_have_made_it(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    settle.locked()

    assert statement_pdf(statement_id=Statement.objects.get().pk, language="ar").startswith(b"%PDF-")


def test_members_see_neither_holds_of_all_nor_files(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    member = member_actor(one)
    run = settle.exported()[0].statement.run

    for look in (
        lambda: holds_listed(actor=member),
        lambda: payee_by_slug(actor=member, slug=one.slug),
        lambda: payout_file(actor=member, run_id=run.pk),
        lambda: payout_file(actor=Actor.of_machine("m"), run_id=run.pk),
    ):
        with pytest.raises(NotAllowed):
            look()
