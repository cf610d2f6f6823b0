"""The marketplace's invoice for what it took of a settlement: commission and packing at the hub."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.cooperatives.selectors import identifiers_accepted
from marketplace.documents.fiscal import FiscalDraft, FiscalLine, FiscalParty, tax_of
from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.documents.service_taxes import service_tax
from marketplace.documents.services.fiscal_issue import fiscal_issue
from marketplace.kernel.money import Money
from marketplace.ledger.selectors import postings_by_id
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.selectors.settlements import statement_number

BATCH = 1000
SERVICES = {
    "commission_minor": (
        "commission",
        {
            "fr": "Commission sur ventes",
            "ar": "عمولة على المبيعات",
            "en": "Commission on sales",
            "es": "Comisión sobre ventas",
        },
    ),
    "hub_fee_minor": (
        "hub",
        {
            "fr": "Emballage à la plateforme",
            "ar": "التعبئة في المنصة",
            "en": "Packing at the hub",
            "es": "Embalaje en el centro",
        },
    ),
}


def services_of(statement: Statement) -> dict[str, Money]:
    """Add up what was taken off the sales of a statement and given back with its refunds."""
    sums = {name: Money.zero(statement.currency) for name in SERVICES}
    lines = StatementLine.objects.filter(statement=statement).order_by("pk")
    last = 0
    while batch := list(lines.filter(pk__gt=last).values_list("pk", "posting_id")[:BATCH]):
        last = batch[-1][0]
        for posting in postings_by_id([posting_id for _pk, posting_id in batch]).values():
            for name in SERVICES:
                sums[name] += Money(int(posting.facts.get(name) or 0), statement.currency)
    return sums


@transaction.atomic
def commission_invoice_issue(*, statement_id: int, now: datetime) -> FiscalDocument | None:
    """
    Issue the invoice of a settled statement, once; none where nothing was taken.

    The amounts contain their tax, as the commission's rate is of the price with tax.
    """
    statement = Statement.objects.select_related("organisation", "run").get(pk=statement_id)
    day = timezone.localdate(statement.run.locked_at or now)
    lines = []
    for name, amount in services_of(statement).items():
        service, names = SERVICES[name]
        rate = service_tax(service, day)
        if amount.minor > 0:
            tax = tax_of(amount, rate)
            code = f"R{int(rate * 100)}"
            lines.append(
                FiscalLine(names=names, quantity=1, total=amount, tax=tax, tax_code=code, tax_rate=rate)
            )
    if not lines:
        return None
    owner, known = statement.organisation, identifiers_accepted(statement.organisation_id)
    seller = settings.SELLER
    draft = FiscalDraft(
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
    return fiscal_issue(
        kind=FiscalKind.INVOICE,
        seller="marketplace",
        buyer=f"organisation:{statement.organisation_id}",
        subject=f"statement:{statement.pk}",
        draft=draft,
        now=now,
    )
