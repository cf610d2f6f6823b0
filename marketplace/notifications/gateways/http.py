"""One JSON request to a provider."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from marketplace.notifications.gateways.base import ProviderFailed, ProviderRefused

TIMEOUT_SECONDS: Final = 10
_TRY_AGAIN: Final = {408, 409, 425, 429}


def post_json(url: str, body: Mapping[str, object], *, headers: Mapping[str, str]) -> dict[str, Any]:
    """
    Post a JSON object and return the JSON object of the answer.

    :raises ProviderFailed: if the provider is away, busy or does not answer with JSON
    :raises ProviderRefused: if it answers with a 4xx that another try will not change
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ProviderRefused("The provider's address is not an HTTP address.")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json", **headers},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            answer = json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            detail = f"HTTP {error.code}: {error.read(500).decode(errors='replace')}"
        if 400 <= error.code < 500 and error.code not in _TRY_AGAIN:
            raise ProviderRefused(detail) from error
        raise ProviderFailed(detail) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ProviderFailed(f"{type(error).__name__}: {error}") from error
    if not isinstance(answer, dict):
        raise ProviderFailed("The provider did not answer with a JSON object.")
    return answer
