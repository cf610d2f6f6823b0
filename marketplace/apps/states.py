"""Where apps, installations and deliveries stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppKind(TextChoices):
    """Where an app comes from."""

    LOCAL = "local", _("Made here")
    THIRDPARTY = "thirdparty", _("Fetched by its manifest")


class InstallationState(TextChoices):
    """Where an installation stands; one that succeeded is gone, the app is there."""

    PENDING = "pending", _("Being fetched")
    FAILED = "failed", _("Failed")


class DeliveryState(TextChoices):
    """Where a delivery, or one attempt at it, stands."""

    PENDING = "pending", _("To be sent")
    SUCCESS = "success", _("Taken")
    FAILED = "failed", _("Failed")
