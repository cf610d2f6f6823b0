"""Papers: rendered once, kept, and found again."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers: rendered once, kept, and found again."""

    name = "marketplace.documents"
    label = "documents"
