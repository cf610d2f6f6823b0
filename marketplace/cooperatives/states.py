"""Kinds of organisation, roles of people, and the road to being allowed to sell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class OrganisationKind(models.TextChoices):
    """Legal forms that sell, pool or serve (law 112-12 for cooperatives and unions, law 13-97 for GIE)."""

    COOPERATIVE = "cooperative", _("Cooperative")
    UNION = "union", _("Union of cooperatives")
    GIE = "gie", _("Economic interest group")
    ASSOCIATION = "association", _("Association")
    COMPANY = "company", _("Company")


class Sector(models.TextChoices):
    """What a cooperative mainly makes."""

    FOOD = "food", _("Food")
    CRAFTS = "crafts", _("Crafts")
    LIVESTOCK = "livestock", _("Livestock")
    HERBS = "herbs", _("Medicinal and aromatic plants")


class Role(models.TextChoices):
    """What a person may do for an organisation."""

    PRESIDENT = "president", _("President")
    TREASURER = "treasurer", _("Treasurer")
    SALES = "sales", _("Sales")
    PRODUCTION = "production", _("Production")
    HUB = "hub", _("Hub worker")
    CASHIER = "cashier", _("Cashier")
    DRIVER = "driver", _("Driver")


# What may be lent to a facilitator; money, people and signatures are never.
LENT_ROLES = (Role.SALES, Role.PRODUCTION)


class Consent(models.TextChoices):
    """How an organisation said that somebody may act for it."""

    TAPPED = "tapped", _("Tapped by the president")
    WRITTEN = "written", _("On paper")
    SPOKEN = "spoken", _("Spoken, before witnesses")


class VerificationState(models.TextChoices):
    """The road of an organisation from its invitation to its closing."""

    INVITED = "invited", _("Invited")
    PROFILE = "profile", _("Profile")
    SUBMITTED = "submitted", _("Documents submitted")
    IN_REVIEW = "in_review", _("In review")
    NEEDS_CHANGES = "needs_changes", _("Needs changes")
    VERIFIED = "verified", _("Verified")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


_S = VerificationState
VERIFICATION_FLOW = Flow[VerificationState](
    {
        _S.INVITED: frozenset({_S.PROFILE, _S.CLOSED}),
        _S.PROFILE: frozenset({_S.SUBMITTED, _S.CLOSED}),
        _S.SUBMITTED: frozenset({_S.IN_REVIEW, _S.CLOSED}),
        _S.IN_REVIEW: frozenset({_S.NEEDS_CHANGES, _S.VERIFIED, _S.CLOSED}),
        _S.NEEDS_CHANGES: frozenset({_S.SUBMITTED, _S.CLOSED}),
        _S.VERIFIED: frozenset({_S.ACTIVE, _S.SUSPENDED, _S.CLOSED}),
        _S.ACTIVE: frozenset({_S.SUSPENDED, _S.CLOSED}),
        _S.SUSPENDED: frozenset({_S.ACTIVE, _S.CLOSED}),
        _S.CLOSED: frozenset(),
    }
)


class DocumentState(models.TextChoices):
    """Where a submitted document stands."""

    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class IdentifierKind(models.TextChoices):
    """Official numbers of an organisation."""

    ICE = "ice", _("ICE")
    IF = "if", _("Tax identifier (IF)")
    RC = "rc", _("Trade register (RC)")
    TP = "tp", _("Professional tax (TP)")
    COOPERATIVE_REGISTER = "cooperative_register", _("Register of cooperatives")
    ONSSA = "onssa", _("ONSSA authorisation")
    STATUTES = "statutes", _("Statutes")
    MANDATE = "mandate", _("Minutes of the last assembly with the mandate to sign")


class AllianceState(models.TextChoices):
    """The road of an alliance (workflow 7.3)."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    WINDING_DOWN = "winding_down", _("Winding down")
    SETTLED = "settled", _("Settled")
    ABANDONED = "abandoned", _("Abandoned")


_A = AllianceState
ALLIANCE_FLOW = Flow[AllianceState](
    {
        _A.PROPOSED: frozenset({_A.ACTIVE, _A.ABANDONED}),
        _A.ACTIVE: frozenset({_A.WINDING_DOWN}),
        _A.WINDING_DOWN: frozenset({_A.SETTLED}),
        _A.SETTLED: frozenset(),
        _A.ABANDONED: frozenset(),
    }
)
# What has been agreed on by its members, and is shown to everybody
ALLIANCES_ON_SHOW = (AllianceState.ACTIVE, AllianceState.WINDING_DOWN)


class AllocationPolicy(models.TextChoices):
    """Whose goods serve a sale of a pooled listing."""

    QUOTA = "quota", _("By agreed shares")
    ROTATION = "rotation", _("In turn")
    PROXIMITY = "proximity", _("The nearest first")
    FEFO = "fefo", _("The earliest best-before date first")


class ProposalKind(models.TextChoices):
    """What an alliance can decide; all but the last take effect by themselves."""

    RULE = "rule", _("Change the rule")
    ADMIT = "admit", _("Invite a cooperative")
    EXCLUDE = "exclude", _("Part from a member")
    SPEND = "spend", _("Pay from a fund")
    WIND_DOWN = "wind_down", _("End the alliance")
    OTHER = "other", _("Something else")


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("Open")
    PASSED = "passed", _("Passed")
    REJECTED = "rejected", _("Rejected")
    NO_QUORUM = "no_quorum", _("Too few voted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Ballot(models.TextChoices):
    """What a cooperative says to a proposal."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("Abstain")


class Fund(models.TextChoices):
    """What an alliance keeps of its sales, and for what."""

    OVERHEAD = "overhead", _("Common costs")
    SOLIDARITY = "solidarity", _("Solidarity fund")


class ClosureReason(models.TextChoices):
    """Why a cooperative is closed for some days; customers are told."""

    REST = "rest", _("Rest")
    FEAST = "feast", _("Feast")
    HARVEST = "harvest", _("Harvest")
    WORKS = "works", _("Works")
    OTHER = "other", _("Something else")
