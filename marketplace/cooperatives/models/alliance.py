"""How an alliance is agreed on and decides: its rule in versions, invitations, steps, proposals, votes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.states import (
    AllianceState,
    AllocationPolicy,
    Ballot,
    ProposalKind,
    ProposalState,
)


class AllianceRule(models.Model):
    """What an alliance has agreed on from a moment on; the newest that has begun holds, none is ever changed."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="rules")
    policy = models.CharField(max_length=10, choices=AllocationPolicy.choices)
    # organisation id (as text) -> agreed share in parts of the sum; used by the policy "quota"
    quotas = models.JSONField(default=dict, blank=True)
    # Of what a pooled sale earns after fees; the solidarity fund of what is left then
    overhead_rate = models.DecimalField(max_digits=5, decimal_places=4)
    solidarity_rate = models.DecimalField(max_digits=5, decimal_places=4)
    # So many of a hundred members must vote
    quorum_percent = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    # By which decision; null: as it was founded
    proposal = models.OneToOneField(
        "cooperatives.Proposal", on_delete=models.PROTECT, null=True, blank=True, related_name="rule"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "from_at"], name="cooperatives_one_rule_at_once"),
            models.CheckConstraint(
                condition=Q(policy__in=AllocationPolicy.values), name="cooperatives_allocation_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    overhead_rate__gte=0,
                    overhead_rate__lte=1,
                    solidarity_rate__gte=0,
                    solidarity_rate__lte=1,
                ),
                name="cooperatives_alliance_rates_are_parts",
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100),
                name="cooperatives_quorum_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} from {self.from_at:%Y-%m-%d}"


class AllianceInvitation(models.Model):
    """A cooperative is asked to belong to an alliance, and what it answered."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="alliance_invitations"
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation"],
                condition=Q(answered_at__isnull=True),
                name="cooperatives_asked_to_ally_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, is_accepted__isnull=True)
                | Q(answered_at__gte=F("invited_at"), is_accepted__isnull=False),
                name="cooperatives_ally_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(answered_at__isnull=True),
                name="cooperatives_ally_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} to {self.alliance_id}"


class AllianceStep(models.Model):
    """Something that happened to an alliance: a state, or a member who came or went; never changed."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="steps")
    # The state from then on
    state = models.CharField(max_length=12, choices=AllianceState.choices)
    # Who came (True) or went (False); null: it was the state that changed
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    has_joined = models.BooleanField(null=True, blank=True)
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, has_joined__isnull=True)
                | Q(organisation__isnull=False, has_joined__isnull=False),
                name="cooperatives_alliance_step_of_one",
            ),
        ]
        indexes = [models.Index(fields=["alliance", "happened_at"], name="cooperatives_alliance_steps")]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.state} at {self.happened_at:%Y-%m-%d}"


class Proposal(models.Model):
    """What a member puts to the vote; one cooperative, one vote. When it passes it takes effect by itself."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="proposals")
    # Idempotency: the same form sent twice proposes once
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    text = models.CharField(max_length=500, blank=True)
    # What takes effect, by kind (marketplace.cooperatives.proposing)
    effect = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Who may vote: the members of that day
    electorate = ArrayField(models.BigIntegerField())
    quorum_percent = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Who was asked, who said what and when, and what came of it; written once, at the end
    minutes = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProposalKind.values), name="cooperatives_proposal_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (Q(state__in=ProposalState.values, closed_at__isnull=False) & ~Q(state="open")),
                name="cooperatives_proposal_closed_when_over",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("opened_at")), name="cooperatives_proposal_has_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at", "id"], condition=Q(state="open"), name="cooperatives_proposals_open"
            ),
            models.Index(fields=["alliance", "-opened_at"], name="cooperatives_proposals_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.alliance_id}"


class Vote(models.Model):
    """What one cooperative says to a proposal; it may change its mind until the end."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ballot = models.CharField(max_length=8, choices=Ballot.choices)
    voted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="cooperatives_one_vote_each"),
            models.CheckConstraint(condition=Q(ballot__in=Ballot.values), name="cooperatives_ballot_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.ballot}"
