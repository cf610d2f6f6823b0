"""Give an invoice or a credit note its number: one after the other, without gaps, per seller, kind and year."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.documents.fiscal import FiscalDraft, frozen
from marketplace.documents.models import FiscalDocument, FiscalKind, FiscalSeries
from marketplace.kernel.errors import InvalidInput

PREFIXES = {FiscalKind.INVOICE: "F", FiscalKind.CREDIT_NOTE: "A"}


@transaction.atomic
def fiscal_issue(
    *,
    kind: FiscalKind,
    seller: str,
    buyer: str,
    subject: str,
    draft: FiscalDraft,
    reverses: FiscalDocument | None = None,
    now: datetime,
) -> FiscalDocument:
    """
    Issue an invoice or credit note; issuing again for the same subject returns the one that is there.

    The counter's row is held until the commit: two that issue at once take turns, and what is rolled back leaves no
    gap. Whether the actor may issue it is asked by the caller, who knows the subject.

    :raises InvalidInput: if its sum is not positive, or a credit note is more than what is left of its invoice
    """
    year = timezone.localdate(now).year
    FiscalSeries.objects.get_or_create(seller=seller, kind=kind, year=year)
    series = FiscalSeries.objects.select_for_update().get(seller=seller, kind=kind, year=year)
    known = FiscalDocument.objects.filter(kind=kind, subject=subject).first()
    if known is not None:
        return known
    data = frozen(draft)
    if data["total_minor"] <= 0:
        raise InvalidInput(_("An invoice is of a positive sum."), field="lines")
    if reverses is not None:
        credited = sum(reverses.credit_notes.values_list("total_minor", flat=True))
        if credited + data["total_minor"] > reverses.total_minor:
            raise InvalidInput(_("More would be credited than was invoiced."), field="lines")
    series.last_position += 1
    series.save(update_fields=["last_position"])
    owner = seller.removeprefix("organisation:").upper()[:12]
    return FiscalDocument.objects.create(
        kind=kind,
        seller=seller,
        buyer=buyer,
        subject=subject,
        year=year,
        position=series.last_position,
        number=f"{PREFIXES[kind]}-{owner}-{year}-{series.last_position:06d}",
        reverses=reverses,
        data=data,
        total_minor=data["total_minor"],
        currency=draft.currency,
        issued_at=now,
    )
