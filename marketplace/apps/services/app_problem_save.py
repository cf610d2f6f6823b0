"""An app reports what is wrong with it; it or the staff dismiss that again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.apps.models.app import App
from marketplace.apps.models.problem import AppProblem
from marketplace.apps.policies import may_manage_apps
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.policy import require

LEAST_KEY, MOST_KEY = 3, 128
LEAST_MESSAGE, MOST_MESSAGE = 3, 2048
# What an app may have standing; the oldest makes room for a new one
MOST_STANDING: Final = 100
MOST_NAMED: Final = 100


class OtherApp(DomainError):
    """A problem is another app's."""

    code = "OUT_OF_SCOPE_APP"


@transaction.atomic
def app_problem_report(
    *,
    actor: Actor,
    key: str,
    message: str,
    critical_from: int | None = None,
    together: timedelta = timedelta(hours=1),
    now: datetime,
) -> AppProblem:
    """
    Write down a problem of the app that acts, or count it once more if it was reported lately under the same key.

    :param critical_from: from how many reports on it is critical; None: it stays as it is
    :param together: how long after the last report another one of the same key counts as the same problem
    :raises NotAllowed: to whoever is no app
    :raises InvalidInput: if the key or the message is too short, or the key too long
    """
    app_id = actor.app_id
    if app_id is None:
        raise NotAllowed(_("Only an app may say what is wrong with it."))
    key, message = key.strip(), message.strip()
    if not LEAST_KEY <= len(key) <= MOST_KEY:
        sizes = {"least": LEAST_KEY, "most": MOST_KEY}
        raise InvalidInput(_("The key has %(least)s to %(most)s signs.") % sizes, field="key")
    if len(message) < LEAST_MESSAGE:
        raise InvalidInput(_("The message is too short."), field="message")
    if len(message) > MOST_MESSAGE:
        message = f"{message[: MOST_MESSAGE - 3]}..."
    app = App.objects.select_for_update().get(pk=app_id)
    standing = AppProblem.objects.filter(app=app, dismissed_at=None)
    row = standing.filter(key=key, updated_at__gt=now - together).order_by("-updated_at", "-pk").first()
    if row is None:
        row = AppProblem(app=app, key=key, count=0, created_at=now)
        kept = standing.order_by("-updated_at", "-pk").values_list("pk", flat=True)[: MOST_STANDING - 1]
        standing.exclude(pk__in=list(kept)).delete()
    row.count, row.message, row.updated_at = row.count + 1, message, now
    if critical_from is not None:
        row.is_critical = row.count >= critical_from
    row.save()
    return row


@transaction.atomic
def app_problems_dismiss(
    *,
    actor: Actor,
    app_id: int | None = None,
    ids: Collection[int] = (),
    keys: Collection[str] = (),
    now: datetime,
) -> int:
    """
    Dismiss problems by id, or those of an app by key; return how many stood.

    :param app_id: whose they are; an app that acts means its own
    :raises NotAllowed: to whoever is neither an app nor looks after apps
    :raises OtherApp: if one is another app's than the one that acts
    :raises NotFound: if there is no such problem
    :raises InvalidInput: if too many are named
    """
    own = actor.app_id if actor.app_id is not None else app_id
    require(actor.app_id is not None or may_manage_apps(actor), _("You may not manage apps."))
    if len(ids) > MOST_NAMED or len(keys) > MOST_NAMED:
        raise InvalidInput(
            _("At most %(most)s can be named.") % {"most": MOST_NAMED}, field="keys" if keys else "ids"
        )
    rows = AppProblem.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    if keys:
        rows = AppProblem.objects.select_for_update(of=("self",)).filter(app=own, key__in=keys)
    found = list(rows.order_by("pk"))
    if ids and len(found) != len(set(ids)):
        raise NotFound(_("There is no such problem."), field="ids")
    if any(row.app_id != actor.app_id for row in found) and actor.app_id is not None:
        raise OtherApp(_("This problem is another app's."), field="ids")
    email = ""
    if actor.user_id is not None:
        email = User.objects.filter(pk=actor.user_id).values_list("email", flat=True).first() or ""
    standing = [row.pk for row in found if row.dismissed_at is None]
    AppProblem.objects.filter(pk__in=standing).update(
        dismissed_at=now, dismissed_by=actor.user_id, dismissed_email=email
    )
    return len(standing)
