"""Organisations: sellers, alliances' members, hubs and carriers alike."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.cooperatives.states import (
    AllianceState,
    OrganisationKind,
    Role,
    Sector,
    VerificationState,
)
from marketplace.kernel.texts import text_in


class Organisation(models.Model):
    """A legal person that owns goods, serves those who do, or both; everything belongs to one."""

    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    # language code -> text
    names = models.JSONField(default=dict)
    stories = models.JSONField(default=dict, blank=True)
    sector = models.CharField(max_length=10, choices=Sector.choices, blank=True)
    province = models.CharField(max_length=6)
    region = models.CharField(max_length=6, db_index=True)
    commune = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    picture = models.ImageField(upload_to="organisations/", blank=True)
    founded_date = models.DateField(null=True, blank=True)
    member_count = models.PositiveIntegerField(default=0)
    women_count = models.PositiveIntegerField(default=0)
    languages = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    is_seller = models.BooleanField(default=True)
    is_hub = models.BooleanField(default=False)
    is_carrier = models.BooleanField(default=False)
    # The company that runs the marketplace; what its staff sells or stores without naming anybody is its own
    is_platform = models.BooleanField(default=False)
    state = models.CharField(
        max_length=14, choices=VerificationState.choices, default=VerificationState.INVITED, db_index=True
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="cooperatives_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VerificationState.values), name="cooperatives_state_known"
            ),
            models.CheckConstraint(
                condition=Q(women_count__lte=models.F("member_count")), name="cooperatives_women_are_members"
            ),
            models.UniqueConstraint(
                fields=["is_platform"], condition=Q(is_platform=True), name="cooperatives_one_platform"
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)

    @property
    def may_sell(self) -> bool:
        """Whether its goods may be bought today."""
        return self.is_seller and self.state == VerificationState.ACTIVE


class Membership(models.Model):
    """A person's role in an organisation; one row per role."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    since_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "role"], name="cooperatives_membership_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="cooperatives_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role}) of {self.organisation_id}"


class Alliance(models.Model):
    """Several sellers under one mandate and one brand."""

    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    stories = models.JSONField(default=dict, blank=True)
    province = models.CharField(max_length=6)
    region = models.CharField(max_length=6)
    picture = models.ImageField(upload_to="alliances/", blank=True)
    since_date = models.DateField()
    # Until when its mandate holds; null: until its members end it
    until_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=AllianceState.choices, default=AllianceState.PROPOSED)
    # The member in whose name pooled goods are sold and invoiced: an alliance is no legal person
    seller = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    # Who belongs to it now; who is asked to is an AllianceInvitation
    members = models.ManyToManyField(Organisation, related_name="alliances", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AllianceState.values), name="cooperatives_alliance_state_known"
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=models.F("since_date")),
                name="cooperatives_alliance_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)
