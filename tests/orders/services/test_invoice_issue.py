"""Invoices and credit notes: test that ..."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from logistics.states import HubService
from marketplace.cooperatives.states import Role
from marketplace.documents.fiscal import FiscalDraft, FiscalLine, FiscalParty, tax_of
from marketplace.documents.fiscal_paper import fiscal_paper
from marketplace.documents.models import FiscalDocument, FiscalKind, FiscalSeries
from marketplace.documents.rendering import document_pdf
from marketplace.documents.service_taxes import service_tax
from marketplace.documents.services.fiscal_issue import fiscal_issue
from marketplace.documents.ubl import ubl_xml
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.payouts.selectors.settlements import line_page
from marketplace.payouts.services.commission_invoice import SERVICES, commission_invoice_issue
from orders.models.order import Order, OrderLine
from orders.services.invoice_issue import credit_notes_issue, invoices_issue
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import LATER, MACHINE, delivered, matured, refunded, settled, transferred
from tests.frontend.views.people import browser_of, customer, president, staff
from tests.logistics.racing import errors, race

pytestmark = pytest.mark.django_db
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"


@pytest.fixture
def shop() -> Market:
    return market()


@pytest.fixture
def order(shop: Market) -> Order:
    """Delivered: 2 × 100.00 at 20 % and 150.00 exempt, from two cooperatives, and 35.00 of delivery."""
    order = delivered(shop, {0: 2, 1: 1})
    OrderLine.objects.filter(variant=shop.variants[0]).update(tax_code="R20", tax_rate=Decimal("0.2"))
    OrderLine.objects.filter(variant=shop.variants[1]).update(
        tax_code="EXO91", tax_rate=0, tax_mention={"fr": "Exonéré, art. 91 du CGI", "ar": "معفى، المادة 91"}
    )
    return order


def draft(minor: int = 12_000) -> FiscalDraft:
    rate = Decimal("0.2")
    line = FiscalLine(
        names={"fr": "Huile", "ar": "زيت"}, quantity=1, total=Money(minor), tax=tax_of(Money(minor), rate),
        tax_code="R20", tax_rate=rate,
    )  # fmt: skip
    party = FiscalParty(names={"fr": "Coopérative <A> & fils"}, ice="001", tax_id="12", address=["rue 1"])
    return FiscalDraft(
        seller=party, buyer=FiscalParty(names={"fr": "Amina"}), order_number="7", delivered_on="2026-11-02",
        payment_means="cash", payment_reference="", lines=[line], currency="MAD",
    )  # fmt: skip


def issued(
    subject: str = "sub-order:1", minor: int = 12_000, now: datetime = NOON, **more: Any
) -> FiscalDocument:
    values: dict[str, object] = {
        "kind": FiscalKind.INVOICE,
        "seller": "organisation:5",
        "buyer": "order:7",
    } | more
    return fiscal_issue(subject=subject, draft=draft(minor), now=now, **values)  # type: ignore[arg-type]


def test_each_seller_invoices_its_own_part_and_the_marketplace_the_delivery(
    shop: Market, order: Order
) -> None:
    first = invoices_issue(order_id=order.pk, now=NOON)
    again = invoices_issue(order_id=order.pk, now=NOON)

    assert [row.pk for row in first] == [row.pk for row in again]
    assert [row.seller for row in first] == [f"organisation:{seller.pk}" for seller in shop.sellers[:2]] + [
        "marketplace"
    ]
    assert [row.total_minor for row in first] == [20_000, 15_000, 3_500]
    assert first[0].number == f"F-{shop.sellers[0].pk}-2026-000001"
    taxed, exempt, delivery = (row.data for row in first)
    assert (taxed["net_minor"], taxed["tax_minor"]) == (16_667, 3_333)
    assert (exempt["tax_minor"], exempt["taxes"][0]["mention"]["fr"]) == (0, "Exonéré, art. 91 du CGI")
    assert delivery["tax_minor"] == 318


def test_numbers_follow_without_gaps_per_seller_kind_and_year() -> None:
    numbers = [issued(f"sub-order:{n}").position for n in range(3)]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issued("sub-order:rolled-back")
        1 / 0  # noqa: B018
    numbers.append(issued("sub-order:9").position)

    assert numbers == [1, 2, 3, 4]
    assert issued("sub-order:2").position == 3
    assert issued("sub-order:x", seller="organisation:6").number == "F-6-2026-000001"
    assert issued("sub-order:y", now=datetime(2027, 1, 2, tzinfo=NOON.tzinfo)).number == "F-5-2027-000001"


def test_an_issued_invoice_is_final() -> None:
    issued()
    for change in (
        lambda: FiscalDocument.objects.update(total_minor=1),
        lambda: FiscalDocument.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert FiscalDocument.objects.get().total_minor == 12_000


def test_no_more_is_credited_than_was_invoiced() -> None:
    invoice = issued()
    more: dict[str, Any] = {"kind": FiscalKind.CREDIT_NOTE, "reverses": invoice}
    assert issued("refund:1", 7_000, **more).number == "A-5-2026-000001"

    with pytest.raises(InvalidInput):
        issued("refund:2", 5_001, **more)
    assert issued("refund:2", 5_000, **more).position == 2
    with pytest.raises(InvalidInput):
        issued("sub-order:zero", 0)
    assert FiscalSeries.objects.get(kind="credit_note").last_position == 2


def test_a_refund_is_credited_on_the_invoice_of_its_sale(shop: Market, order: Order) -> None:
    invoice = invoices_issue(order_id=order.pk, now=NOON)[0]
    refund = refunded(order, {0: 1}, now=LATER)

    (note,) = credit_notes_issue(refund_id=refund.pk, now=LATER)
    assert credit_notes_issue(refund_id=refund.pk, now=LATER) == [note]

    assert (note.kind, note.reverses_id, note.total_minor) == ("credit_note", invoice.pk, 10_000)
    assert (note.data["reverses"], note.data["tax_minor"]) == (invoice.number, 1_666)
    assert note.data["reason"]["fr"] == "Le client s’est rétracté"


def test_what_was_refunded_before_the_delivery_is_credited_with_the_invoice(shop: Market) -> None:
    order = transferred(shop, {0: 2})
    refund = refunded(order, {0: 1}, now=NOON)
    assert credit_notes_issue(refund_id=refund.pk, now=NOON) == []
    order.sub_orders.update(delivered_at=NOON)

    invoices_issue(order_id=order.pk, now=NOON)

    assert FiscalDocument.objects.get(kind="credit_note").total_minor == 10_000


def test_the_marketplace_invoices_what_it_took_of_a_settlement(shop: Market) -> None:
    matured(shop, {0: 2})
    statement = settled().statements.get(organisation=shop.sellers[0])

    invoice = commission_invoice_issue(statement_id=statement.pk, now=LATER)

    assert invoice is not None
    assert (invoice.seller, invoice.buyer) == ("marketplace", f"organisation:{shop.sellers[0].pk}")
    assert [line["total_minor"] for line in invoice.data["lines"]] == [2_000, 500]
    assert invoice.data["tax_minor"] == 333 + 83
    again = commission_invoice_issue(statement_id=statement.pk, now=LATER)
    assert again is not None and again.pk == invoice.pk


def taken_for(shop: Market, minor: int, **facts: object) -> None:
    """Take so much off the first cooperative (or give it back), with these facts."""
    owner = shop.sellers[0]
    ledger_post(
        key=f"hub-charge:{facts}{minor}", reason="hub_service", happened_at=NOON, recorded_at=NOON, actor=MACHINE,
        reference="test", facts={"net_minor": -minor, "currency": "MAD", "text": "x", **facts},
        lines=[Line(chart.payable_available(owner.pk), Money(minor)), Line(chart.hub_fees(), Money(-minor))],
    )  # fmt: skip


def test_storage_and_transport_are_lines_of_their_own_with_their_own_tax(shop: Market) -> None:
    matured(shop, {0: 2})
    taken_for(shop, 1_200, kind="hub_service", service="store")
    taken_for(shop, 240, kind="hub_service", service="receive")
    taken_for(shop, 1_100, kind="way_back")
    statement = settled().statements.get(organisation=shop.sellers[0])

    invoice = commission_invoice_issue(statement_id=statement.pk, now=LATER)

    assert invoice is not None
    lines = {line["names"]["en"]: line for line in invoice.data["lines"]}
    assert {name: (line["total_minor"], line["tax_minor"]) for name, line in lines.items()} == {
        "Commission on sales": (2_000, 333),
        "Packing at the hub": (500, 83),
        "Taking goods in": (240, 40),
        "Storage at the hub": (1_200, 200),
        "Transport of returns": (1_100, 100),
    }
    assert all(set(line["names"]) == {"ar", "fr", "en", "es", "zgh"} for line in lines.values())
    steps = [line.explanation() for line in line_page(statement).items]
    assert sum(each.amount.minor for each in steps) == statement.total_minor
    for language in ("ar", "fr"):
        assert document_pdf(fiscal_paper(invoice, language), language).startswith(b"%PDF-")

    # In the next settlement more is given back of storage than is taken
    matured(shop, {0: 1})
    taken_for(shop, -600, kind="hub_service", service="store")
    later = settled(date(2026, 12, 16)).statements.get(organisation=shop.sellers[0])
    for _twice in range(2):
        commission_invoice_issue(statement_id=later.pk, now=LATER)

    note = FiscalDocument.objects.get(kind=FiscalKind.CREDIT_NOTE)
    assert (note.reverses_id, [line["total_minor"] for line in note.data["lines"]]) == (invoice.pk, [600])

    # More than any invoice was of is credited on none
    matured(shop, {0: 3})
    taken_for(shop, -60_000, kind="hub_service", service="store")
    last = settled(date(2027, 1, 1)).statements.get(organisation=shop.sellers[0])
    assert commission_invoice_issue(statement_id=last.pk, now=LATER) is not None
    assert FiscalDocument.objects.filter(kind=FiscalKind.CREDIT_NOTE).count() == 1


def test_every_service_that_the_hub_charges_has_a_name_and_a_tax() -> None:
    # Packing is taken with the sale
    for service in set(HubService.values) - {HubService.PACK.value}:
        assert SERVICES[service] and service_tax(service, date(2026, 5, 1))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_paper_is_set_in_arabic_and_in_french(shop: Market, order: Order, language: str) -> None:
    invoice = invoices_issue(order_id=order.pk, now=NOON)[1]
    note = credit_notes_issue(refund_id=refunded(order, {1: 1}, now=NOON).pk, now=NOON)[0]

    for document in (invoice, note):
        paper = fiscal_paper(document, language)
        assert paper.heading == document.kind
        assert paper.taxes[0].mention in ("Exonéré, art. 91 du CGI", "معفى، المادة 91")
        assert document_pdf(paper, language).startswith(b"%PDF-")
    assert invoice.number in fiscal_paper(note, language).notes[0]


def test_ubl_is_well_formed_and_says_the_same_sums() -> None:
    invoice = issued()
    note = issued("refund:1", 6_000, kind=FiscalKind.CREDIT_NOTE, reverses=invoice)
    root, credit = ET.fromstring(ubl_xml(invoice)), ET.fromstring(ubl_xml(note))

    assert root.tag.endswith("}Invoice") and credit.tag.endswith("}CreditNote")
    assert root.findtext(f"{CBC}ID") == "F-5-2026-000001"
    assert root.findtext(f"{CBC}InvoiceTypeCode") == "380"
    assert credit.findtext(f"{CBC}CreditNoteTypeCode") == "381"
    name = root.find(f"{CAC}AccountingSupplierParty/{CAC}Party/{CAC}PartyName/{CBC}Name")
    assert name is not None and name.text == "Coopérative <A> & fils"
    total = root.find(f"{CAC}LegalMonetaryTotal")
    assert total is not None
    assert [total.findtext(f"{CBC}{n}") for n in ("TaxExclusiveAmount", "TaxInclusiveAmount")] == [
        "100.00",
        "120.00",
    ]
    lines = root.findall(f"{CAC}InvoiceLine")
    assert [line.findtext(f"{CBC}LineExtensionAmount") for line in lines] == ["100.00"]
    assert len(credit.findall(f"{CAC}CreditNoteLine")) == 1


@pytest.mark.parametrize(("day", "rate"), [(date(2026, 5, 1), "0.1000"), (date(2020, 1, 1), "0.1000")])
def test_services_are_taxed_by_dated_data(day: date, rate: str) -> None:
    assert service_tax("delivery", day) == Decimal(rate)
    with pytest.raises(KeyError):
        service_tax("dancing", day)


def test_papers_are_given_to_those_they_name_alone(shop: Market, order: Order) -> None:
    own, other, delivery = invoices_issue(order_id=order.pk, now=NOON)
    link, seller = Client(), browser_of(member_actor(shop.sellers[0], Role.TREASURER.value))
    base = f"/fr/order/{order.access_token}/invoices/"

    assert link.get(f"{base}{own.pk}.pdf").content.startswith(b"%PDF-")
    assert link.get(f"{base}{delivery.pk}.xml")["Content-Type"] == "application/xml"
    assert own.number in link.get(f"/fr/order/{order.access_token}/").content.decode()
    stranger = issued("sub-order:strange")
    assert link.get(f"{base}{stranger.pk}.pdf").status_code == 404
    assert link.get(f"/fr/order/x/invoices/{own.pk}.pdf").status_code == 404
    assert seller.get(f"/ar/portal/invoices/{own.pk}.pdf").status_code == 200
    assert seller.get(f"/fr/portal/invoices/{other.pk}.pdf").status_code == 404
    assert own.number in seller.get("/fr/portal/invoices/").content.decode()
    assert president().get(f"/fr/portal/invoices/{own.pk}.pdf").status_code == 404
    assert customer().get(f"/fr/portal/invoices/{own.pk}.pdf").status_code == 403
    clerk = staff(Permission.MANAGE_ORDERS)
    assert clerk.get(f"/fr/operator/invoices/{other.pk}.pdf").status_code == 200
    assert clerk.get(f"/fr/operator/invoices/{uuid.uuid4()}.pdf").status_code == 404
    assert own.number in clerk.get(f"/fr/operator/orders/{order.number}/").content.decode()
    assert president().get(f"/fr/operator/invoices/{own.pk}.pdf").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_consecutive_numbers() -> None:
    def issue(n: int) -> int:
        return issued(f"sub-order:{n}", now=NOON + timedelta(seconds=n)).position

    results = race(*[partial(issue, n) for n in range(20)])

    assert errors(results) == []
    assert sorted(FiscalDocument.objects.values_list("position", flat=True)) == list(range(1, 21))
