"""Somebody of the cooperative opens the lesson that came with a decision."""

from datetime import datetime

from django.utils.translation import gettext as _

from logistics.models.quality import QualityCheck
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound


def lesson_open(*, actor: Actor, check_id: int, now: datetime) -> QualityCheck:
    """
    Return a decided check with a lesson; the first time one of its cooperative's people opens it is written down.

    :raises NotFound: if there is none, or it is not about the actor's goods
    """
    rows = QualityCheck.objects.filter(pk=check_id, decided_at__isnull=False).exclude(lesson="")
    check = rows.first()
    if check is None or not actor.belongs_to(check.organisation_id):
        raise NotFound(_("There is no such lesson."), field="lesson")
    if rows.filter(lesson_opened_at=None).update(lesson_opened_at=now):
        check.lesson_opened_at = now
    return check
