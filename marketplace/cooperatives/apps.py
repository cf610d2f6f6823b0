"""The organisations that sell, and who belongs to them."""

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    """The organisations that sell, and who belongs to them."""

    name = "marketplace.cooperatives"
    label = "cooperatives"
