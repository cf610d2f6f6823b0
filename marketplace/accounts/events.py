"""What people must be told while they come in, as facts that the messages hear."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMessageRequested(Event):
    """
    Somebody is to be told a code or a link.

    `kind`: code, confirm_email, unknown (no such account) or known (there is one already). `secret_key` names the
    secret in `short_secrets`; the secret itself is never written into a fact.
    """

    topic: ClassVar[str] = "accounts.message-requested.v1"

    kind: str
    # "sms" or "email"
    channel: str
    to: str
    language: str
    secret_key: str
    minutes: int
