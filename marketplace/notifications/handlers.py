"""What people are told when facts of the floors below say so."""

from datetime import datetime

from marketplace.accounts.events import AccountMessageRequested
from marketplace.accounts.short_secrets import secret_read
from marketplace.notifications.services.notify import notify
from marketplace.outbox.bus import listens

TEMPLATES = {
    "code": "sign_in_code",
    "confirm_email": "email_confirm",
    "unknown": "account_unknown",
    "known": "account_known",
}


@listens(AccountMessageRequested, name="notifications.tell_account_message")
def tell_account_message(event: AccountMessageRequested, *, now: datetime) -> None:
    """Send a code or a link; one whose time is over helps nobody and is not sent."""
    secret = secret_read(event.secret_key)
    if secret is None:
        return
    context = {"url": secret}
    if event.kind == "code":
        context = {"code": secret, "minutes": str(event.minutes)}
    notify(
        key=f"account:{event.secret_key}",
        channel=event.channel,
        to=event.to,
        language=event.language,
        template=TEMPLATES[event.kind],
        context=context,
        now=now,
    )
