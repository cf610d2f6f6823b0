"""Reads of alliances: the rule that holds, a member's own, what waits for an answer, the operator's list."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.alliance import (
    AllianceInvitation,
    AllianceRule,
    AllianceStep,
    Proposal,
    Vote,
)
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.proposing import Rule
from marketplace.cooperatives.states import (
    ALLIANCES_ON_SHOW,
    AllianceState,
    AllocationPolicy,
    ProposalState,
    VerificationState,
)
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require

# An alliance is a handful of neighbours; its page shows all of them and the newest of its decisions.
NEWEST = 20


@dataclass(frozen=True, slots=True)
class AllianceFile:
    """What a member sees of its alliance: never another's people or costs."""

    alliance: Alliance
    members: tuple[Organisation, ...]
    rule: Rule
    invitations: tuple[AllianceInvitation, ...]
    proposals: tuple[Proposal, ...]
    steps: tuple[AllianceStep, ...]


def rules_of(alliance_ids: Sequence[int], *, at: datetime) -> dict[int, Rule]:
    """Return the rule that holds in each alliance at a moment; without one: in turn, nothing kept. One query."""
    rows = (
        AllianceRule.objects.filter(alliance__in=alliance_ids, from_at__lte=at)
        .order_by("alliance", "-from_at")
        .distinct("alliance")
    )
    found = {row.alliance_id: _rule(row) for row in rows}
    return {pk: found.get(pk, Rule()) for pk in alliance_ids}


def rule_of(alliance_id: int, *, at: datetime) -> Rule:
    """Return the rule that holds in one alliance at a moment, in one query."""
    return rules_of([alliance_id], at=at)[alliance_id]


def _rule(row: AllianceRule) -> Rule:
    return Rule(
        AllocationPolicy(row.policy),
        {int(key): value for key, value in row.quotas.items()},
        row.overhead_rate,
        row.solidarity_rate,
        row.quorum_percent,
    )


def alliances_of(*, actor: Actor, organisation_id: int) -> list[Alliance]:
    """
    Return the alliances to which an organisation belongs, in any state, oldest first, in one query.

    :raises NotAllowed: if the actor does not belong to the organisation
    """
    _demand_own(actor, organisation_id)
    return list(Alliance.objects.filter(members=organisation_id).order_by("since_date", "pk"))


def alliance_invitations_of(*, actor: Actor, organisation_id: int) -> list[AllianceInvitation]:
    """
    Return the invitations that wait for an organisation's answer, oldest first, in one query.

    :raises NotAllowed: if the actor does not belong to the organisation
    """
    _demand_own(actor, organisation_id)
    waiting = AllianceInvitation.objects.filter(organisation=organisation_id, answered_at__isnull=True)
    return list(waiting.select_related("alliance", "alliance__seller").order_by("invited_at", "pk"))


def votes_waiting(*, actor: Actor, organisation_id: int, at: datetime) -> list[Proposal]:
    """
    Return the open proposals on which an organisation may vote and has not, the nearest deadline first; one query.

    :raises NotAllowed: if the actor does not belong to the organisation
    """
    _demand_own(actor, organisation_id)
    own = Vote.objects.filter(proposal=OuterRef("pk"), organisation=organisation_id)
    rows = Proposal.objects.filter(
        ~Exists(own),
        state=ProposalState.OPEN,
        deadline_at__gt=at,
        electorate__contains=[organisation_id],
        alliance__members=organisation_id,
    )
    return list(rows.select_related("alliance").order_by("deadline_at", "pk"))


def alliance_file(*, actor: Actor, organisation_id: int, alliance_id: int, at: datetime) -> AllianceFile:
    """
    Return an alliance as one of its members, or the staff who verify, sees it; six queries.

    :raises NotFound: if there is none, or it is neither the actor's organisation's nor open to its staff
    """
    rows = Alliance.objects.select_related("seller")
    is_member = actor.belongs_to(organisation_id) and Q(members=organisation_id)
    if not is_member and not actor.may(Permission.VERIFY_COOPERATIVES):
        raise NotFound(_("There is no such alliance."), field="alliance")
    alliance = rows.filter(is_member or Q(), pk=alliance_id).first()
    if alliance is None:
        raise NotFound(_("There is no such alliance."), field="alliance")
    invitations = AllianceInvitation.objects.filter(alliance=alliance, answered_at__isnull=True)
    proposals = (
        Proposal.objects.filter(alliance=alliance)
        .select_related("proposed_by")
        .prefetch_related(Prefetch("votes", Vote.objects.select_related("organisation").order_by("voted_at")))
    )
    steps = AllianceStep.objects.filter(alliance=alliance).select_related("organisation")
    return AllianceFile(
        alliance=alliance,
        members=tuple(alliance.members.order_by("pk")),
        rule=rule_of(alliance_id, at=at),
        invitations=tuple(invitations.select_related("organisation").order_by("pk")),
        proposals=tuple(proposals.order_by("-opened_at", "-pk")[:NEWEST]),
        steps=tuple(steps.order_by("-happened_at", "-pk")[:NEWEST]),
    )


def alliances_seen(actor: Actor) -> QuerySet[Alliance]:
    """Return the alliances that somebody may know of: those on show, one's own, whose invitation waits; staff: all."""
    rows = Alliance.objects.all()
    if actor.may(Permission.VERIFY_COOPERATIVES):
        return rows
    own = Alliance.members.through.objects.filter(alliance=OuterRef("pk"), organisation__in=list(actor.roles))
    asked = _invitations_to(actor).filter(alliance=OuterRef("pk"))
    return rows.filter(Q(state__in=ALLIANCES_ON_SHOW) | Exists(own) | Exists(asked))


def alliances_inside(alliance_ids: Collection[int], *, actor: Actor, asked_too: bool = False) -> set[int]:
    """
    Return those of which somebody sees the inside: its members and the staff who verify; two queries at most.

    :param asked_too: whoever is asked to join sees it as well
    """
    if actor.may(Permission.VERIFY_COOPERATIVES):
        return set(alliance_ids)
    own = Alliance.objects.filter(pk__in=alliance_ids, members__in=list(actor.roles))
    inside = set(own.values_list("pk", flat=True))
    if asked_too:
        asked = _invitations_to(actor).filter(alliance__in=alliance_ids)
        inside |= set(asked.values_list("alliance_id", flat=True))
    return inside


def members_of_alliances(alliance_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the organisations of each alliance by number, in one query."""
    pairs = Alliance.members.through.objects.filter(alliance__in=alliance_ids).order_by("organisation_id")
    found: defaultdict[int, list[int]] = defaultdict(list)
    for alliance_id, organisation_id in pairs.values_list("alliance_id", "organisation_id"):
        found[alliance_id].append(organisation_id)
    return dict(found)


def alliances_shown_of(organisation_ids: Sequence[int]) -> dict[int, list[Alliance]]:
    """Return the alliances on show to which each organisation belongs, oldest first, in two queries."""
    found: defaultdict[int, list[Alliance]] = defaultdict(list)
    members = Prefetch("members", Organisation.objects.filter(pk__in=organisation_ids).only("pk"))
    rows = Alliance.objects.filter(state__in=ALLIANCES_ON_SHOW, members__in=organisation_ids).distinct()
    for row in rows.order_by("since_date", "pk").prefetch_related(members):
        for member in row.members.all():
            found[member.pk].append(row)
    return dict(found)


def _invitations_to(actor: Actor) -> QuerySet[AllianceInvitation]:
    return AllianceInvitation.objects.filter(answered_at__isnull=True, organisation__in=list(actor.roles))


def alliances_overview(*, actor: Actor) -> list[Alliance]:
    """
    Return all alliances in any state with their members, newest first, in two queries: for the staff who verify.

    :raises NotAllowed: if the actor is not of that staff
    """
    require(actor.may(Permission.VERIFY_COOPERATIVES), _("Only the staff who verify see all alliances."))
    rows = Alliance.objects.select_related("seller").order_by("-pk")
    return list(rows.prefetch_related(Prefetch("members", Organisation.objects.order_by("pk"))))


def allies_possible(alliance: Alliance | None, *, organisation_id: int) -> list[Organisation]:
    """Return active sellers that could be asked: of the same region first, one query. At most two hundred."""
    home = Organisation.objects.filter(pk=organisation_id).values("region")
    rows = Organisation.objects.filter(state=VerificationState.ACTIVE, is_seller=True, is_platform=False)
    rows = rows.exclude(pk=organisation_id)
    if alliance is not None:
        rows = rows.exclude(alliances=alliance)
    near = Exists(Organisation.objects.filter(pk=OuterRef("pk"), region__in=home))
    return list(rows.annotate(is_near=near).order_by("-is_near", "pk")[:200])


def mandates_of(organisation_id: int) -> list[Alliance]:
    """Return the alliances at work that sell in an organisation's name, oldest first, in one query."""
    rows = Alliance.objects.filter(seller=organisation_id, state=AllianceState.ACTIVE)
    return list(rows.order_by("since_date", "pk"))


def is_contributor(alliance_id: int, organisation_id: int) -> bool:
    """Say whether an organisation belongs to an alliance that is at work, in one query."""
    return Alliance.objects.filter(
        pk=alliance_id, state=AllianceState.ACTIVE, members=organisation_id
    ).exists()


def _demand_own(actor: Actor, organisation_id: int) -> None:
    require(actor.belongs_to(organisation_id), _("This is not your cooperative."))
