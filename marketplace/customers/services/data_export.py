"""Gather what is kept about a person, for them to take away; kept for a week."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from marketplace.customers.archive import archive_of
from marketplace.customers.links import own_data_url
from marketplace.customers.models.data_export import DataExport
from marketplace.customers.selectors.own_data import own_data
from marketplace.customers.services.signed_in import person_locked
from marketplace.kernel.actor import Actor
from marketplace.notifications.services.notify_people import BY_MAIL, notify_people

KEPT = timedelta(days=7)
# Asking again within a day returns the same archive
AGAIN_AFTER = timedelta(days=1)


@transaction.atomic
def data_export_ask(*, actor: Actor, now: datetime) -> DataExport:
    """
    Ask for an archive of one's own data; while one is due or fresh, it is that one.

    :raises NotAllowed: if nobody is signed in
    """
    person = person_locked(actor)
    fresh = (
        DataExport.objects.filter(user=person, asked_at__gt=now - AGAIN_AFTER).order_by("-asked_at").first()
    )
    due = DataExport.objects.filter(user=person, made_at=None).first()
    return due or fresh or DataExport.objects.create(user=person, asked_at=now)


def data_exports_make(*, now: datetime, limit: int = 20) -> int:
    """Make the archives that are due, each in a transaction of its own; return how many."""
    made = 0
    while made < limit and _make_one(now):
        made += 1
    return made


@transaction.atomic
def _make_one(now: datetime) -> bool:
    due = DataExport.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    export = due.filter(made_at=None).order_by("asked_at", "pk").first()
    if export is None:
        return False
    content = archive_of(own_data(Actor(user_id=export.user_id)))
    # The name says nothing, and nobody guesses it: the storage may be an object store
    export.file.save(f"exports/{export.pk}.zip", ContentFile(content), save=False)
    export.made_at = now
    export.save(update_fields=["file", "made_at"])
    language = export.user.language
    notify_people(
        people=[export.user],
        key=f"data-export:{export.pk}",
        template="data_export_ready",
        context={language: {"url": own_data_url(language), "days": str(KEPT.days)}},
        prefer=BY_MAIL,
        now=now,
    )
    return True


@transaction.atomic
def data_exports_forget(*, now: datetime, limit: int = 200) -> int:
    """Delete archives that lay ready for a week, file and row; return how many."""
    old = DataExport.objects.select_for_update(skip_locked=True).filter(made_at__lt=now - KEPT)
    rows = list(old.order_by("pk")[:limit])
    for row in rows:
        row.file.delete(save=False)
    return DataExport.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
