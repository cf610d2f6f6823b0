"""What anybody may know of a lot who holds it in their hand: no person, no customer, no price."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.models.lot import Lot
from logistics.models.quality import QualityCheck
from logistics.states import LotState
from marketplace.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PublicLot:
    """A lot's public story; texts are language code -> text."""

    code: str
    product_names: Mapping[str, str]
    product_slug: str
    family: str
    variant_names: Mapping[str, str]
    cooperative_names: Mapping[str, str]
    cooperative_slug: str
    province: str
    harvest_date: date | None
    produced_date: date | None
    received_date: date
    examined_date: date | None
    best_before_date: date | None
    is_recalled: bool
    recall_reason: str


def lot_public(*, code: str, gtin: str = "") -> PublicLot:
    """
    Return what may be shown of a lot; two queries.

    :param gtin: of the article, if the address names it (GS1 Digital Link); leading zeros do not count
    :raises NotFound: if there is no such lot, or it is not of that article
    """
    rows = Lot.objects.select_related("variant__product__product_type", "organisation").filter(
        code__iexact=code
    )
    lot = rows.first()
    if lot is None or (gtin and lot.variant.gtin.lstrip("0") != gtin.lstrip("0")):
        raise NotFound(_("There is no such lot."), field="lot")
    examined = QualityCheck.objects.filter(lot=lot, decided_at__isnull=False).order_by("-id").first()
    product = lot.variant.product
    is_recalled = lot.state == LotState.RECALLED
    return PublicLot(
        code=lot.code,
        product_names=product.names,
        product_slug=product.slug,
        family=product.product_type.key,
        variant_names=lot.variant.names,
        cooperative_names=lot.organisation.names,
        cooperative_slug=lot.organisation.slug,
        province=lot.province,
        harvest_date=lot.harvest_date,
        produced_date=lot.produced_date,
        received_date=timezone.localdate(lot.received_at),
        examined_date=timezone.localdate(examined.decided_at) if examined and examined.decided_at else None,
        best_before_date=lot.best_before_date,
        is_recalled=is_recalled,
        recall_reason=lot.reason if is_recalled else "",
    )
