"""A filled contract for each template, in the language and the shapes that the product uses."""

from marketplace.documents.collection_contract import RoundSheet, RoundStopLine
from marketplace.documents.contracts import (
    CashDeposit,
    DenominationLine,
    Evidence,
    EvidenceSection,
    Figure,
    GoodsReceipt,
    GoodsReceiptLine,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LotLabel,
    Manifest,
    ManifestLine,
    PackingLine,
    PackingSlip,
    ParcelLabel,
    Party,
    PickLine,
    PickList,
    ProductLabel,
    RemittanceLine,
    Statement,
    StatementLine,
    StatementPage,
)
from marketplace.documents.gift_contract import MessageCard
from marketplace.documents.recall_contract import RecallReport, RecallReportLine
from marketplace.documents.share_contract import Poster, PriceTag, PriceTags
from marketplace.kernel.formats import format_money
from marketplace.kernel.money import Money


def dirhams(minor: int, language: str = "fr") -> str:
    return format_money(Money(minor), language)


def statement_line(
    language: str, order: str, product: str, gross: int, commission: int, fee: int
) -> StatementLine:
    rule, hub_rule = ("عمولة 10 %", "تلفيف") if language == "ar" else ("commission 10 %", "emballage")
    return StatementLine(
        order=order,
        date="03/08/2026",
        product=product,
        quantity="3",
        unit_price=dirhams(gross // 3, language),
        gross=dirhams(gross, language),
        commission_rule=rule,
        commission=dirhams(-commission, language),
        hub_fee=dirhams(-fee, language),
        hub_fee_rule=hub_rule,
        net=dirhams(gross - commission - fee, language),
    )


def arabic_part(lines: int = 1) -> StatementPage:
    return StatementPage(
        language="ar",
        cooperative="تعاونية أركوب التجريبية للكسكس والأملو",
        identifiers="ICE 999000001000172",
        period="من 1 إلى 15 غشت 2026",
        issued_on="16 غشت 2026",
        account="999 780 ••••••••••••••01 05",
        lines=tuple(
            line
            for index in range(lines)
            for line in (
                statement_line("ar", f"CM-2026-{index:04d}", "كسكس الشعير 1 kg", 30000, 3000, 600),
                statement_line(
                    "ar", f"CM-2026-{index:04d}", "زيت الأركان Huile d’argan 250 ml", 15000, 1500, 400
                ),
            )
        ),
        totals=(
            Figure(
                label="مجموع المبيعات",
                amount=dirhams(45000, "ar"),
                reason="مبيعات تم تسليمها وتأكيد أدائها بالبنك",
            ),
        ),
        holds=(),
        carry=(
            Figure(
                label="رصيد سابق", amount=dirhams(-9000, "ar"), reason="إرجاع الطلب CM-2026-0007 (لا تعويض)"
            ),
        ),
        payable=Figure(label="", amount=dirhams(30500, "ar"), reason="395,00 د.م. ناقص الرصيد السابق"),
    )


def french_part() -> StatementPage:
    return StatementPage(
        language="fr",
        cooperative="Coopérative Démo Argoub",
        identifiers="ICE 999000001000172",
        period="du 1 au 15 août 2026",
        issued_on="16 août 2026",
        account="999 780 ••••••••••••••01 05",
        lines=(statement_line("fr", "CM-2026-0012", "Couscous d’orge 1 kg", 30000, 3000, 600),),
        totals=(
            Figure(label="Ventes", amount=dirhams(45000), reason="livrées, et l’argent est à la banque"),
        ),
        holds=(Figure(label="Litige", amount=dirhams(-1000), reason="colis CM-2026-0009 contesté"),),
        carry=(),
        payable=Figure(label="", amount=dirhams(39500), reason="ventes moins commission et frais du hub"),
    )


def statement(lines: int = 1) -> Statement:
    return Statement(number="RS-2026-08-16-0001", pages=(arabic_part(lines), french_part()))


def parcel_label(cod_amount: str = "500,00\u00a0DH") -> ParcelLabel:
    return ParcelLabel(
        parcel_number="PC-2026-000123",
        order_number="CM-2026-0012",
        sender_name="منصة وجدة Hub d’Oujda",
        sender_lines=("Technopole, Oujda",),
        sender_phone="05 36 52 43 00",
        recipient_name="فاطمة الزهراء العلوي",
        recipient_lines=("حي السلام، زنقة 12، رقم 7", "قرب مسجد النور"),
        recipient_city="الدار البيضاء CASABLANCA",
        recipient_phone="06 12 34 56 78",
        carrier="Amana",
        cod_amount=cod_amount,
        contents_count=5,
        weight="2,4 kg",
        tracking_url="https://exemple.ma/s/PC-2026-000123",
    )


def pick_list() -> PickList:
    return PickList(
        number="PL-2026-0042",
        hub="منصة وجدة",
        wave="V-7",
        cut_off="14:00",
        printed_at="3 غشت 2026، 09:12",
        lines=(
            PickLine(
                bin="A-01-03",
                product="تمر المجهول 1 kg",
                cooperative="تعاونية فجيج التجريبية",
                lot="L2026-0007",
                best_before="30/06/2027",
                quantity="12",
                orders="0012 0013",
            ),
        ),
        total_quantity="12",
    )


def packing_slip() -> PackingSlip:
    return PackingSlip(
        parcel_number="PC-2026-000123",
        order_number="CM-2026-0012",
        order_date="01/08/2026",
        hub="منصة وجدة Hub d’Oujda",
        hub_phone="05 36 52 43 00",
        recipient_name="ⴼⴰⵟⵉⵎⴰ فاطمة",
        recipient_lines=("حي السلام", "Casablanca"),
        lines=(
            PackingLine(
                cooperative="تعاونية أركوب التجريبية",
                product_ar="كسكس الشعير",
                product_fr="Couscous d’orge",
                lot="L2026-0003",
                best_before="31/12/2026",
                quantity="2",
            ),
        ),
        contents_count=2,
        order_url="https://exemple.ma/c/CM-2026-0012",
    )


def message_card() -> MessageCard:
    return MessageCard(
        recipient_name="ⴼⴰⵟⵉⵎⴰ فاطمة",
        sender_name="Younes في باريس",
        message=("عيد مبارك سعيد", "Joyeuse fête à tous !", "ⴰⵙⴳⴳⵯⴰⵙ ⴰⵎⴳⴳⴰⵣ"),
        gift_url="https://exemple.ma/fr/gift/abc~def/",
    )


def poster() -> Poster:
    return Poster(
        paper="a4",
        name_fr="Coopérative Démo Argoub",
        name_ar="تعاونية العركوب",
        place="Dakhla",
        picture="",
        shop_url="https://exemple.ma/fr/cooperatives/argoub/",
    )


def price_tags() -> PriceTags:
    tag = PriceTag(
        name_fr="Miel de thym", name_ar="عسل الزعتر", size="500 g", price=dirhams(6000),
        unit_price=f"{dirhams(12000)} / kg", product_url="https://exemple.ma/fr/product/miel/",
    )  # fmt: skip
    return PriceTags(cooperative="Coopérative Démo Argoub", tags=(tag,) * 11)


def invoice() -> Invoice:
    return Invoice(
        number="F-2026-000001",
        issued_on="3 août 2026",
        delivered_on="2 août 2026",
        order_number="CM-2026-0012",
        seller=Party(
            name="Coopérative Démo Argoub",
            legal_form="Coopérative (loi 112-12)",
            address=("Argoub", "73000 DAKHLA"),
            ice="999000001000172",
            tax_id="12345678",
            business_tax="23456789",
            register="123, tribunal de Dakhla",
        ),
        buyer=Party(name="Fatima Alaoui فاطمة العلوي", address=("Hay Salam", "CASABLANCA")),
        lines=(
            InvoiceLine(
                product="Couscous d’orge 1 kg",
                quantity="3",
                unit_price=dirhams(10000),
                tax="0 %",
                net=dirhams(30000),
            ),
        ),
        taxes=(
            InvoiceTax(
                rate="0 %",
                base=dirhams(30000),
                amount=dirhams(0),
                mention="Exonéré de TVA, article 91-I-A-1° du CGI",
            ),
        ),
        net=dirhams(30000),
        tax=dirhams(0),
        total=dirhams(30000),
        payment_means="Espèces à la livraison",
        payment_reference="CM-2026-0012",
        notes=("Données fictives.",),
    )


def manifest() -> Manifest:
    return Manifest(
        number="BR-2026-0009",
        hub="Hub d’Oujda",
        carrier="Amana",
        handed_at="3 août 2026, 14:05",
        driver="أحمد",
        lines=tuple(
            ManifestLine(
                parcel_number=f"PC-2026-{number:06d}",
                recipient="فاطمة الزهراء العلوي",
                city="Casablanca",
                weight="2,4 kg",
                cod_amount=dirhams(50000),
            )
            for number in range(60)
        ),
        parcel_count=60,
        cod_total=dirhams(3000000),
    )


def cash_deposit() -> CashDeposit:
    return CashDeposit(
        number="VE-2026-0003",
        desk="Hub d’Oujda",
        bank="Banque Démo",
        account="999780000000000000000105",
        deposited_on="4 août 2026",
        carried_by="Khadija",
        denominations=(
            DenominationLine(value=dirhams(20000), count=2, amount=dirhams(40000)),
            DenominationLine(value=dirhams(2000), count=4, amount=dirhams(8000)),
        ),
        remittances=(RemittanceLine(reference="RM-0005", holder="أحمد", amount=dirhams(48000)),),
        total=dirhams(48000),
    )


def goods_receipt() -> GoodsReceipt:
    return GoodsReceipt(
        number="R0000012",
        hub="منصة وجدة Hub d’Oujda",
        cooperative="تعاونية أركوب التجريبية",
        notice="N0000007",
        received_at="3 غشت 2026، 09:12",
        brought_by="الحسين",
        temperature="3,5 °C",
        note="Deux caisses mouillées",
        lines=(
            GoodsReceiptLine(
                product_ar="كسكس الشعير",
                product_fr="Couscous d’orge",
                lot="L260803-K7M2PX",
                announced="48",
                counted="45",
                damaged="2",
                weight="25,2 kg",
                remark="Moins qu’annoncé 1",
            ),
        ),
    )


def round_sheet() -> RoundSheet:
    return RoundSheet(
        number="C0000004",
        hub="منصة وجدة Hub d’Oujda",
        carrier="Navette de la plateforme",
        vehicle="12345-A-48",
        day="3 غشت 2026",
        sets_out="07:00",
        stops=(
            RoundStopLine(
                window="08:00 – 09:00",
                cooperative="تعاونية أركوب التجريبية",
                phone="+212612345678",
                place="Tafoughalt, بركان",
                notice="N0000007",
                articles=("4 × 12 Couscous d’orge 1 kg", "2 × 6 عسل الزعتر"),
                weight="51 kg",
            ),
        ),
        weight="51 kg",
    )


def lot_label() -> LotLabel:
    return LotLabel(
        lot="L260803-K7M2PX",
        lot_url="https://exemple.ma/01/06111234567895/10/L260803-K7M2PX",
        product_ar="كسكس الشعير 1 kg",
        product_fr="Couscous d’orge 1 kg",
        cooperative="تعاونية أركوب التجريبية Coopérative Démo Argoub",
        origin="Aousserd أوسرد",
        quantity="45",
        received_at="03/08/2026",
        produced_on="01/08/2026",
        harvested_on="28/06/2026",
        best_before="30/06/2027",
        bin="A-01-03",
    )


def product_label() -> ProductLabel:
    return ProductLabel(
        name_ar="كسكس الشعير البلدي",
        name_fr="Couscous d’orge beldi",
        protected="Keskes Khoumassi IGP",
        net_quantity="500 g",
        ingredients_ar="سميد الشعير، ماء، ملح",
        ingredients_fr="semoule d’orge, eau, sel",
        allergens_ar="حبوب تحتوي على الغلوتين",
        allergens_fr="céréales contenant du gluten",
        storage_ar="يحفظ في مكان جاف بعيدا عن الحشرات، تحت 25 درجة مئوية.",
        storage_fr="À conserver au sec, à l’abri des insectes, au-dessous de 25 °C.",
        date_marking="DDM",
        best_before="30/06/2027",
        lot="L260803-K7M2PX",
        maker="تعاونية أركوب التجريبية",
        maker_place="Argoub, Aousserd",
        packer="Hub d’Oujda",
        origin="Argoub, Aousserd, Maroc",
        authorisation="CAHV.18.42.26",
        gtin="6111234567895",
        lot_url="https://exemple.ma/01/06111234567895/10/L260803-K7M2PX",
    )


def evidence() -> Evidence:
    """An answer to a dispute."""
    return Evidence(
        number="dp_123",
        sections=(
            EvidenceSection(title="Order", rows=(("Order", "10042"), ("Customer", "Amina Client"))),
            EvidenceSection(title="Way of the parcel", rows=(("2026-11-02 10:00 UTC", "delivered"),)),
        ),
    )


def recall_report() -> RecallReport:
    """A drill."""
    return RecallReport(
        number="RC000012",
        hub="منصة وجدة Hub d’Oujda",
        trigger="Exercice",
        reason="Exercice trimestriel",
        opened_at="3 غشت 2026، 09:12",
        closed_at="3 غشت 2026، 09:13",
        seconds="84",
        conclusion="Tout est retrouvé.",
        parcels="7",
        told="100 %",
        reached="100 %",
        returned="40 %",
        destroyed="10 %",
        balance="100 %",
        lines=(
            RecallReportLine(
                product_ar="كسكس الشعير",
                product_fr="Couscous d’orge",
                cooperative="تعاونية أركوب التجريبية",
                lot="L260803-K7M2PX",
                received="48",
                standing="12",
                packed="36",
                balance="100 %",
            ),
        ),
    )
