"""Addresses of clients of the API, to which links in messages may lead."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http.request import validate_host
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

_LONGEST = 2000
_is_url = URLValidator(schemes=["http", "https"])


def client_url_checked(url: str) -> str:
    """
    Pass the address of a page of a client that we know; a secret in a link to anybody else would be given away.

    :raises InvalidInput: if it is no address, or its host is none of settings.API_CLIENT_HOSTS
    """
    host = urlsplit(url).hostname or ""
    if len(url) > _LONGEST or not validate_host(host, settings.API_CLIENT_HOSTS):
        raise InvalidInput(
            _("%(host)s is not allowed. Please check `ALLOWED_CLIENT_HOSTS` configuration.") % {"host": host},
            field="redirect_url",
        )
    # The validator knows no host without a dot but localhost; ours are known by name already.
    try:
        _is_url(url.replace(host, "localhost", 1))
    except ValidationError as refusal:
        raise InvalidInput(_("This is no address of a page."), field="redirect_url") from refusal
    return url


def client_link(url: str, **values: str) -> str:
    """Return the address of a client's page with values for it."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(values)) if part)
    return urlunsplit(parts._replace(query=query))
