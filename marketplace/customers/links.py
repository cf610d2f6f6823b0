"""The addresses of pages to which messages lead."""

from django.conf import settings


def portal_reviews_url(language: str) -> str:
    """Where a cooperative reads and answers what is said of its products."""
    return f"{settings.PUBLIC_URL}/{language}/portal/reviews/"
