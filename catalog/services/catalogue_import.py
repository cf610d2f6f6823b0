"""A table of products is sent, looked at, and then run or given up."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models.catalogue_import import CatalogueImport, CatalogueImportRow
from catalog.policies import may_edit, may_see
from catalog.sheets.reading import read_sheet
from catalog.states import IMPORT_FLOW, ImportState, Verdict
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import actor_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import search_words, without_controls

# The first row below the names, as a spreadsheet counts
FIRST = 2


def catalogue_import_upload(
    *, actor: Actor, organisation_id: int, file_name: str, content: bytes, language: str, now: datetime
) -> CatalogueImport:
    """
    Keep the rows of a table, to be tried by a worker; nothing of the catalogue changes.

    :param language: in which the reasons of refusals are told
    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write its products
    :raises InvalidInput: if the file is too large, no table, or empty
    :raises Conflict: while another table of the organisation is being tried or run
    """
    if not may_see(actor, organisation_id) or not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound(_("There is no such organisation."), field="organisation")
    require(may_edit(actor, organisation_id), _("Only the president or the sales people may write products."))
    # The rows are worked on later, with what the sender may do then: roles that were lent may have ended by that time.
    sender = User.objects.filter(pk=actor.user_id or 0).first()
    if sender is None or not may_edit(actor_of(sender), organisation_id):
        raise NotAllowed(_("A table is sent by the cooperative's own people, or by the staff for products."))
    rows = [
        CatalogueImportRow(number=number, values=values, twin_key=twin_key(values))
        for number, values in enumerate(read_sheet(content), FIRST)
        if values
    ]
    if not rows:
        raise InvalidInput(_("This table holds no rows."), field="file")
    try:
        with transaction.atomic():
            table = CatalogueImport.objects.create(
                organisation_id=organisation_id,
                uploaded_by=sender,
                uploaded_at=now,
                file_name=without_controls(file_name)[:120] or "table",
                language=language,
                row_count=len(rows),
            )
            for row in rows:
                row.table = table
            CatalogueImportRow.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        raise Conflict(
            _("Another table is being worked on. Please wait until it is done."), field="file"
        ) from None
    return table


def twin_key(values: Mapping[str, str]) -> str:
    """Return what is equal for rows that say the same thing; empty if a row names neither size nor product."""
    if sku := values.get("sku"):
        return f"sku:{sku}"[:200]
    name = values.get("name_fr") or values.get("name_ar") or values.get("product") or ""
    words = " ".join(sorted(search_words(name)))
    content = f"{values.get('net_quantity', '')} {values.get('unit', '').lower()}"
    return f"{words}|{content}"[:200] if words else ""


@transaction.atomic
def catalogue_import_run(*, actor: Actor, import_id: int, takes_resembling: bool) -> CatalogueImport:
    """
    Let the workers do what the rows said they would.

    :param takes_resembling: whether rows that resemble a product that is there are made too
    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the organisation's products
    :raises IllegalMove: if it has not been checked, or was run already
    :raises InvalidInput: if no row would do anything
    :raises Conflict: while another table of the organisation is being tried or run
    """
    table = import_locked(actor=actor, import_id=import_id)
    IMPORT_FLOW.check(ImportState(table.state), ImportState.RUNNING)
    wanted = [Verdict.CREATE, Verdict.CHANGE, *([Verdict.RESEMBLES] if takes_resembling else [])]
    if not table.rows.filter(verdict__in=wanted).exists():
        raise InvalidInput(_("No row of this table would do anything."), field="table")
    table.state, table.takes_resembling = ImportState.RUNNING, takes_resembling
    try:
        with transaction.atomic():
            table.save(update_fields=["state", "takes_resembling"])
    except IntegrityError:
        raise Conflict(_("Another table is being worked on. Please wait until it is done.")) from None
    return table


@transaction.atomic
def catalogue_import_discard(*, actor: Actor, import_id: int, now: datetime) -> CatalogueImport:
    """
    Give a table up before it is run; nothing of the catalogue has changed.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the organisation's products
    :raises IllegalMove: if it runs or was run
    """
    table = import_locked(actor=actor, import_id=import_id)
    IMPORT_FLOW.check(ImportState(table.state), ImportState.DISCARDED)
    table.state, table.finished_at = ImportState.DISCARDED, now
    table.save(update_fields=["state", "finished_at"])
    return table


def import_locked(*, actor: Actor, import_id: int) -> CatalogueImport:
    """
    Lock a table for a decision.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the organisation's products
    """
    table = CatalogueImport.objects.select_for_update().filter(pk=import_id).first()
    if table is None or not may_see(actor, table.organisation_id):
        raise NotFound(_("There is no such table."), field="table")
    require(
        may_edit(actor, table.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    return table
