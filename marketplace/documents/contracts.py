"""
What each template is given: plain strings in the reader's language and format, and never a model.

Amounts come from `kernel.formats.format_money`, dates from `format_date`. What is empty is not shown.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from marketplace.documents.collection_contract import RoundSheet
from marketplace.documents.gift_contract import MessageCard
from marketplace.documents.recall_contract import RecallReport
from marketplace.documents.share_contract import Poster, PriceTags

DrawingKind = Literal["code128", "ean13", "qr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount with its name and the reason why it is what it is."""

    label: str
    amount: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One sold line: from what the customer paid to what the cooperative keeps."""

    order: str
    date: str
    product: str
    quantity: str
    unit_price: str
    gross: str
    commission_rule: str
    commission: str
    hub_fee: str
    hub_fee_rule: str
    net: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """A whole statement in one language."""

    language: str
    cooperative: str
    identifiers: str
    period: str
    issued_on: str
    account: str
    lines: tuple[StatementLine, ...]
    totals: tuple[Figure, ...]
    holds: tuple[Figure, ...]
    carry: tuple[Figure, ...]
    payable: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The statement of one cooperative for one settlement run: usually an Arabic part, then a French one."""

    number: str
    pages: tuple[StatementPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLabel:
    """A label of 100 x 150 mm, in Arabic and French."""

    parcel_number: str
    order_number: str
    sender_name: str
    sender_lines: tuple[str, ...]
    sender_phone: str
    recipient_name: str
    recipient_lines: tuple[str, ...]
    recipient_city: str
    recipient_phone: str
    carrier: str
    cod_amount: str
    contents_count: int
    weight: str
    tracking_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickLine:
    """What to take from one bin."""

    bin: str
    product: str
    cooperative: str
    lot: str
    best_before: str
    quantity: str
    orders: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """One walk through the store, in walking order."""

    number: str
    hub: str
    wave: str
    cut_off: str
    printed_at: str
    lines: tuple[PickLine, ...]
    total_quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingLine:
    """One article of a parcel, named in both languages."""

    cooperative: str
    product_ar: str
    product_fr: str
    lot: str
    best_before: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingBox:
    """A gift box in the parcel, named in both languages with what lies in it."""

    name_ar: str
    name_fr: str
    quantity: str
    contents_ar: tuple[str, ...]
    contents_fr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip:
    """What lies in the parcel, for the person who opens it, in Arabic and French."""

    parcel_number: str
    order_number: str
    order_date: str
    hub: str
    hub_phone: str
    recipient_name: str
    recipient_lines: tuple[str, ...]
    lines: tuple[PackingLine, ...]
    contents_count: int
    order_url: str
    boxes: tuple[PackingBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """
    A seller or buyer with the identifiers that an invoice must carry.

    Source: CGI art. 145-III (identity, IF, taxe professionnelle, ICE of the seller; name, address, ICE of the buyer).
    """

    name: str
    legal_form: str = ""
    address: tuple[str, ...] = ()
    ice: str = ""
    tax_id: str = ""
    business_tax: str = ""
    register: str = ""
    social_security: str = ""
    capital: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line: nature, quantity, price, and the rate or the article that exempts it."""

    product: str
    quantity: str
    unit_price: str
    tax: str
    net: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTax:
    """One rate of the invoice; for an exempt base `mention` quotes the article of the law."""

    rate: str
    base: str
    amount: str
    mention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The invoice of one seller to one buyer; `number` belongs to a series without gaps."""

    number: str
    issued_on: str
    delivered_on: str
    order_number: str
    seller: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[InvoiceTax, ...]
    net: str
    tax: str
    total: str
    payment_means: str
    payment_reference: str
    notes: tuple[str, ...]
    # The label of its heading: an invoice or a credit note
    heading: str = "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestLine:
    """One parcel that changes hands."""

    parcel_number: str
    recipient: str
    city: str
    weight: str
    cod_amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parcels that a carrier takes over, with the cash that it is asked to collect."""

    number: str
    hub: str
    carrier: str
    handed_at: str
    driver: str
    lines: tuple[ManifestLine, ...]
    parcel_count: int
    cod_total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenominationLine:
    """So many notes or coins of one value."""

    value: str
    count: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceLine:
    """Cash of one courier that goes into this deposit."""

    reference: str
    holder: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDeposit:
    """The slip that goes to the bank with the cash of the desk."""

    number: str
    desk: str
    bank: str
    account: str
    deposited_on: str
    carried_by: str
    denominations: tuple[DenominationLine, ...]
    remittances: tuple[RemittanceLine, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceiptLine:
    """One article as it was counted; `remark` names what differs from the announcement."""

    product_ar: str
    product_fr: str
    lot: str
    announced: str
    counted: str
    damaged: str
    weight: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceipt:
    """The slip of a goods receipt, in Arabic and French, for two signatures."""

    number: str
    hub: str
    cooperative: str
    notice: str
    received_at: str
    brought_by: str
    temperature: str
    note: str
    lines: tuple[GoodsReceiptLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLabel:
    """The label of a crate of 100 x 60 mm, in Arabic and French; `lot_url` leads to the lot's public page."""

    lot: str
    lot_url: str
    product_ar: str
    product_fr: str
    cooperative: str
    origin: str
    quantity: str
    received_at: str
    produced_on: str
    harvested_on: str
    best_before: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabel:
    """
    The legal label of one pack, 100 x 80 mm, Arabic first, then French (decree 2-12-389).

    `gtin` of 13 digits is drawn as EAN-13; where it is empty the lot is drawn instead. The language asked for says
    nothing here: a label speaks to whoever holds it.
    """

    name_ar: str
    name_fr: str
    protected: str
    net_quantity: str
    ingredients_ar: str
    ingredients_fr: str
    allergens_ar: str
    allergens_fr: str
    storage_ar: str
    storage_fr: str
    # "DLC" for what must not be eaten later, "DDM" for what is best before
    date_marking: str
    best_before: str
    lot: str
    maker: str
    maker_place: str
    packer: str
    origin: str
    authorisation: str
    gtin: str
    lot_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSection:
    """One heading of an evidence pack, with its facts."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a cardholder's bank reads about a disputed order; in English, whatever the language of the page."""

    number: str
    sections: tuple[EvidenceSection, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template's contract, and which of its texts are also drawn as codes; `rows.field` draws one for each row."""

    contract: type
    drawings: tuple[tuple[DrawingKind, str], ...]


TEMPLATES: Final = MappingProxyType(
    {
        "statement": Template(Statement, (("code128", "number"),)),
        "parcel_label": Template(ParcelLabel, (("code128", "parcel_number"), ("qr", "tracking_url"))),
        "pick_list": Template(PickList, (("code128", "number"),)),
        "packing_slip": Template(PackingSlip, (("code128", "parcel_number"), ("qr", "order_url"))),
        "message_card": Template(MessageCard, (("qr", "gift_url"),)),
        "invoice": Template(Invoice, ()),
        "poster": Template(Poster, (("qr", "shop_url"),)),
        "price_tags": Template(PriceTags, (("qr", "tags.product_url"),)),
        "manifest": Template(Manifest, (("code128", "number"),)),
        "evidence": Template(Evidence, ()),
        "cash_deposit": Template(CashDeposit, (("code128", "number"),)),
        "goods_receipt": Template(GoodsReceipt, (("code128", "number"),)),
        "round_sheet": Template(RoundSheet, (("code128", "number"),)),
        "recall_report": Template(RecallReport, (("code128", "number"),)),
        "product_label": Template(ProductLabel, (("ean13", "gtin"), ("code128", "lot"), ("qr", "lot_url"))),
        "lot_label": Template(LotLabel, (("code128", "lot"), ("qr", "lot_url"))),
    }
)
