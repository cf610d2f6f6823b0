"""How a service has a person told something that only its reader may know."""

from datetime import datetime, timedelta

from marketplace.accounts.events import AccountMessageRequested
from marketplace.accounts.short_secrets import secret_keep
from marketplace.outbox import bus

# How long a link in a message is good
LINK_LIFE = timedelta(days=3)


def tell_by_email(*, kind: str, to: str, language: str, link: str, now: datetime) -> None:
    """Have a link sent to an address; inside the transaction of the change that makes it good."""
    bus.publish(
        AccountMessageRequested(
            kind=kind,
            channel="email",
            to=to,
            language=language,
            secret_key=secret_keep(link, seconds=int(LINK_LIFE.total_seconds())),
            minutes=int(LINK_LIFE.total_seconds()) // 60,
            happened_at=now,
        )
    )
