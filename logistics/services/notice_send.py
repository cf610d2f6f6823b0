"""Announce goods to a hub, from the field with a phone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.inbound import Notice, NoticeLine
from logistics.models.warehouse import Warehouse
from logistics.policies import may_announce
from logistics.selectors.pooled import may_bring
from logistics.services.evidence_keep import Stored, evidence_note, evidence_stored
from logistics.services.numbers import next_serial, number_of
from logistics.states import Arrival, EvidenceKind, WarehouseKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.geography import province
from marketplace.kernel.policy import require

MOST_LINES: Final = 50
MOST_CRATES: Final = 1_000
MOST_UNITS_PER_CRATE: Final = 10_000
# Who announces farther ahead is guessing a date
FARTHEST: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """So many crates of an article, each holding so many units."""

    variant_id: int
    crates: int
    units_per_crate: int
    harvest_date: date | None = None
    produced_date: date | None = None
    best_before_date: date | None = None


def notice_send(
    *,
    actor: Actor,
    organisation_id: int,
    warehouse_id: uuid.UUID,
    lines: Sequence[Announced],
    ready_date: date,
    arrival: Arrival,
    key: str,
    now: datetime,
    note: str = "",
    collect_at: str = "",
    collect_province: str = "",
    photo: bytes | None = None,
) -> Notice:
    """
    Tell a hub what will come; the same key again returns the first notice and announces nothing more.

    :param key: made with the form
    :param collect_at: where the goods are to be collected, if they are; empty: at the cooperative's own address
    :param photo: of the crates
    :raises NotAllowed: if the actor may not speak for this organisation
    :raises NotFound: if there is no such hub, or a product is not the organisation's
    :raises InvalidInput: if a number, a day, the key or the photo cannot be used
    :raises Conflict: if the key belongs to somebody else's notice
    """
    require(may_announce(actor, organisation_id), _("You may not announce goods for this cooperative."))
    _demand_sensible(lines, ready_date, key, today=timezone.localdate(now))
    where = _where(organisation_id, collect_at, collect_province) if arrival == Arrival.COLLECTION else {}
    picture = (EvidenceKind.PHOTO, photo) if photo is not None else None
    with evidence_stored({"photo": picture}) as stored:
        return _sent(
            Notice(
                key=key,
                organisation_id=organisation_id,
                warehouse_id=warehouse_id,
                arrival=arrival,
                ready_date=ready_date,
                note=note.strip()[:300],
                created_by=actor.name,
                created_at=now,
                **where,
            ),
            lines,
            stored.get("photo"),
            actor=actor,
        )


def own_address(organisation_id: int) -> dict[str, str]:
    """Return where a cooperative's goods are collected if it names no other place: its own address."""
    own = Organisation.objects.get(pk=organisation_id)
    address = ", ".join(part for part in (own.address, own.commune) if part)
    return {"collect_at": address[:200], "collect_province": own.province}


def _where(organisation_id: int, place: str, province_code: str) -> dict[str, str]:
    own = own_address(organisation_id)
    return {
        "collect_at": place.strip()[:200] or own["collect_at"],
        "collect_province": province(province_code or own["collect_province"]).code,
    }


def _demand_sensible(lines: Sequence[Announced], ready_date: date, key: str, *, today: date) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A notice needs a key of at most 80 characters."), field="key")
    if not today <= ready_date <= today + FARTHEST:
        raise InvalidInput(_("Choose a day between today and 90 days from now."), field="ready_date")
    if not 1 <= len(lines) <= MOST_LINES or len({line.variant_id for line in lines}) < len(lines):
        raise InvalidInput(_("Announce between 1 and 50 products, each once."), field="lines")
    for line in lines:
        if not 1 <= line.crates <= MOST_CRATES:
            raise InvalidInput(
                _("The number of crates must be between 1 and %(most)s.") % {"most": MOST_CRATES},
                field="crates",
            )
        if not 1 <= line.units_per_crate <= MOST_UNITS_PER_CRATE:
            raise InvalidInput(
                _("A crate holds between 1 and %(most)s pieces.") % {"most": MOST_UNITS_PER_CRATE},
                field="units_per_crate",
            )


@transaction.atomic
def _sent(notice: Notice, lines: Sequence[Announced], photo: Stored | None, *, actor: Actor) -> Notice:
    known = Notice.objects.filter(key=notice.key).first()
    if known is not None:
        if known.organisation_id != notice.organisation_id:
            raise Conflict(_("Something else was announced under this key."), field="key")
        return known
    if not Warehouse.objects.filter(pk=notice.warehouse_id, kind=WarehouseKind.HUB, is_active=True).exists():
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    wanted = {line.variant_id for line in lines}
    own = Variant.objects.filter(may_bring(notice.organisation_id), pk__in=wanted).distinct()
    if own.count() < len(wanted):
        raise NotFound(_("This product is not one of yours."), field="variant")
    notice.number = number_of("notice", next_serial("notice"))
    notice.save(force_insert=True)
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            variant_id=line.variant_id,
            crates=line.crates,
            units_per_crate=line.units_per_crate,
            harvest_date=line.harvest_date,
            produced_date=line.produced_date,
            best_before_date=line.best_before_date,
        )
        for line in lines
    )
    if photo is not None:
        evidence_note(
            photo,
            subject=f"notice:{notice.pk}",
            warehouse_id=notice.warehouse_id,
            organisation_id=notice.organisation_id,
            actor=actor,
            now=notice.created_at,
        )
    return notice
