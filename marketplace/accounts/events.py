"""What people must be told while they come in, as facts that the messages hear."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMessageRequested(Event):
    """
    Somebody is to be told a code or a link.

    `kind`: code, confirm_email, unknown (no such account), known (there is one already), and, for those who came by the
    API, confirm_account, reset_password, set_password, change_email, email_changed or delete_account. `secret_key`
    names the secret in `short_secrets`; the secret itself is never written into a fact.
    """

    topic: ClassVar[str] = "accounts.message-requested.v1"

    kind: str
    # "sms" or "email"
    channel: str
    to: str
    language: str
    secret_key: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """A passkey can open a person's account from now on."""

    topic: ClassVar[str] = "accounts.passkey-added.v1"

    user_id: int
    passkey_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCreated(Event):
    """An account was opened."""

    topic: ClassVar[str] = "accounts.person-created.v1"

    user_id: int
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUpdated(Event):
    """What is known of a person changed: name, contacts, addresses, rights."""

    topic: ClassVar[str] = "accounts.person-updated.v1"

    user_id: int
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeleted(Event):
    """An account is no more; only its id is told."""

    topic: ClassVar[str] = "accounts.person-deleted.v1"

    user_id: int
    is_staff: bool = False
