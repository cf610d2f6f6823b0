"""A facilitator who may act for an organisation: with consent, within a scope, until a day, every act written down."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import LENT_ROLES, Consent


class Assistance(models.Model):
    """What an organisation lets a facilitator do for it, and how it said so."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="assistances")
    facilitator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assistances")
    # Roles that the facilitator holds while acting; money, people and signatures are never lent
    roles = ArrayField(models.CharField(max_length=12))
    consent = models.CharField(max_length=8, choices=Consent.choices)
    consent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(roles__contained_by=[role.value for role in LENT_ROLES], roles__len__gt=0),
                name="cooperatives_assistance_scope",
            ),
            models.CheckConstraint(
                condition=Q(consent__in=Consent.values), name="cooperatives_assistance_consent_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("granted_at")), name="cooperatives_assistance_ends_later"
            ),
            models.CheckConstraint(
                condition=~Q(facilitator=F("consent_by")), name="cooperatives_assistance_two_people"
            ),
            models.UniqueConstraint(
                fields=["organisation", "facilitator"],
                condition=Q(ended_at__isnull=True),
                name="cooperatives_one_open_assistance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facilitator_id} for {self.organisation_id}"


class AssistedAct(models.Model):
    """One thing that a facilitator did for an organisation, with the reason; the database refuses to change it."""

    assistance = models.ForeignKey(Assistance, on_delete=models.PROTECT, related_name="acts")
    # The name of the page's address, and what it was about
    act = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    # The answer's status: 2xx and 3xx were done, 4xx were refused
    status = models.PositiveSmallIntegerField()
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="cooperatives_assisted_with_a_reason"),
        ]
        indexes = [models.Index(fields=["assistance", "-happened_at"], name="cooperatives_assisted_acts")]

    def __str__(self) -> str:
        return f"{self.act} at {self.happened_at:%Y-%m-%d %H:%M}"
