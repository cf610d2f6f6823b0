"""Draw the sheets that were asked for, part by part; what is drawn can be printed while the rest is on its way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction

from logistics.models.fulfilment import LotAllocation, Wave
from logistics.models.label import LabelPrint
from logistics.models.lot import Lot
from logistics.models.parcel import Manifest, Parcel
from logistics.models.sheet import SheetJob, SheetPart
from logistics.selectors.parcels import parcel_row
from logistics.selectors.waves import pick_rows
from logistics.services.label_print import MOST_COPIES, label_print
from logistics.services.papers import manifest_part_pdf, pick_part_pdf
from logistics.services.sheet_ask import PART_SIZE
from logistics.states import LabelFormat, SheetKind, SheetState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError

MAX_ATTEMPTS: Final = 5
LEASE: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=7)


def sheets_draw_due(*, now: datetime, limit: int = 50) -> int:
    """
    Draw parts that are due, each in a transaction of its own; return how many.

    A sheet is claimed for two minutes, and anew with each part: a worker that dies leaves it to the next one, which
    goes on where the last part ended. After five attempts without a part it is parked as failed, with its error.
    """
    drawn = 0
    while drawn < limit and (job_id := _claimed(now)) is not None:
        try:
            while drawn < limit and _draw_next(job_id, now):
                drawn += 1
        except (DomainError, OSError) as error:
            _failed(job_id, error, now)
        else:
            # Unfinished because of the limit: the next call goes on at once.
            SheetJob.objects.filter(pk=job_id, state=SheetState.DUE).update(due_at=now)
    return drawn


@transaction.atomic
def _claimed(now: datetime) -> int | None:
    due = SheetJob.objects.filter(state=SheetState.DUE, due_at__lte=now).order_by("due_at", "id")
    # Whoever claimed these for the last time never came back.
    due.filter(attempts__gte=MAX_ATTEMPTS).update(state=SheetState.FAILED)
    job = due.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.attempts, job.due_at = job.attempts + 1, now + LEASE
    job.save(update_fields=["attempts", "due_at"])
    return job.pk


@transaction.atomic
def _draw_next(job_id: int, now: datetime) -> bool:
    """Draw the next part; False when there is none."""
    job = SheetJob.objects.select_for_update(of=("self",)).select_related("warehouse").get(pk=job_id)
    if job.state != SheetState.DUE or job.parts_done == job.parts_total:
        return False
    size = PART_SIZE[SheetKind(job.kind)]
    subjects = job.subjects[job.parts_done * size : (job.parts_done + 1) * size]
    number = job.parts_done + 1
    content = _content(job, subjects, f"{number}/{job.parts_total}", now)
    part = SheetPart(job=job, number=number)
    part.file.save(f"sheets/{job.pk}-{number}.pdf", ContentFile(content), save=False)
    part.save()
    job.parts_done, job.attempts, job.due_at, job.last_error = number, 0, now + LEASE, ""
    if number == job.parts_total:
        job.state, job.ready_at = SheetState.READY, now
    job.save(update_fields=["parts_done", "attempts", "due_at", "last_error", "state", "ready_at"])
    return True


def _content(job: SheetJob, subjects: Sequence[int], part: str, now: datetime) -> bytes:
    if job.kind == SheetKind.PICK_LIST:
        rows = pick_rows(LotAllocation.objects.filter(pk__in=subjects))
        wave = Wave.objects.select_related("warehouse").get(number=job.title)
        return pick_part_pdf(wave, rows, part=part, language=job.language, now=now)
    if job.kind == SheetKind.MANIFEST:
        parcels = (
            Parcel.objects.filter(pk__in=subjects).select_related("fulfilment", "carrier").order_by("id")
        )
        manifest = Manifest.objects.select_related("warehouse", "carrier").get(number=job.title)
        return manifest_part_pdf(
            manifest, tuple(parcel_row(row) for row in parcels), part=part, language=job.language
        )
    return _labels(job, subjects[0], now)


def _labels(job: SheetJob, lot_id: int, now: datetime) -> bytes:
    """The labels of one lot, as many as were taken in; printing them again says that it was this sheet."""
    lot = Lot.objects.get(pk=lot_id)
    was_printed = LabelPrint.objects.filter(lot=lot).exists()
    return label_print(
        actor=Actor.of_machine(f"sheet-for:{job.asked_by}"[:60]),
        lot_id=lot_id,
        copies=min(lot.quantity_received, MOST_COPIES),
        form=LabelFormat.PDF,
        reason=f"sheet {job.pk}" if was_printed else "",
        now=now,
    ).content


def _failed(job_id: int, error: Exception, now: datetime) -> None:
    rows = SheetJob.objects.filter(pk=job_id, state=SheetState.DUE)
    text = error.message if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
    rows.filter(attempts__gte=MAX_ATTEMPTS).update(state=SheetState.FAILED)
    rows.update(last_error=text[:500])
    # Later and later: another attempt, another minute.
    for attempts in rows.values_list("attempts", flat=True):
        rows.update(due_at=now + timedelta(minutes=attempts))


@transaction.atomic
def sheets_forget(*, now: datetime, limit: int = 200) -> int:
    """Delete sheets that were asked for a week ago, files and rows; return how many."""
    rows = SheetJob.objects.filter(asked_at__lt=now - KEPT).order_by("pk").select_for_update(skip_locked=True)
    old = list(rows[:limit])
    for part in SheetPart.objects.filter(job__in=old):
        part.file.delete(save=False)
    SheetJob.objects.filter(pk__in=[job.pk for job in old]).delete()
    return len(old)
