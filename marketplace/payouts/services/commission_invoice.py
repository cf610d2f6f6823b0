"""The marketplace's invoice for what it took of a settlement: commission, the hub's work, transport."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.cooperatives.selectors import identifiers_accepted
from marketplace.documents.fiscal import FiscalDraft, FiscalLine, FiscalParty, tax_of
from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.documents.service_taxes import service_tax
from marketplace.documents.services.fiscal_issue import fiscal_issue
from marketplace.kernel.money import Money, total_of
from marketplace.ledger.selectors import postings_by_id
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.selectors.settlements import statement_number

BATCH = 1000
SELLER = "marketplace"
# What stands on the papers, by service (its tax: marketplace/documents/data/service_taxes.json), in their order
SERVICES: Mapping[str, Mapping[str, str]] = {
    "commission": {
        "fr": "Commission sur ventes",
        "ar": "عمولة على المبيعات",
        "en": "Commission on sales",
        "es": "Comisión sobre ventas",
        "zgh": "ⴰⵎⵓⵔ ⵏ ⵜⵏⵣⵉⵡⵉⵏ",
    },
    "hub": {
        "fr": "Emballage à la plateforme",
        "ar": "التعبئة في المنصة",
        "en": "Packing at the hub",
        "es": "Embalaje en el centro",
        "zgh": "ⴰⵙⵎⵓⵜⵜⵓ ⴳ ⵜⴰⵏⵙⴰ",
    },
    "receive": {
        "fr": "Réception des marchandises",
        "ar": "استلام السلع",
        "en": "Taking goods in",
        "es": "Recepción de mercancías",
        "zgh": "ⴰⵙⵏⵓⴱⴳ ⵏ ⵜⵖⴰⵡⵙⵉⵡⵉⵏ",
    },
    "store": {
        "fr": "Stockage à la plateforme",
        "ar": "التخزين في المنصة",
        "en": "Storage at the hub",
        "es": "Almacenamiento en el centro",
        "zgh": "ⴰⵃⵟⵟⵓ ⴳ ⵜⴰⵏⵙⴰ",
    },
    "process": {
        "fr": "Transformation à la plateforme",
        "ar": "التحويل في المنصة",
        "en": "Processing at the hub",
        "es": "Transformación en el centro",
        "zgh": "ⴰⵙⵏⴼⵍ ⴳ ⵜⴰⵏⵙⴰ",
    },
    "collect": {
        "fr": "Ramassage chez la coopérative",
        "ar": "جمع السلع من التعاونية",
        "en": "Collection at the cooperative",
        "es": "Recogida en la cooperativa",
        "zgh": "ⴰⵙⵎⵓⵏ ⴳ ⵜⵙⵉⵡⴰⵏⵜ",
    },
    "way_back": {
        "fr": "Transport des retours",
        "ar": "نقل المرتجعات",
        "en": "Transport of returns",
        "es": "Transporte de devoluciones",
        "zgh": "ⴰⵙⵉⵡⵢ ⵏ ⵡⴰⵖⵓⵍ",
    },
}


def services_of(statement: Statement) -> dict[str, Money]:
    """Add up by service what was taken off a statement, less what was given back."""
    sums = {name: Money.zero(statement.currency) for name in SERVICES}
    lines = StatementLine.objects.filter(statement=statement).order_by("pk")
    last = 0
    while batch := list(lines.filter(pk__gt=last).values_list("pk", "posting_id")[:BATCH]):
        last = batch[-1][0]
        for posting in postings_by_id([posting_id for _pk, posting_id in batch]).values():
            for name, minor in _taken(posting.facts):
                sums[name] += Money(minor, statement.currency)
    return sums


def _taken(facts: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Say which services a line paid for: a sale its commission and packing, other lines one service as a whole."""
    kind = facts.get("kind")
    if kind == "hub_service":
        yield str(facts["service"]), -int(facts["net_minor"])
    elif kind == "way_back":
        yield "way_back", -int(facts["net_minor"])
    else:
        yield "commission", int(facts.get("commission_minor") or 0)
        yield "hub", int(facts.get("hub_fee_minor") or 0)


@transaction.atomic
def commission_invoice_issue(*, statement_id: int, now: datetime) -> FiscalDocument | None:
    """
    Issue the invoice of a settled statement, once; none where nothing was taken.

    Each service is a line with its own tax, which its amount contains, as the commission's rate is of the price with
    tax. Where more of a service was given back than taken, a credit note follows, tied to the last
    invoice before of which so much is left.
    """
    statement = Statement.objects.select_related("organisation", "run").get(pk=statement_id)
    day = timezone.localdate(statement.run.locked_at or now)
    sums = services_of(statement)
    taken = [_line(name, amount, day) for name, amount in sums.items() if amount.minor > 0]
    back = [_line(name, -amount, day) for name, amount in sums.items() if amount.minor < 0]
    buyer = f"organisation:{statement.organisation_id}"
    reversed_by_it = _with_room(buyer, statement, total_of([line.total for line in back])) if back else None
    if reversed_by_it is not None:
        fiscal_issue(
            kind=FiscalKind.CREDIT_NOTE,
            seller=SELLER,
            buyer=buyer,
            subject=f"statement:{statement.pk}:back",
            draft=_draft(statement, back),
            reverses=reversed_by_it,
            now=now,
        )
    if not taken:
        return None
    return fiscal_issue(
        kind=FiscalKind.INVOICE,
        seller=SELLER,
        buyer=buyer,
        subject=f"statement:{statement.pk}",
        draft=_draft(statement, taken),
        now=now,
    )


def _with_room(buyer: str, statement: Statement, amount: Money) -> FiscalDocument | None:
    """Return the newest invoice of before that is not credited so far that `amount` would be too much."""
    before = FiscalDocument.objects.filter(seller=SELLER, buyer=buyer, kind=FiscalKind.INVOICE)
    left = F("total_minor") - Coalesce(Sum("credit_notes__total_minor"), 0)
    with_room = before.exclude(subject=f"statement:{statement.pk}").annotate(left_minor=left)
    return with_room.filter(left_minor__gte=amount.minor).order_by("-pk").first()


def _line(name: str, amount: Money, day: date) -> FiscalLine:
    rate = service_tax(name, day)
    code = f"R{int(rate * 100)}"
    return FiscalLine(
        names=SERVICES[name],
        quantity=1,
        total=amount,
        tax=tax_of(amount, rate),
        tax_code=code,
        tax_rate=rate,
    )


def _draft(statement: Statement, lines: list[FiscalLine]) -> FiscalDraft:
    owner, known = statement.organisation, identifiers_accepted(statement.organisation_id)
    seller = settings.SELLER
    return FiscalDraft(
        seller=FiscalParty(
            names={"fr": seller["name"] or "Le marché des coopératives"}, legal_form=seller["form"],
            address=[seller["address"]], ice=seller["ice"], tax_id=seller["if"], register=seller["rc"],
            phone=seller["phone"], email=seller["email"],
        ),
        buyer=FiscalParty(
            names=dict(owner.names), address=[owner.address, owner.commune], ice=known.get("ice", ""),
            tax_id=known.get("if", ""), phone=owner.phone, email=owner.email,
        ),
        order_number=statement_number(statement), delivered_on="", payment_means="set_off", payment_reference="",
        lines=lines, currency=statement.currency,
    )  # fmt: skip
