"""The addresses of the pages that messages point to."""

from django.conf import settings


def statement_url(statement_id: int, language: str) -> str:
    """Where a member of the cooperative reads a statement."""
    return f"{settings.PUBLIC_URL}/{language}/portal/earnings/{statement_id}/"


def earnings_url(language: str) -> str:
    """Where a member of the cooperative reads what is earned, held and to come."""
    return f"{settings.PUBLIC_URL}/{language}/portal/earnings/"


def settlements_url(language: str) -> str:
    """Where staff handle settlements."""
    return f"{settings.PUBLIC_URL}/{language}/operator/settlements/"


def papers_url(language: str) -> str:
    """Where an officer sees on which account the cooperative is paid, and stops what is not theirs."""
    return f"{settings.PUBLIC_URL}/{language}/portal/papers/"


def holds_url(language: str) -> str:
    """Where staff place, release and answer for holds."""
    return f"{settings.PUBLIC_URL}/{language}/operator/holds/"
