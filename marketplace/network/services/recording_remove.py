"""A voice is taken out of its slot, and can be put back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from marketplace.network.models import Recording
from marketplace.network.policies import may_record
from marketplace.network.services.recording_keep import empty_slot


def _found(recording_id: int) -> Recording:
    row = Recording.objects.filter(pk=recording_id).first()
    if row is None:
        raise NotFound(_("There is no such recording."), field="recording")
    return row


@transaction.atomic
def recording_remove(*, actor: Actor, recording_id: int, now: datetime) -> Recording:
    """
    Play a recording no more; the file is kept.

    :raises NotAllowed: for who may not
    :raises NotFound: if there is no such recording
    """
    require(may_record(actor), _("Your role does not cover this."))
    row = _found(recording_id)
    Recording.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def recording_restore(*, actor: Actor, recording_id: int, now: datetime) -> Recording:
    """
    Play again what was taken out; whatever is in the slot gives way.

    :raises NotAllowed: for who may not
    :raises NotFound: if there is no such recording
    """
    require(may_record(actor), _("Your role does not cover this."))
    row = _found(recording_id)
    empty_slot(row.action, row.language, now)
    Recording.objects.filter(pk=row.pk).update(removed_at=None)
    row.refresh_from_db()
    return row
