"""Today is built from the states of things: test that ..."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models.product import Product
from catalog.states import ProductState
from logistics.models.pooled import Contribution
from logistics.services.supply_call import supply_call, supply_call_close
from logistics.states import NoticeState
from marketplace.cooperatives.models.alliance import AllianceInvitation
from marketplace.cooperatives.services.proposal_open import proposal_open
from marketplace.cooperatives.states import ProposalState, Role
from tests.factories.ground import AllianceFactory, BankAccountFactory, OrganisationFactory, member_actor
from tests.factories.logistics import sent_notice
from tests.factories.payouts import SettlementTermFactory
from tests.factories.pooled import Pooled, pooled
from tests.frontend.views.portal.conftest import Member, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> Pooled:
    SettlementTermFactory.create()
    return pooled()


@pytest.fixture
def president(pool: Pooled) -> Member:
    return member_of(pool.members[1])


def notice(pool: Pooled) -> None:
    sent_notice(
        pool.shop.variants[1], ready_date=timezone.localdate() + timedelta(days=1), now=timezone.now()
    )


def product(pool: Pooled) -> None:
    Product.objects.filter(organisation=pool.members[1]).update(state=ProductState.CHANGES_REQUESTED)


def account(pool: Pooled) -> None:
    BankAccountFactory.create(organisation=pool.members[1], is_active=False)


def invitation(pool: Pooled) -> None:
    AllianceInvitation.objects.create(
        alliance=AllianceFactory.create(), organisation=pool.members[1], invited_at=timezone.now()
    )


def vote(pool: Pooled) -> None:
    now = timezone.now()
    proposal_open(
        actor=member_actor(pool.members[0]), organisation_id=pool.members[0].pk, alliance_id=pool.alliance.pk,
        kind="other", effect={}, text="Un camion", deadline_at=now + timedelta(days=7), key="v", now=now,
    )  # fmt: skip


def call(pool: Pooled) -> None:
    supply_call(
        actor=member_actor(pool.members[0]), organisation_id=pool.members[0].pk, listing_id=pool.listing.pk,
        variant_id=pool.variant.pk, quantity=90, needed_date=timezone.localdate() + timedelta(days=5), note="",
        key="c", now=timezone.now(),
    )  # fmt: skip


def promise(pool: Pooled) -> None:
    Contribution.objects.create(
        listing=pool.listing, variant=pool.variant, organisation=pool.members[1], quantity=5, grade="1",
        grade_price_minor=6_000, from_date=timezone.localdate(), until_date=timezone.localdate(),
        created_at=timezone.now(),
    )  # fmt: skip


STATES: dict[str, Callable[[Pooled], None]] = {
    "truck": notice, "pencil": product, "bank": account, "mail": invitation, "thumb-up": vote, "bell": call,
    "crate": promise,
}  # fmt: skip


def shown(member: Member) -> list[tuple[str, int, bool]]:
    waiting = member.client.get("/ar/portal/").context["waiting"]
    for item in waiting:
        assert member.client.get(item.url.split("#")[0]).status_code == 200
    return [(item.icon, item.count, item.is_urgent) for item in waiting]


@pytest.mark.parametrize("icon", list(STATES))
def test_every_open_state_that_needs_the_cooperative_appears_and_leads_to_where_it_is_done(
    pool: Pooled, president: Member, icon: str
) -> None:
    before = shown(president)
    STATES[icon](pool)

    assert before == []
    assert shown(president) == [(icon, 1, True)]


def test_what_is_another_ones_task_is_shown_without_urgency(pool: Pooled) -> None:
    for make in STATES.values():
        make(pool)
    clerk, treasurer = member_of(pool.members[1], Role.SALES), member_of(pool.members[1], Role.TREASURER)

    assert [icon for icon, _count, is_urgent in shown(clerk) if is_urgent] == [
        "truck",
        "pencil",
        "bell",
        "crate",
    ]
    assert [icon for icon, _count, is_urgent in shown(treasurer) if is_urgent] == ["bank"]


def test_what_is_done_or_anothers_does_not_wait(pool: Pooled, president: Member) -> None:
    stranger = member_of(OrganisationFactory.create(active=True))
    for make in STATES.values():
        make(pool)
    row = pool.listing.calls.get()
    supply_call_close(
        actor=member_actor(pool.members[0]),
        organisation_id=pool.members[0].pk,
        call_id=row.pk,
        now=timezone.now(),
    )

    assert shown(stranger) == []
    assert "bell" not in [icon for icon, _count, _urgent in shown(president)]


def test_no_state_is_forgotten() -> None:
    """A state that is added must be said to wait for the cooperative, or for somebody else."""
    theirs = {NoticeState.ANNOUNCED, ProductState.CHANGES_REQUESTED, ProposalState.OPEN}
    others = {
        NoticeState.RECEIVED, NoticeState.CANCELLED,
        ProductState.DRAFT, ProductState.PROPOSED, ProductState.APPROVED, ProductState.PUBLISHED,
        ProductState.PAUSED, ProductState.ARCHIVED,
        ProposalState.PASSED, ProposalState.REJECTED, ProposalState.NO_QUORUM, ProposalState.WITHDRAWN,
    }  # fmt: skip

    assert theirs | others == {*NoticeState, *ProductState, *ProposalState}
