"""Every officer is told when somebody changes where the money goes: it may be a theft."""

from datetime import date, datetime

from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.cooperatives.events import BankAccountConfirmed, BankAccountSubmitted
from marketplace.cooperatives.selectors import organisations_named
from marketplace.kernel.formats import format_date
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens
from marketplace.payouts.links import papers_url


@listens(BankAccountSubmitted, name="payouts.tell_account_submitted")
def tell_account_submitted(event: BankAccountSubmitted, *, now: datetime) -> None:
    """Tell the officers, by every way there is, that another account waits to be confirmed."""
    _tell(event, "submitted", {}, now)


@listens(BankAccountConfirmed, name="payouts.tell_account_confirmed")
def tell_account_confirmed(event: BankAccountConfirmed, *, now: datetime) -> None:
    """Tell the officers from when on the money goes elsewhere."""
    since = timezone.localdate(datetime.fromisoformat(event.usable_from))
    _tell(event, "confirmed", {"since": since}, now)


def _tell(
    event: BankAccountSubmitted | BankAccountConfirmed, step: str, days: dict[str, date], now: datetime
) -> None:
    officers = list(User.objects.filter(pk__in=event.officer_ids, is_active=True).order_by("pk"))
    cooperative = organisations_named([event.organisation_id])[event.organisation_id]
    context = {
        language: {
            "cooperative": cooperative.name(language),
            "account": event.rib_ending[-4:],
            "url": papers_url(language),
            **{name: format_date(day, language) for name, day in days.items()},
        }
        for language in {officer.language for officer in officers}
    }
    notify_people(
        people=officers,
        key=f"account:{event.bank_account_id}:{step}",
        template=f"account_{step}",
        context=context,
        prefer=BY_PHONE,
        every_way=True,
        now=now,
    )
