"""The addresses of pages to which messages lead."""

from django.conf import settings


def portal_reviews_url(language: str) -> str:
    """Where a cooperative reads and answers what is said of its products."""
    return f"{settings.PUBLIC_URL}/{language}/portal/reviews/"


def kept_url(language: str) -> str:
    """Where a customer reads, and stops, what they keep in mind."""
    return f"{settings.PUBLIC_URL}/{language}/kept/"


def product_url(slug: str, language: str) -> str:
    """The page of a product."""
    return f"{settings.PUBLIC_URL}/{language}/product/{slug}/"


def own_data_url(language: str) -> str:
    """Where a person takes away what is kept about them."""
    return f"{settings.PUBLIC_URL}/{language}/account/data/"


def subscription_url(subscription_id: int, language: str) -> str:
    """Where a person changes a basket that comes again, or leaves its next date out."""
    return f"{settings.PUBLIC_URL}/{language}/account/subscriptions/{subscription_id}/"
