"""Ask for a sheet that a worker draws in the background: a walk, a manifest, the labels of many lots."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.label_rules import mentions_missing
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot
from logistics.models.parcel import Parcel
from logistics.models.sheet import SheetJob
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.label_facts import label_facts_of
from logistics.selectors.parcels import manifest_seen
from logistics.selectors.waves import waves_seen
from logistics.services.label_print import demand_complete_label
from logistics.states import SheetKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

# So many lines stand in one part; of labels, those of one lot
PART_SIZE: Final = {SheetKind.PICK_LIST: 200, SheetKind.MANIFEST: 200, SheetKind.LABELS: 1}
MOST_LOTS: Final = 200


def sheet_of_wave(*, actor: Actor, wave_id: int, language: str, key: str, now: datetime) -> SheetJob:
    """
    Ask for the pick list of a wave as it stands now; the same key again is the same sheet. Three statements.

    :raises NotFound: if there is no such wave
    :raises NotAllowed: if the actor does not run its hub
    :raises InvalidInput: if nothing is left to pick
    """
    wave = waves_seen(actor=actor, wave_id=wave_id).first()
    if wave is None:
        raise NotFound(_("There is no such wave."), field="subject")
    shares = LotAllocation.objects.filter(line__fulfilment__wave=wave, packed_at=None).order_by(
        F("lot_stock__bin__code").asc(nulls_last=True), "line__variant_id", "lot_stock_id", "id"
    )
    keys = list(shares.values_list("pk", flat=True))
    return _asked(SheetKind.PICK_LIST, keys, wave.warehouse, wave.number, language, key, actor, now)


def sheet_of_manifest(*, actor: Actor, manifest_id: int, language: str, key: str, now: datetime) -> SheetJob:
    """
    Ask for the list of parcels that a carrier took; the same key again is the same sheet.

    :raises NotFound: if there is no such manifest
    :raises NotAllowed: if the actor is not of its hub
    """
    manifest = manifest_seen(actor=actor, manifest_id=manifest_id)
    require(may_run_hub(actor, manifest.warehouse.organisation_id), _("This is for the people of this hub."))
    keys = list(Parcel.objects.filter(manifest=manifest).order_by("id").values_list("pk", flat=True))
    return _asked(SheetKind.MANIFEST, keys, manifest.warehouse, manifest.number, language, key, actor, now)


def sheet_of_labels(
    *, actor: Actor, warehouse_id: uuid.UUID, codes: Sequence[str], language: str, key: str, now: datetime
) -> SheetJob:
    """
    Ask for the legal labels of many lots, given by their codes; each print goes into the log.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises LabelIncomplete: if the label of one lacks a mandatory mention; then none is printed
    :raises InvalidInput: if no lot is named, too many are, or one does not belong to this hub
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("This is for the people of this hub."))
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    if len(wanted) > MOST_LOTS:
        raise InvalidInput(_("At most %(most)d lots at once.") % {"most": MOST_LOTS}, field="codes")
    rows = Lot.objects.filter(code__in=wanted, warehouse=warehouse).select_related("variant")
    lots = {lot.code: lot for lot in rows}
    for code in wanted:
        if code not in lots:
            raise InvalidInput(_("%(code)s is not known here.") % {"code": code}, field="codes")
    today = timezone.localdate(now)
    skus = {lot.pk: lot.variant.sku for lot in lots.values()}
    for lot_id, facts in label_facts_of(skus, on=today).items():
        demand_complete_label(facts, mentions_missing(facts, on=today), sku=skus[lot_id])
    keys = [lots[code].pk for code in wanted]
    title = wanted[0] if len(wanted) == 1 else f"{wanted[0]} … {wanted[-1]}" if wanted else ""
    return _asked(SheetKind.LABELS, keys, warehouse, title, language, key, actor, now)


def _asked(
    kind: SheetKind,
    subjects: list[int],
    warehouse: Warehouse,
    title: str,
    language: str,
    key: str,
    actor: Actor,
    now: datetime,
) -> SheetJob:
    if not subjects:
        raise InvalidInput(_("There is nothing to print."), field="codes")
    job, _made = SheetJob.objects.get_or_create(
        key=f"{kind}:{key}"[:120],
        defaults={
            "warehouse": warehouse,
            "kind": kind,
            "subjects": subjects,
            "title": title[:80],
            "language": language,
            "parts_total": -(-len(subjects) // PART_SIZE[kind]),
            "due_at": now,
            "asked_by": actor.name,
            "asked_at": now,
        },
    )
    return job
