"""Say which gift boxes a hub packs, what they hold and what they cost."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.kit import Kit, KitComponent
from logistics.models.processing import Consumable
from logistics.policies import may_set_prices
from logistics.selectors.locked import warehouse_locked
from logistics.states import KitKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require

MOST_COMPONENTS: Final = 40
MOST_PIECES: Final = 99
MOST_PERCENT: Final = 50
MOST_G: Final = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KitWish:
    """
    A gift box as somebody wants it.

    :param contents: article numbers with the pieces of each (of a chosen box: what may be chosen)
    :param price: what a fixed box costs at most; None: what its contents cost
    :param percent_off: by how many per cent a chosen box is cheaper than its contents
    """

    code: str
    kind: KitKind
    names: Mapping[str, str]
    contents: Mapping[str, int]
    price: Money | None = None
    percent_off: int = 0
    most_g: int = 0
    least_pieces: int = 1
    most_pieces: int = 1
    packaging: str = ""
    is_active: bool = True


@transaction.atomic
def kit_write(*, actor: Actor, warehouse_id: uuid.UUID, wanted: KitWish, now: datetime) -> Kit:
    """
    Create a box, or change the one of that code; orders that were placed keep theirs.

    What a box is cheaper is borne by the marketplace (decision 0266), so that whoever may set the hub's prices decides.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor may not set its prices
    :raises InvalidInput: if a name, number, article or kind of packaging cannot be, or another hub has the code
    """
    warehouse = warehouse_locked(warehouse_id)
    require(
        may_set_prices(actor, warehouse.organisation_id),
        _("Prices are set by those who answer for the hub."),
    )
    _demand_sane(wanted)
    if Kit.objects.filter(code=wanted.code).exclude(warehouse=warehouse).exists():
        raise InvalidInput(_("Another hub has a box of this code."), field="code")
    variants = _variants(wanted.contents)
    packaging = _packaging(wanted.packaging, warehouse_id)
    is_chosen = wanted.kind == KitKind.CHOSEN
    kit, _made = Kit.objects.update_or_create(
        code=wanted.code,
        defaults={
            "warehouse": warehouse,
            "kind": wanted.kind,
            "names": dict(wanted.names),
            "price_minor": wanted.price.minor if wanted.price and not is_chosen else None,
            "percent_off": wanted.percent_off if is_chosen else 0,
            "most_g": wanted.most_g if is_chosen else 0,
            "least_pieces": wanted.least_pieces if is_chosen else 1,
            "most_pieces": wanted.most_pieces if is_chosen else sum(wanted.contents.values()),
            "currency": wanted.price.currency if wanted.price else "MAD",
            "packaging": packaging,
            "is_active": wanted.is_active,
            "written_by": actor.name,
            "written_at": now,
        },
    )
    kit.components.all().delete()
    KitComponent.objects.bulk_create(
        KitComponent(kit=kit, variant=variants[sku], quantity=pieces)
        for sku, pieces in wanted.contents.items()
    )
    return kit


def _demand_sane(wanted: KitWish) -> None:
    if not wanted.code:
        raise InvalidInput(_("A box needs a code."), field="code")
    if not any(name.strip() for name in wanted.names.values()):
        raise InvalidInput(_("A box needs a name."), field="name_fr")
    pieces = wanted.contents.values()
    if not 1 <= len(wanted.contents) <= MOST_COMPONENTS or not all(
        1 <= each <= MOST_PIECES for each in pieces
    ):
        raise InvalidInput(
            _("Write 1 to %(most)d articles, each with its number of pieces.") % {"most": MOST_COMPONENTS},
            field="contents",
        )
    if wanted.price is not None and wanted.price.minor <= 0:
        raise InvalidInput(_("This price cannot be."), field="price")
    if not 0 <= wanted.percent_off <= MOST_PERCENT:
        raise InvalidInput(
            _("A box is at most %(most)d %% cheaper.") % {"most": MOST_PERCENT}, field="percent_off"
        )
    if not 1 <= wanted.least_pieces <= wanted.most_pieces <= MOST_PIECES or not 0 <= wanted.most_g <= MOST_G:
        raise InvalidInput(_("This box can never be filled."), field="most_pieces")


def _variants(contents: Mapping[str, int]) -> dict[str, Variant]:
    found = {row.sku: row for row in Variant.objects.filter(sku__in=contents)}
    for sku in contents:
        if sku not in found:
            raise InvalidInput(_("There is no article %(sku)s.") % {"sku": sku}, field="contents")
    return found


def _packaging(code: str, warehouse_id: uuid.UUID) -> Consumable | None:
    if not code:
        return None
    found = Consumable.objects.filter(warehouse=warehouse_id, code=code).first()
    if found is None:
        raise InvalidInput(_("This hub keeps no packaging of this code."), field="packaging")
    return found
