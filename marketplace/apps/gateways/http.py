"""One HTTP request to an app: to an address that was checked, without following where it sends us."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from marketplace.apps.gateways.guard import Endpoint, resolved
from marketplace.kernel.errors import DomainError

MOST_BYTES = 1024 * 1024


class Unreachable(DomainError):
    """The app did not answer in time, or not with HTTP."""

    code = "MANIFEST_URL_CANT_CONNECT"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an app answered."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        """Whether it took what it was told; a redirect is none."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, however broken."""
        return self.body.decode(errors="replace")


class _Checked(http.client.HTTPConnection):
    """A connection to the very address that was checked."""

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        super().__init__(endpoint.host, endpoint.port, timeout=timeout)
        self.endpoint = endpoint

    def connect(self) -> None:
        """Connect without looking the name up again."""
        self.sock = socket.create_connection((self.endpoint.address, self.endpoint.port), self.timeout)
        if self.endpoint.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.endpoint.host)


def request(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 10,
    field: str = "target_url",
) -> Reply:
    """
    Make a request; what comes back is read up to a megabyte and within the time.

    :param seconds: for connecting, sending and reading together
    :raises Forbidden: if the address is not one that we call
    :raises Unreachable: if nothing sensible came back in time
    """
    until = monotonic() + seconds
    connection = _Checked(resolved(url, field=field), seconds)
    try:
        connection.request(method, connection.endpoint.path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        content = _read(connection, response, until)
        return Reply(response.status, content, {name.lower(): value for name, value in response.getheaders()})
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}", field=field) from error
    finally:
        connection.close()


def _read(connection: _Checked, response: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= MOST_BYTES:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError("The answer took too long.")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = response.read1(65_536)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    raise http.client.HTTPException("The answer is too large.")
