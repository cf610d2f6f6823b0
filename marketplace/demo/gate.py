"""The hub's gate in the demonstration: what is announced, received and examined, and a recall that was closed."""

import io
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count

from catalog.models.product import Variant
from catalog.pictures import product_picture
from logistics.lessons import lesson_about
from logistics.models.inbound import GoodsReceipt, Notice
from logistics.models.lot import Lot, LotStock
from logistics.models.recall import Recall, RecallParcel
from logistics.quality import Criterion, CriterionKind, checklist_of
from logistics.services.discrepancy_settle import discrepancy_settle
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.label_print import label_print
from logistics.services.lot_examine import Examination, lot_examine
from logistics.services.lot_write_off import lot_write_off
from logistics.services.notice_send import Announced, notice_send
from logistics.services.recall_close import recall_close
from logistics.services.recall_follow import recall_follow
from logistics.services.recall_open import recall_open
from logistics.states import (
    Arrival,
    CheckDecision,
    DiscrepancyOutcome,
    LabelFormat,
    MovementReason,
    RecallReach,
    RecallTrigger,
)
from marketplace.demo.organisations import MACHINE, Country
from marketplace.demo.storage import bin_for
from marketplace.outbox.delivery import deliver

LOADS = 24
# The newest of them are announced and have not come yet
AWAITED = 5


def gate_make(country: Country, *, now: datetime) -> int:
    """Let cooperatives announce and bring two dozen loads; most are counted, examined and labelled."""
    chance = random.Random("gate")  # noqa: S311  (a demonstration must be the same each time)
    variants = list(
        Variant.objects.filter(stocks__warehouse=country.warehouse)
        .select_related("product__product_type")
        .order_by("product__organisation", "id")
        .distinct("product__organisation")[:LOADS]
    )
    for number, variant in enumerate(variants):
        day = now - timedelta(days=max(LOADS - AWAITED - number, 0), hours=2)
        _load(country, chance, variant, number, day, is_awaited=number >= len(variants) - AWAITED)
        while deliver(now=day):
            pass
    return len(variants)


def _load(
    country: Country,
    chance: random.Random,
    variant: Variant,
    number: int,
    day: datetime,
    *,
    is_awaited: bool,
) -> None:
    notice = _announced(country, chance, variant, number, day)
    if is_awaited:
        return
    receipt = _counted(country, chance, variant, notice, number, day)
    _settle(receipt.lines.get().discrepancies.values_list("pk", flat=True), number, day)
    _examine(Lot.objects.get(code=f"DG-{number:03d}"), chance, number, day + timedelta(hours=3))


def _announced(
    country: Country, chance: random.Random, variant: Variant, number: int, day: datetime
) -> Notice:
    family = variant.product.product_type
    return notice_send(
        actor=MACHINE,
        organisation_id=variant.product.organisation_id,
        warehouse_id=country.warehouse.pk,
        lines=[
            Announced(
                variant_id=variant.pk,
                crates=chance.randint(2, 6),
                units_per_crate=chance.choice([6, 12, 24]),
                produced_date=day.date() - timedelta(days=9),
                best_before_date=day.date() + timedelta(days=300) if family.is_food else None,
            )
        ],
        ready_date=day.date() + timedelta(days=chance.randint(0, 4)),
        arrival=chance.choice([Arrival.DROP_OFF, Arrival.DROP_OFF, Arrival.COLLECTION]),
        key=f"demo-notice-{number}",
        now=day,
    )


def _counted(
    country: Country, chance: random.Random, variant: Variant, notice: Notice, number: int, day: datetime
) -> GoodsReceipt:
    """Now and then something is missing or broken."""
    announced = notice.lines.get().quantity
    short, damaged = (2, 0) if number % 5 == 0 else (0, 1) if number % 7 == 3 else (0, 0)
    counted = announced - short - damaged
    return goods_receive(
        actor=MACHINE,
        delivery=Delivery(
            warehouse_id=country.warehouse.pk,
            notice_id=notice.pk,
            brought_by="Chauffeur (démo)",
            temperature_c=Decimal(chance.randint(20, 39)) / 10,
        ),
        lines=[
            Counted(
                variant_id=variant.pk,
                counted=counted,
                damaged=damaged,
                weight_g=variant.weight_g * announced,
                code=f"DG-{number:03d}",
                bin_code=bin_for(variant, number),
            )
        ],
        key=f"demo-receipt-{number}",
        now=day + timedelta(hours=1),
    )


def _settle(cases: Iterable[int], number: int, day: datetime) -> None:
    """Most differences are agreed upon the same day; some still wait."""
    for case in cases:
        if number % 2:
            discrepancy_settle(
                actor=MACHINE,
                discrepancy_id=case,
                outcome=DiscrepancyOutcome.AGREED,
                note="Recompté ensemble à l’arrivée",
                now=day + timedelta(hours=2),
            )


def _examine(lot: Lot, chance: random.Random, number: int, moment: datetime) -> None:
    """Two thirds are good, some get a remark, one is refused with its lesson, the last wait for the laboratory."""
    product_type = lot.variant.product.product_type
    criteria = [row for row in checklist_of(product_type.facts) if row.kind == CriterionKind.NUMBER]
    bad = next((row for row in criteria if row.most is not None and row.is_firm), None)
    readings = {
        row.key: _good(row, chance) for row in criteria if row.most is not None or row.least is not None
    }
    if number % 6 == 4:
        if bad is not None and bad.most is not None:
            readings[bad.key] = f"{bad.most * Decimal('1.2'):.1f}"
        is_refused = number % 12 == 4
        seen = Examination(
            readings=readings,
            sample_units=3,
            used_units=1,
            decision=CheckDecision.REJECTED if is_refused else CheckDecision.RELEASED_WITH_REMARK,
            reason=f"{bad.label_fr} au-dessus de la limite" if bad else "Emballages abîmés",
            lesson=(lesson_about(bad.key) if bad else "packing") if is_refused else "",
            photo=_photo(product_type.key) if is_refused else None,
        )
    elif number % 9 == 8:
        seen = Examination(readings=readings, sample_units=3)
    else:
        seen = Examination(readings=readings, sample_units=3, used_units=1, decision=CheckDecision.RELEASED)
    check = lot_examine(actor=MACHINE, lot_id=lot.pk, seen=seen, now=moment)
    if check.decision == CheckDecision.RELEASED:
        label_print(
            actor=MACHINE,
            lot_id=lot.pk,
            copies=lot.quantity_received,
            form=LabelFormat.PDF,
            now=moment + timedelta(minutes=20),
        )


def _good(criterion: Criterion, chance: random.Random) -> str:
    """A value on the right side of the limit."""
    share = Decimal(chance.randint(70, 92)) / 100
    if criterion.least is not None and criterion.most is not None:
        return f"{criterion.least + (criterion.most - criterion.least) * share:.1f}"
    if criterion.most is not None:
        return f"{criterion.most * share:.2f}"
    return f"{(criterion.least or Decimal(0)) / share:.2f}"


def _photo(family: str) -> bytes:
    out = io.BytesIO()
    product_picture(family, 3, size=(600, 450)).save(out, "JPEG", quality=80)
    return out.getvalue()


def recalls_make(country: Country, *, now: datetime) -> int:
    """Take a lot back, follow its buyers up and close it; and leave a drill in the books. Return the parcels."""
    chosen = (
        Lot.objects.filter(
            warehouse=country.warehouse,
            state="released",
            stocks__allocations__line__fulfilment__state="delivered",
        )
        .annotate(parcels=Count("stocks__allocations", distinct=True))
        .filter(parcels__gte=2, parcels__lte=8)
        .order_by("-parcels", "id")
        .first()
    )
    if chosen is None:
        return 0
    opened = now - timedelta(days=2)
    _drill(country, chosen, opened - timedelta(days=1))
    return _recall(country, chosen, opened)


def _drill(country: Country, chosen: Lot, opened: datetime) -> None:
    drill = recall_open(
        actor=MACHINE,
        warehouse_id=country.warehouse.pk,
        lot_ids=[chosen.pk],
        trigger=RecallTrigger.DRILL,
        reason="Exercice trimestriel",
        key="demo-drill",
        now=opened,
    )
    recall_close(
        actor=MACHINE,
        recall_id=drill.pk,
        conclusion="Tout est retrouvé en moins de deux minutes.",
        now=opened + timedelta(seconds=84),
    )


def _recall(country: Country, chosen: Lot, opened: datetime) -> int:
    recall = recall_open(
        actor=MACHINE,
        warehouse_id=country.warehouse.pk,
        lot_ids=[chosen.pk],
        trigger=RecallTrigger.LABORATORY,
        reason="Humidité trop élevée : risque de moisissure",
        key="demo-recall",
        now=opened,
    )
    while deliver(now=opened):
        pass
    rows = _followed(recall, opened)
    standing = LotStock.objects.filter(lot=chosen, quantity__gt=0)
    for stock in standing:
        lot_write_off(
            actor=MACHINE,
            lot_id=chosen.pk,
            warehouse_id=stock.warehouse_id,
            units=stock.quantity,
            reason=MovementReason.DESTROY,
            note="Rappel",
            now=opened + timedelta(hours=20),
        )
    recall_close(
        actor=MACHINE,
        recall_id=recall.pk,
        conclusion="Séchage contrôlé par pesée avant l’emballage.",
        now=opened + timedelta(hours=30),
    )
    return rows


def _followed(recall: Recall, opened: datetime) -> int:
    """Every fifth customer cannot be reached; of the others half send back and half throw away."""
    rows = list(RecallParcel.objects.filter(recall=recall).order_by("id"))
    for number, row in enumerate(rows):
        is_reached = number % 5 != 4
        recall_follow(
            actor=MACHINE,
            recall_parcel_id=row.pk,
            reach=RecallReach.REACHED if is_reached else RecallReach.UNREACHABLE,
            returned_units=row.units if is_reached and number % 2 else 0,
            destroyed_units=row.units if is_reached and not number % 2 else 0,
            note="",
            now=opened + timedelta(hours=number + 1),
        )
    return len(rows)
