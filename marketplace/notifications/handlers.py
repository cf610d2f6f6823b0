"""What people are told when facts of the floors below say so."""

from datetime import datetime

from django.conf import settings

from marketplace.accounts.events import AccountMessageRequested, PasskeyAdded
from marketplace.accounts.models import User
from marketplace.accounts.short_secrets import secret_read
from marketplace.notifications.services.notify import notify
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens

TEMPLATES = {
    "code": "sign_in_code",
    "confirm_email": "email_confirm",
    "unknown": "account_unknown",
    "known": "account_known",
    "confirm_account": "account_confirm",
    "reset_password": "password_reset",
    "set_password": "password_first",
    "change_email": "email_change",
    "email_changed": "email_changed",
    "delete_account": "account_delete",
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
    elif event.kind == "email_changed":
        context = {"email": secret}
    notify(
        key=f"account:{event.secret_key}",
        channel=event.channel,
        to=event.to,
        language=event.language,
        template=TEMPLATES[event.kind],
        context=context,
        now=now,
    )


@listens(PasskeyAdded, name="notifications.tell_passkey_added")
def tell_passkey_added(event: PasskeyAdded, *, now: datetime) -> None:
    """Tell a person by every way that there is another way in: if it was not they, they still come in by a code."""
    people = list(User.objects.filter(pk=event.user_id, is_active=True))
    notify_people(
        people=people,
        key=f"passkey:{event.passkey_id}",
        template="passkey_added",
        context={
            person.language: {
                "name": event.name,
                "url": f"{settings.PUBLIC_URL}/{person.language}/account/passkeys/",
            }
            for person in people
        },
        prefer=BY_PHONE,
        every_way=True,
        now=now,
    )
