"""Print the legal labels of a lot, or refuse and say which mention is missing; every print is written down."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.digital_link import lot_path
from logistics.label_rules import MENTION_NAMES, LabelFacts, Mention, mentions_missing
from logistics.label_words import allergen_words
from logistics.models.label import LabelPrint, LabelVersion
from logistics.models.lot import Lot
from logistics.policies import may_run_hub
from logistics.selectors.label_facts import label_facts_of
from logistics.selectors.locked import lot_locked
from logistics.states import LabelFormat
from logistics.zpl import DOTS_PER_INCH, zpl_of
from marketplace.documents.contracts import ProductLabel
from marketplace.documents.rendering import document_pdf, document_png
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import format_date_short
from marketplace.kernel.policy import require

MOST_COPIES: Final = 5_000
# What changes from lot to lot belongs to no version of the words.
_OF_THE_LOT: Final = {"best_before": "", "lot": "", "lot_url": ""}


class LabelIncomplete(InvalidInput):
    """A label lacks mentions; `mentions` says which."""

    code = "LABEL_INCOMPLETE"

    def __init__(self, message: str, mentions: Sequence[Mention]) -> None:
        super().__init__(message, field="label")
        self.mentions = tuple(mentions)


@dataclass(frozen=True, slots=True)
class Printed:
    """What goes to the printer, and the line in the log."""

    content: bytes
    row: LabelPrint


@transaction.atomic
def label_print(
    *, actor: Actor, lot_id: int, copies: int, form: LabelFormat, reason: str = "", now: datetime
) -> Printed:
    """
    Draw the labels of a lot's packs; new words make a new version, and a second print needs a reason.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises LabelIncomplete: if a mandatory mention is missing
    :raises InvalidInput: if the number of copies cannot be, or a reprint has no reason
    """
    lot = lot_locked(lot_id)
    require(
        may_run_hub(actor, lot.warehouse.organisation_id), _("Only the people of this hub may print labels.")
    )
    if not 1 <= copies <= MOST_COPIES:
        raise InvalidInput(
            _("Print between 1 and %(most)s labels at once.") % {"most": MOST_COPIES}, field="copies"
        )
    is_reprint = LabelPrint.objects.filter(lot=lot).exists()
    if is_reprint and not reason.strip():
        raise InvalidInput(_("Labels of this lot were printed before: please say why again."), field="reason")
    facts = label_facts_of([lot.pk], on=timezone.localdate(now))[lot.pk]
    demand_complete_label(facts, mentions_missing(facts, on=timezone.localdate(now)), sku=lot.variant.sku)
    contract = label_of(lot, facts)
    content = _drawn(contract, form, copies)
    row = LabelPrint.objects.create(
        lot=lot,
        version=_version_of(lot, contract, now=now),
        warehouse=lot.warehouse,
        format=form,
        copies=copies,
        is_reprint=is_reprint,
        reason=reason.strip()[:200],
        printed_by=actor.name,
        printed_at=now,
    )
    return Printed(content, row)


def demand_complete_label(facts: LabelFacts, missing: Sequence[Mention], *, sku: str) -> None:
    """
    Pass if a label lacks nothing.

    :raises LabelIncomplete: with the names of what is missing
    """
    if missing:
        names = ", ".join(str(MENTION_NAMES[mention]) for mention in missing)
        message = _("The label of %(sku)s (lot %(lot)s) lacks: %(mentions)s.")
        raise LabelIncomplete(message % {"sku": sku, "lot": facts.lot, "mentions": names}, missing)


def label_of(lot: Lot, facts: LabelFacts) -> ProductLabel:
    """Return a lot's label, ready to be set."""
    gtin = lot.variant.gtin if len(lot.variant.gtin) == 13 else ""
    sign = next((sign for name, sign in facts.protected if name == facts.protected_name), "")
    return ProductLabel(
        name_ar=facts.names.get("ar", ""),
        name_fr=facts.names.get("fr", ""),
        protected=f"{facts.protected_name} {sign}".strip() if facts.protected_name else "",
        net_quantity=facts.net_quantity,
        ingredients_ar=facts.ingredients.get("ar", ""),
        ingredients_fr=facts.ingredients.get("fr", ""),
        allergens_ar=allergen_words(facts.allergens, "ar"),
        allergens_fr=allergen_words(facts.allergens, "fr"),
        storage_ar=facts.storage.get("ar", ""),
        storage_fr=facts.storage.get("fr", ""),
        date_marking=facts.date_marking,
        best_before=format_date_short(facts.best_before, "fr") if facts.best_before else "",
        lot=facts.lot,
        maker=facts.maker,
        maker_place=facts.maker_place,
        packer=lot.warehouse.name("fr"),
        origin=facts.origin,
        authorisation=facts.authorisation,
        gtin=gtin,
        lot_url=settings.PUBLIC_URL + lot_path(gtin=lot.variant.gtin, lot=lot.code),
    )


def _drawn(contract: ProductLabel, form: LabelFormat, copies: int) -> bytes:
    if form == LabelFormat.ZPL:
        png = document_png(contract, "ar", dots_per_inch=DOTS_PER_INCH)
        return zpl_of(png, copies=copies).encode("ascii")
    return document_pdf(contract, "ar")


def _version_of(lot: Lot, contract: ProductLabel, *, now: datetime) -> LabelVersion:
    """The version that holds these words; the newest one is followed by another if they have changed."""
    texts = asdict(replace(contract, **_OF_THE_LOT))
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    newest = LabelVersion.objects.filter(variant=lot.variant_id).order_by("-version").first()
    if newest is not None and newest.sha256 == digest:
        return newest
    return LabelVersion.objects.create(
        variant=lot.variant,
        version=newest.version + 1 if newest else 1,
        texts=texts,
        sha256=digest,
        created_at=now,
    )
