"""What waits for the cooperative today, read from the states of things: a picture, a digit and a way to each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.policies import may_consent
from catalog.selectors.articles import products_asked
from catalog.selectors.seller import products_to_correct
from frontend.views.portal.place import Place
from logistics.policies import may_announce
from logistics.selectors.inbound import notices_awaited
from logistics.selectors.pooled import calls_waiting, promises_waiting
from marketplace.cooperatives.alliances import alliance_invitations_of, votes_waiting
from marketplace.cooperatives.policies import may_ally, may_change_account
from marketplace.cooperatives.selectors import bank_accounts_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things of a kind that wait; only those that the person can do something about are urgent."""

    icon: str
    text: str
    count: int
    url: str
    is_urgent: bool


def _bring(place: Place, _now: datetime) -> tuple[int, str]:
    return notices_awaited(**place.known), reverse("frontend:portal-deliveries")


def _correct(place: Place, _now: datetime) -> tuple[int, str]:
    return products_to_correct(**place.known), reverse("frontend:portal-products")


def _shared(place: Place, _now: datetime) -> tuple[int, str]:
    rows = products_asked(**place.known)
    return len(rows), f"{reverse('frontend:portal-product', args=[rows[0]])}#shared" if rows else ""


def _confirm(place: Place, _now: datetime) -> tuple[int, str]:
    waiting = [row for row in bank_accounts_of(**place.known) if not row.is_active]
    return len(waiting), reverse("frontend:portal-papers")


def _answer(place: Place, _now: datetime) -> tuple[int, str]:
    return len(alliance_invitations_of(**place.known)), reverse("frontend:portal-alliances")


def _vote(place: Place, now: datetime) -> tuple[int, str]:
    rows = votes_waiting(**place.known, at=now)
    if not rows:
        return 0, ""
    url = reverse("frontend:portal-alliance", args=[rows[0].alliance_id])
    return len(rows), f"{url}#vote-{rows[0].pk}"


def _supply(place: Place, now: datetime) -> tuple[int, str]:
    rows = calls_waiting(**place.known, today=timezone.localdate(now))
    if not rows:
        return 0, ""
    url = reverse("frontend:portal-pool", args=[rows[0].listing_id])
    return len(rows), f"{url}#call-{rows[0].pk}"


def _deliver(place: Place, _now: datetime) -> tuple[int, str]:
    rows = promises_waiting(**place.known)
    return len(rows), reverse("frontend:portal-pool", args=[rows[0].listing_id]) if rows else ""


def _announces(place: Place) -> bool:
    return may_announce(place.actor, place.organisation_id)


def _allies(place: Place) -> bool:
    return may_ally(place.actor, place.organisation_id)


def _consents(place: Place) -> bool:
    return may_consent(place.actor, place.organisation_id)


def _changes_account(place: Place) -> bool:
    return may_change_account(place.actor, place.organisation_id)


# Picture, words, how many and where, and whose task it is
_KINDS: Sequence[
    tuple[str, Promise, Callable[[Place, datetime], tuple[int, str]], Callable[[Place], bool]]
] = (
    ("truck", _("To bring to the hub"), _bring, _announces),
    ("pencil", _("Products to correct"), _correct, _announces),
    ("store", _("Show it beside others?"), _shared, _consents),
    ("bank", _("A bank account to confirm"), _confirm, _changes_account),
    ("mail", _("You are asked to join"), _answer, _allies),
    ("thumb-up", _("To vote"), _vote, _allies),
    ("bell", _("Asked for"), _supply, _announces),
    ("crate", _("Promised, to be announced"), _deliver, _announces),
)


def waiting_for(place: Place, *, now: datetime) -> list[Waiting]:
    """Return what waits, in eight queries whatever there is."""
    found = []
    for icon, text, count_of, is_task in _KINDS:
        count, url = count_of(place, now)
        if count:
            found.append(Waiting(icon, str(text), count, url, is_task(place)))
    return found
