"""What happens to organisations and their people, as facts that others may hear."""

from dataclasses import dataclass
from typing import Any, ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMoved(Event):
    """An organisation went from one verification state to the next."""

    topic: ClassVar[str] = "cooperatives.organisation-moved.v1"
    organisation_id: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierReviewed(Event):
    """An official number was accepted or refused."""

    topic: ClassVar[str] = "cooperatives.identifier-reviewed.v1"
    organisation_id: int
    kind: str
    is_accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountSubmitted(Event):
    """Somebody wants an organisation to be paid elsewhere; every officer is told, for it may be a theft."""

    topic: ClassVar[str] = "cooperatives.bank-account-submitted.v1"
    organisation_id: int
    bank_account_id: int
    rib_ending: str
    officer_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountConfirmed(Event):
    """A second person confirmed the account; it is paid to from `usable_from` (ISO 8601) on."""

    topic: ClassVar[str] = "cooperatives.bank-account-confirmed.v1"
    organisation_id: int
    bank_account_id: int
    rib_ending: str
    usable_from: str
    officer_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged(Event):
    """A person was given a role in an organisation, or lost it."""

    topic: ClassVar[str] = "cooperatives.membership-changed.v1"
    organisation_id: int
    user_id: int
    role: str
    is_granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Event):
    """A president signed a version of the agreement for an organisation."""

    topic: ClassVar[str] = "cooperatives.agreement-signed.v1"
    organisation_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    """Somebody is to be asked, on their phone, to work with an organisation."""

    topic: ClassVar[str] = "cooperatives.invitation-sent.v1"
    invitation_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEnds(Event):
    """An accepted paper ends in so many days at the most (-1: it has ended), on `expires_date` (ISO 8601)."""

    topic: ClassVar[str] = "cooperatives.paper-ends.v1"
    organisation_id: int
    identifier_id: int
    kind: str
    expires_date: str
    warning_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceGranted(Event):
    """A facilitator may act for an organisation from now on."""

    topic: ClassVar[str] = "cooperatives.assistance-granted.v1"
    assistance_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceUsed(Event):
    """A facilitator acted for an organisation; told for the first act of a day (`day`, ISO 8601)."""

    topic: ClassVar[str] = "cooperatives.assistance-used.v1"
    assistance_id: int
    organisation_id: int
    reason: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceInvited(Event):
    """A cooperative is asked to belong to an alliance."""

    topic: ClassVar[str] = "cooperatives.alliance-invited.v1"
    invitation_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOpened(Event):
    """A member of an alliance has put something to the vote of the others."""

    topic: ClassVar[str] = "cooperatives.proposal-opened.v1"
    proposal_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalClosed(Event):
    """The vote is over; what passed has taken effect here, and takes effect elsewhere by this fact."""

    topic: ClassVar[str] = "cooperatives.proposal-closed.v1"
    proposal_id: int
    alliance_id: int
    kind: str
    is_passed: bool
    effect: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureChanged(Event):
    """A cooperative said that it is closed from one day to another (ISO 8601), or opens earlier after all."""

    topic: ClassVar[str] = "cooperatives.closure-changed.v1"
    organisation_id: int
    closure_id: int
    from_date: str
    until_date: str
    is_withdrawn: bool
