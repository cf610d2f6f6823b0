"""The addresses of the pages that messages to cooperatives point to."""

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound

_SALT = "network.invitation"


def papers_url(language: str) -> str:
    """Where a president hands in papers."""
    return f"{settings.PUBLIC_URL}/{language}/portal/papers/"


def file_url(language: str) -> str:
    """Where a president reads how far the verification is."""
    return f"{settings.PUBLIC_URL}/{language}/portal/joining/"


def help_url(language: str) -> str:
    """Where an organisation reads who acts for it, and ends that."""
    return f"{settings.PUBLIC_URL}/{language}/portal/help/"


def alliances_url(language: str) -> str:
    """Where an organisation answers who asks it to join an alliance."""
    return f"{settings.PUBLIC_URL}/{language}/portal/alliances/"


def alliance_url(alliance_id: int, language: str) -> str:
    """Where an alliance votes."""
    return f"{settings.PUBLIC_URL}/{language}/portal/alliances/{alliance_id}/"


def helping_url(language: str) -> str:
    """Where a facilitator begins to act."""
    return f"{settings.PUBLIC_URL}/{language}/portal/helping/"


def invitation_url(invitation_id: int, language: str) -> str:
    """Where an invitation is taken; the address is signed, so that nobody counts through them."""
    return f"{settings.PUBLIC_URL}/{language}/invitation/{signing.dumps(invitation_id, salt=_SALT)}/"


def invitation_of(token: str) -> int:
    """
    Return which invitation a signed address is about.

    :raises NotFound: if it is none of ours
    """
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        found = None
    if not isinstance(found, int):
        raise NotFound(_("There is no such invitation."), field="invitation")
    return found
