"""Who may ask what of alliances: what is on show for everybody, what is decided for those who decide."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marketplace.cooperatives.models.alliance import AllianceInvitation, Proposal
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.services.alliance_propose import alliance_invite
from marketplace.cooperatives.services.proposal_open import proposal_open
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory
from tests.marketplace.graphql.authorisation.rows import EVERYBODY, STAFF, Person, Row, everybody, seen_by
from tests.marketplace.graphql.authorisation.world import World

_RULE = {"policy": "ROTATION"}


def _alliance(world: World) -> Alliance:
    """Return an alliance of the member and two others; it sells in another's name."""
    known = Alliance.objects.filter(slug="a").first()
    if known is not None:
        return known
    others = [OrganisationFactory.create(active=True) for _ in range(2)]
    alliance = AllianceFactory.create(slug="a", seller=others[0])
    alliance.members.set([world.market.sellers[0], *others])
    return alliance


def _own(world: World) -> str:
    return world.id("Cooperative", world.market.sellers[0].pk)


def _proposal(world: World) -> Proposal:
    alliance, own = _alliance(world), world.market.sellers[0].pk
    return Proposal.objects.first() or proposal_open(
        actor=world.member, organisation_id=own, alliance_id=alliance.pk, kind="other", effect={},
        text="Un stand", deadline_at=NOON + timedelta(days=7), key="k", now=NOON,
    )  # fmt: skip


def _invitation(world: World) -> AllianceInvitation:
    asking = AllianceFactory.create(seller=OrganisationFactory.create(active=True))
    return alliance_invite(asking, world.market.sellers[0], now=NOON)


def _create(world: World) -> Mapping[str, Any]:
    invited = OrganisationFactory.create(active=True)
    return {
        "input": {
            "cooperative": _own(world),
            "names": [{"languageCode": "FR", "text": "Ensemble"}],
            "invited": [world.id("Cooperative", invited.pk)],
            "rule": _RULE,
        }
    }


def _propose(world: World) -> Mapping[str, Any]:
    return {
        "input": {
            "alliance": world.id("Alliance", _alliance(world).pk),
            "cooperative": _own(world),
            "kind": "OTHER",
            "text": "Un stand",
            "deadlineAt": (NOON + timedelta(days=7)).isoformat(),
            "key": "new",
        }
    }


_MEMBER = {Person.MEMBER}
ROWS: dict[str, Row] = {
    "Query.alliance": everybody(lambda w: {"id": w.id("Alliance", _alliance(w).pk)}),
    "Query.alliances": everybody(lambda _w: {"first": 5}),
    "Query.allianceInvitations": Row(frozenset(_MEMBER), lambda w: {"cooperative": _own(w)}),
    # The staff know that the cooperative is there, and speak for none
    "Mutation.allianceCreate": Row(frozenset(_MEMBER), _create, hidden=EVERYBODY - STAFF - _MEMBER),
    "Mutation.allianceInvitationAnswer": seen_by(
        _MEMBER, lambda w: {"id": w.id("AllianceInvitation", _invitation(w).pk), "accepts": True}
    ),
    "Mutation.allianceLeave": seen_by(
        _MEMBER, lambda w: {"id": w.id("Alliance", _alliance(w).pk), "cooperative": _own(w)}
    ),
    "Mutation.allianceProposalCreate": seen_by(_MEMBER, _propose),
    "Mutation.allianceProposalWithdraw": seen_by(
        _MEMBER, lambda w: {"id": w.id("AllianceProposal", _proposal(w).pk)}
    ),
    "Mutation.allianceProposalVote": seen_by(
        _MEMBER,
        lambda w: {
            "id": w.id("AllianceProposal", _proposal(w).pk),
            "cooperative": _own(w),
            "ballot": "YES",
        },
    ),
}
