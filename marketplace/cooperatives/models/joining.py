"""How an organisation joins: the agreement it signs, the people it invites, the steps that it took."""

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role, VerificationState


class Agreement(models.Model):
    """One version of what the marketplace and a seller promise each other; the newest that has begun counts."""

    version = models.PositiveIntegerField(unique=True)
    # language code -> text, a paragraph a line
    texts = models.JSONField()
    from_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1), name="cooperatives_agreements_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class AgreementSignature(models.Model):
    """Who signed which version for an organisation; never changed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # As it was typed: the person may bear another name later
    signed_name = models.CharField(max_length=150)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "agreement"], name="cooperatives_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} by {self.signed_name}"


class Invitation(models.Model):
    """A role offered to whoever reads a message on this phone; its link is signed, so no secret is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    phone = models.CharField(max_length=16)
    role = models.CharField(max_length=12, choices=Role.choices)
    language = models.CharField(max_length=5)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="cooperatives_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="cooperatives_invitation_ends_later"
            ),
            models.UniqueConstraint(
                fields=["organisation", "phone", "role"],
                condition=Q(closed_at__isnull=True),
                name="cooperatives_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"


class OrganisationStep(models.Model):
    """One step of an organisation on its road, with who took it and why; never changed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=14, choices=VerificationState.choices)
    after = models.CharField(max_length=14, choices=VerificationState.choices)
    actor = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "happened_at"], name="cooperatives_steps_of")]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"
