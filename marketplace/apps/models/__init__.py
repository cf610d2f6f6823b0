"""The models of the package, listed for Django."""

from marketplace.apps.models.app import App, AppInstallation, AppToken
from marketplace.apps.models.problem import AppProblem
from marketplace.apps.models.webhook import DeliveryAttempt, EventDelivery, Webhook

__all__ = ["App", "AppInstallation", "AppProblem", "AppToken", "DeliveryAttempt", "EventDelivery", "Webhook"]
