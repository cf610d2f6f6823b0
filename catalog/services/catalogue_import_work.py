"""
Try the rows of a table, or do them: some at a time, each by itself.

To try a row is to do it and to take it back, so that what is told beforehand is what the services themselves say. A
worker that dies loses at most one batch, which the next one does again.
"""

from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.models.catalogue_import import CatalogueImport, CatalogueImportRow
from catalog.services.catalogue_row_apply import Applied, catalogue_row_apply
from catalog.states import ImportState, Verdict
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.selectors import actor_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError

BATCH = 25
# What services call a part, and the column of the table that says it
_COLUMNS = {
    "names": "name_fr",
    "descriptions": "description_fr",
    "ingredients": "ingredients_fr",
    "product_type": "family",
    "category": "family",
    "amount": "price",
    "season_months": "season",
    "variants": "sku",
    "state": "product",
}


class _TakenBack(Exception):  # noqa: N818: no error, it takes back what was only tried
    """Takes back what was only tried, and tells what it was."""

    def __init__(self, applied: Applied) -> None:
        super().__init__()
        self.applied = applied


@transaction.atomic
def catalogue_import_work(*, now: datetime, batch: int = BATCH) -> int:
    """Work on the oldest table that waits and that no other worker holds; return how many rows, 0 if none is due."""
    due = CatalogueImport.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "uploaded_by"
    )
    table = due.filter(state__in=[ImportState.CHECKING, ImportState.RUNNING]).order_by("pk").first()
    if table is None:
        return 0
    rows = _rows(table, batch)
    actor, channel = actor_of(table.uploaded_by), default_channel()
    with translation.override(table.language):
        for row in rows:
            if table.state == ImportState.CHECKING:
                _try(row, table, actor, channel, now)
            else:
                _do(row, table, actor, channel, now)
    if len(rows) < batch:
        is_checked = table.state == ImportState.CHECKING
        table.state = ImportState.CHECKED if is_checked else ImportState.DONE
        table.finished_at = None if is_checked else now
        table.save(update_fields=["state", "finished_at"])
    return max(len(rows), 1)


def _rows(table: CatalogueImport, batch: int) -> list[CatalogueImportRow]:
    rows = table.rows.filter(verdict="")
    if table.state == ImportState.RUNNING:
        wanted = [Verdict.CREATE, Verdict.CHANGE]
        wanted += [Verdict.RESEMBLES] if table.takes_resembling else []
        rows = table.rows.filter(verdict__in=wanted, is_done=False)
    return list(rows.order_by("number")[:batch])


def _try(
    row: CatalogueImportRow, table: CatalogueImport, actor: Actor, channel: Channel, now: datetime
) -> None:
    """Do a row, take it back, and keep what it would have done."""
    try:
        with transaction.atomic():
            raise _TakenBack(_applied(row, table, actor, channel, now))
    except _TakenBack as taken_back:
        applied = taken_back.applied
        row.verdict = applied.verdict
        row.product_id = None if applied.verdict == Verdict.CREATE else applied.product.pk
        if applied.resembles is not None:
            row.product = applied.resembles
            row.reasons = {
                "": _("This is probably “%(name)s”, which is there already.")
                % {"name": applied.resembles.name(table.language)}
            }
        _compare(row, table)
    except (DomainError, DatabaseError) as error:
        _refuse(row, error)
    row.save(update_fields=["verdict", "product", "reasons"])


def _do(
    row: CatalogueImportRow, table: CatalogueImport, actor: Actor, channel: Channel, now: datetime
) -> None:
    try:
        with transaction.atomic():
            row.product = _applied(row, table, actor, channel, now).product
    except (DomainError, DatabaseError) as error:
        _refuse(row, error)
    row.is_done = True
    row.save(update_fields=["verdict", "product", "reasons", "is_done"])


def _applied(
    row: CatalogueImportRow, table: CatalogueImport, actor: Actor, channel: Channel, now: datetime
) -> Applied:
    return catalogue_row_apply(
        actor=actor, organisation_id=table.organisation_id, channel=channel, values=row.values, now=now
    )


def _compare(row: CatalogueImportRow, table: CatalogueImport) -> None:
    """Hold a row against the rows above it: the same size is refused, the same product is doubted."""
    if not row.twin_key:
        return
    twin = table.rows.filter(twin_key=row.twin_key, number__lt=row.number).order_by("number").first()
    if twin is None:
        return
    is_same_size = "sku" in row.values
    row.verdict = Verdict.REFUSED if is_same_size else Verdict.RESEMBLES
    row.reasons = {
        "sku" if is_same_size else "": _("Row %(number)s says the same.") % {"number": twin.number}
    }


def _refuse(row: CatalogueImportRow, error: Exception) -> None:
    row.verdict, row.product = Verdict.REFUSED, None
    if isinstance(error, DomainError):
        field = error.field or ""
        row.reasons = {_COLUMNS.get(field, field): error.message}
    else:
        row.reasons = {"": _("This row cannot be kept as it is.")}
