"""An app, the tokens that it shows, and its way in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from marketplace.apps.states import AppKind, InstallationState


class App(models.Model):
    """A program of somebody else's that acts with permissions of its own."""

    # How clients call it when they mean it as a way to pay
    identifier = models.CharField(max_length=256, blank=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=AppKind.choices, default=AppKind.LOCAL)
    is_active = models.BooleanField(default=True)
    # Names of marketplace.kernel.actor.Permission
    permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # What its manifest says; empty for an app that was made by hand
    version = models.CharField(max_length=60, blank=True)
    about = models.TextField(blank=True)
    author = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=256, blank=True)
    manifest_url = models.URLField(max_length=2000, blank=True)
    app_url = models.URLField(max_length=2000, blank=True)
    configuration_url = models.URLField(max_length=2000, blank=True)
    homepage_url = models.URLField(max_length=2000, blank=True)
    support_url = models.URLField(max_length=2000, blank=True)
    data_privacy_url = models.URLField(max_length=2000, blank=True)
    # Where its logo is kept, made safe; empty: it has none
    logo = models.CharField(max_length=120, blank=True, default="", db_default="")
    # Dictionaries with label, url, mount, target, permissions and identifier
    extensions = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"], condition=~Q(identifier=""), name="apps_identifier_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=AppKind.values), name="apps_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class AppToken(models.Model):
    """What an app shows to be believed; only its digest is kept."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=128, blank=True)
    # SHA-256 of a secret of 190 bits
    token_hash = models.CharField(max_length=64, unique=True)
    last_4 = models.CharField(max_length=4)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"****{self.last_4}"


class AppInstallation(models.Model):
    """An app that is to be fetched by its manifest; gone once it is there."""

    app_name = models.CharField(max_length=60)
    manifest_url = models.URLField(max_length=2000)
    permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    activates = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10, choices=InstallationState.choices, default=InstallationState.PENDING
    )
    message = models.CharField(max_length=400, blank=True)
    # The app that is being made, so that a second try finds what a first one left
    app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Not before this time: a worker that is at it moves it on, so that another finds it if it dies
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InstallationState.values), name="apps_installation_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="apps_installation_due")
        ]

    def __str__(self) -> str:
        return f"{self.app_name}: {self.state}"
