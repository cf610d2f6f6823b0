"""What people and staff read while an organisation joins: its file, its agreement, its people, the queue."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount, Identifier
from marketplace.cooperatives.models.joining import (
    Agreement,
    AgreementSignature,
    Invitation,
    OrganisationStep,
)
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.policies import may_see
from marketplace.cooperatives.requirements import papers_missing
from marketplace.cooperatives.states import DocumentState, IdentifierKind, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require

# Where the next act is the staff's, not the organisation's
WAITS_FOR_STAFF = (VerificationState.SUBMITTED, VerificationState.IN_REVIEW, VerificationState.VERIFIED)


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """All that whoever verifies an organisation looks at, and its own people see of it."""

    organisation: Organisation
    papers: tuple[Identifier, ...]
    missing: tuple[IdentifierKind, ...]
    accounts: tuple[BankAccount, ...]
    members: tuple[Membership, ...]
    steps: tuple[OrganisationStep, ...]
    signature: AgreementSignature | None
    agreement: Agreement | None

    @property
    def is_complete(self) -> bool:
        """Whether everything that is demanded has been handed in."""
        return not self.missing

    @property
    def is_signed(self) -> bool:
        """Whether the agreement in force is signed, or there is none."""
        return self.agreement is None or self.signature is not None


@dataclass(frozen=True, slots=True)
class People:
    """Who belongs to an organisation, and who has been asked to."""

    members: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]


def agreement_in_force(on: date) -> Agreement | None:
    """Return the newest agreement that has begun, in one query."""
    return Agreement.objects.filter(from_date__lte=on).order_by("-from_date", "-version").first()


def is_signed(organisation_id: int, agreement_id: int) -> bool:
    """Say whether an organisation signed a version, in one query."""
    return AgreementSignature.objects.filter(
        organisation_id=organisation_id, agreement_id=agreement_id
    ).exists()


def agreement_waits(organisation_id: int, *, on: date) -> bool:
    """Say whether the agreement in force still waits for this organisation's signature, in one query."""
    signed = AgreementSignature.objects.filter(organisation_id=organisation_id, agreement=OuterRef("pk"))
    newest = Agreement.objects.filter(from_date__lte=on).order_by("-from_date", "-version")
    return newest.values_list(Exists(signed), flat=True).first() is False


def file_of(*, actor: Actor, organisation_id: int, on: date) -> OrganisationFile:
    """
    Return an organisation's file, in eight queries.

    :raises NotFound: if there is none, or the actor neither belongs to it nor to the staff who verify
    """
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not may_see(actor, organisation_id):
        raise NotFound(_("There is no such organisation."), field="organisation")
    papers = Identifier.objects.filter(organisation=organisation).select_related(
        "submitted_by", "reviewed_by"
    )
    found = tuple(papers.order_by("kind"))
    agreement = agreement_in_force(on)
    signatures = AgreementSignature.objects.filter(organisation=organisation, agreement=agreement)
    handed_in = [paper.kind for paper in found if paper.state != DocumentState.REFUSED]
    return OrganisationFile(
        organisation=organisation,
        papers=found,
        missing=papers_missing(
            organisation.kind, organisation.sector, sells=organisation.is_seller, handed_in=handed_in
        ),
        accounts=tuple(BankAccount.objects.filter(organisation=organisation).order_by("-is_active", "-pk")),
        members=tuple(_members(organisation_id)),
        steps=tuple(
            OrganisationStep.objects.filter(organisation=organisation).order_by("-happened_at", "-pk")
        ),
        signature=signatures.first() if agreement else None,
        agreement=agreement,
    )


def people_of(*, actor: Actor, organisation_id: int, now: datetime) -> People:
    """
    Return members with their roles and the invitations that are open, in two queries.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    """
    require(may_see(actor, organisation_id), _("These people are not yours to see."))
    waiting = Invitation.objects.filter(
        organisation_id=organisation_id, closed_at__isnull=True, expires_at__gt=now
    )
    return People(tuple(_members(organisation_id)), tuple(waiting.order_by("pk")))


def invitation_open(*, invitation_id: int, now: datetime) -> Invitation:
    """
    Return an invitation that can still be taken, in one query; whoever holds its signed link may read it.

    :raises NotFound: if there is none, or it was taken, withdrawn or has ended
    """
    found = Invitation.objects.select_related("organisation", "invited_by").filter(
        pk=invitation_id, closed_at__isnull=True, expires_at__gt=now
    )
    invitation = found.first()
    if invitation is None:
        raise NotFound(_("This invitation has ended. Please ask for a new one."), field="invitation")
    return invitation


def scan_of(*, actor: Actor, identifier_id: int) -> Identifier:
    """
    Return a paper whose picture may be shown, in one query.

    :raises NotFound: if there is none, it has no picture, or it is not the actor's to see
    """
    paper = Identifier.objects.filter(pk=identifier_id).exclude(scan="").first()
    if paper is None or not may_see(actor, paper.organisation_id):
        raise NotFound(_("There is no such paper."), field="identifier")
    return paper


def organisations_joining(
    *, actor: Actor, state: str = "", after: str = "", first: int = 24
) -> Page[Organisation]:
    """
    Return organisations of a state (empty: those that wait for the staff), the longest waiting first; one query.

    :raises NotAllowed: if the actor does not verify
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(actor.may(Permission.VERIFY_COOPERATIVES), _("Only the staff who verify may see this."))
    rows = Organisation.objects.filter(state__in=[state] if state else WAITS_FOR_STAFF)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__gt=last)
    size = page_size(first)
    found = list(rows.order_by("pk")[: size + 1])
    return page_of(found, first=size, keys=lambda row: (row.pk,))


def joining_counts(*, actor: Actor) -> dict[str, int]:
    """
    Count the organisations in each state, in one query.

    :raises NotAllowed: if the actor does not verify
    """
    require(actor.may(Permission.VERIFY_COOPERATIVES), _("Only the staff who verify may see this."))
    counted = Organisation.objects.values_list("state").annotate(count=Count("pk")).order_by()
    return dict.fromkeys(VerificationState.values, 0) | dict(counted)


def _members(organisation_id: int) -> list[Membership]:
    rows = Membership.objects.filter(Q(organisation_id=organisation_id, user__is_active=True))
    return list(rows.select_related("user").order_by("user_id", "role"))
