"""
An issued invoice or credit note as UBL 2.1 XML (OASIS), the form that the DGI has announced beside CII.

Source: facts of the domain, section 3 (e-invoicing, CGI art. 145-IX; decree awaited): structured data now, the format
when it is prescribed. Element order follows the UBL 2.1 schemas.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import timezone

from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in

_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
# UN/CEFACT 1001: commercial invoice, credit note
_TYPES = {FiscalKind.INVOICE: ("Invoice", "380"), FiscalKind.CREDIT_NOTE: ("CreditNote", "381")}
# UN/CEFACT 5305: standard rate, exempt
_STANDARD, _EXEMPT = "S", "E"


class _Writer:
    """Writes elements of one document, all amounts in its currency."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def text(self, parent: ET.Element, name: str, text: str, **attributes: str) -> None:
        if text:
            ET.SubElement(parent, f"{{{_CBC}}}{name}", attributes).text = text

    def amount(self, parent: ET.Element, name: str, minor: int) -> None:
        self.text(parent, name, f"{Money(minor, self.currency).amount:f}", currencyID=self.currency)

    def part(self, parent: ET.Element, name: str) -> ET.Element:
        return ET.SubElement(parent, f"{{{_CAC}}}{name}")


def ubl_xml(document: FiscalDocument, language: str = "fr") -> bytes:
    """Return the document as UBL 2.1 in UTF-8; names are given in one language."""
    root_name, code = _TYPES[FiscalKind(document.kind)]
    space = f"urn:oasis:names:specification:ubl:schema:xsd:{root_name}-2"
    for prefix, uri in (("", space), ("cac", _CAC), ("cbc", _CBC)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{space}}}{root_name}")
    write, data = _Writer(document.currency), document.data
    write.text(root, "UBLVersionID", "2.1")
    write.text(root, "ID", document.number)
    write.text(root, "IssueDate", timezone.localdate(document.issued_at).isoformat())
    write.text(root, f"{root_name}TypeCode", code)
    write.text(root, "Note", text_in(data["reason"], language) if data["reason"] else "")
    write.text(root, "DocumentCurrencyCode", document.currency)
    if data["order_number"]:
        write.text(write.part(root, "OrderReference"), "ID", data["order_number"])
    if data["reverses"]:
        reference = write.part(write.part(root, "BillingReference"), "InvoiceDocumentReference")
        write.text(reference, "ID", data["reverses"])
        write.text(reference, "IssueDate", data["reverses_on"])
    for role in ("seller", "buyer"):
        name = "AccountingSupplierParty" if role == "seller" else "AccountingCustomerParty"
        _party(write, write.part(root, name), data[role], language)
    if data["delivered_on"]:
        write.text(write.part(root, "Delivery"), "ActualDeliveryDate", data["delivered_on"])
    _totals(write, root, data, language)
    for position, line in enumerate(data["lines"], 1):
        _line(write, root, root_name, position, line, language)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _party(write: _Writer, parent: ET.Element, data: Mapping[str, Any], language: str) -> None:
    party = write.part(parent, "Party")
    if data["ice"]:
        write.text(write.part(party, "PartyIdentification"), "ID", data["ice"], schemeID="ICE")
    write.text(write.part(party, "PartyName"), "Name", text_in(data["names"], language))
    address = write.part(party, "PostalAddress")
    for row in data["address"]:
        write.text(write.part(address, "AddressLine"), "Line", row)
    write.text(write.part(address, "Country"), "IdentificationCode", "MA")
    if data["tax_id"]:
        scheme = write.part(party, "PartyTaxScheme")
        write.text(scheme, "CompanyID", data["tax_id"], schemeID="IF")
        write.text(write.part(scheme, "TaxScheme"), "ID", "VAT")
    legal = write.part(party, "PartyLegalEntity")
    write.text(legal, "RegistrationName", text_in(data["names"], language))
    write.text(legal, "CompanyID", data["register"], schemeID="RC")


def _category(write: _Writer, parent: ET.Element, name: str, row: Mapping[str, Any], language: str) -> None:
    category = write.part(parent, name)
    rate = Decimal(row.get("rate", row.get("tax_rate", "0")))
    write.text(category, "ID", _STANDARD if rate else _EXEMPT)
    write.text(category, "Percent", f"{rate * 100:.2f}")
    if not rate and row["mention"]:
        write.text(category, "TaxExemptionReason", text_in(row["mention"], language))
    write.text(write.part(category, "TaxScheme"), "ID", "VAT")


def _totals(write: _Writer, root: ET.Element, data: Mapping[str, Any], language: str) -> None:
    total = write.part(root, "TaxTotal")
    write.amount(total, "TaxAmount", data["tax_minor"])
    for row in data["taxes"]:
        part = write.part(total, "TaxSubtotal")
        write.amount(part, "TaxableAmount", row["base_minor"])
        write.amount(part, "TaxAmount", row["tax_minor"])
        _category(write, part, "TaxCategory", row, language)
    money = write.part(root, "LegalMonetaryTotal")
    write.amount(money, "LineExtensionAmount", data["net_minor"])
    write.amount(money, "TaxExclusiveAmount", data["net_minor"])
    write.amount(money, "TaxInclusiveAmount", data["total_minor"])
    write.amount(money, "PayableAmount", data["total_minor"])


def _line(
    write: _Writer, root: ET.Element, root_name: str, position: int, line: Mapping[str, Any], language: str
) -> None:
    is_invoice = root_name == "Invoice"
    element = write.part(root, f"{root_name}Line")
    write.text(element, "ID", str(position))
    # Without units it is a reduction of a price: one, of that sum
    units = line["quantity"] or 1
    write.text(element, "InvoicedQuantity" if is_invoice else "CreditedQuantity", str(units), unitCode="C62")
    write.amount(element, "LineExtensionAmount", line["net_minor"])
    item = write.part(element, "Item")
    write.text(item, "Name", text_in(line["names"], language))
    _category(write, item, "ClassifiedTaxCategory", line, language)
    price = Decimal(line["net_minor"]) / units / 100
    write.text(write.part(element, "Price"), "PriceAmount", f"{price:.4f}", currencyID=write.currency)
