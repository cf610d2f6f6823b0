"""label_print, label_words_set and the pack station: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.models.taxonomy import ProductType
from logistics.checks import stock_findings
from logistics.label_rules import Mention, rules_for
from logistics.label_words import allergen_words
from logistics.models.fulfilment import Fulfilment
from logistics.models.label import LabelPrint, LabelText, LabelVersion
from logistics.models.lot import Lot, Movement
from logistics.models.parcel import Parcel
from logistics.services.label_print import LabelIncomplete, label_print
from logistics.services.label_words_set import LabelWords, label_words_set
from logistics.services.parcel_pack import parcel_pack
from logistics.states import LabelFormat
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import CertificateFactory, ProductFactory, ProductTypeFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, TODAY, picked_fulfilment, quarantined_lot, released_lot
from tests.logistics.test_label_rules import FAMILIES
from tests.logistics.test_zpl import printed
from tests.marketplace.documents.reading import codes_in, text_of, words_of

pytestmark = pytest.mark.django_db
TEXTS = {
    "ingredients": {"ar": "سميد القمح الصلب، ماء، ملح", "fr": "semoule de blé dur, eau, sel"},
    "storage": {"ar": "يحفظ في مكان جاف", "fr": "à conserver au sec"},
    "allergens": ["gluten", "nuts", "milk"],
    "names": {"ar": "كسكس خماسي", "fr": "Couscous aux cinq céréales"},
}


def labelled_lot(family: str = "couscous-cereals", quantity: int = 6, **product: Any) -> Lot:
    """A released lot of a family whose label is complete."""
    row = FAMILIES[family]
    kind = ProductTypeFactory.create(key=family, facts=row["facts"], is_food=row["is_food"])
    variant = VariantFactory.create(
        product=ProductFactory.create(product_type=kind, **{**TEXTS, **product}), gtin="6111234567895"
    )
    return released_lot(variant, quantity, best_before_date=TODAY + timedelta(days=300), code="L-77")


def show(lot: Lot, actor: Actor = MACHINE, **values: Any) -> bytes:
    """Print three labels."""
    return label_print(
        actor=actor, lot_id=lot.pk, now=NOON, **{"copies": 3, "form": LabelFormat.PDF, **values}
    ).content


# How each mention is taken away from what the database holds; the net quantity and the lot's number it keeps itself.
def _take_away(mention: Mention, lot: Lot) -> None:
    product = lot.variant.product
    match mention:
        case Mention.NAME:
            product.names = {"fr": "Couscous"}
        case Mention.INGREDIENTS:
            product.ingredients = {}
        case Mention.STORAGE:
            product.storage = {"fr": "au sec"}
        case Mention.ALLERGENS:
            product.allergens = []
        case Mention.ORIGIN:
            product.province = ""
        case Mention.DURABILITY:
            Lot.objects.filter(pk=lot.pk).update(best_before_date=None, last_sale_date=None)
        case Mention.MAKER:
            Organisation.objects.filter(pk=product.organisation_id).update(names={})
        case Mention.AUTHORISATION:
            Identifier.objects.filter(organisation=product.organisation_id).update(
                expires_date=TODAY - timedelta(days=1)
            )
    product.save()


NAMED = {
    Mention.NAME: "nom du produit en arabe",
    Mention.INGREDIENTS: "ingrédients en arabe",
    Mention.ALLERGENS: "allergènes",
    Mention.DURABILITY: "date de durabilité",
    Mention.STORAGE: "conservation en arabe",
    Mention.MAKER: "nom et adresse du fabricant",
    Mention.ORIGIN: "origine",
    Mention.AUTHORISATION: "numéro d’autorisation ONSSA valable",
}
CASES = [
    (family, rule.mention)
    for family, row in FAMILIES.items()
    for rule in rules_for(family, is_food=row["is_food"], on=TODAY)
    if rule.mention in NAMED and not (rule.mention == Mention.INGREDIENTS and not row["is_food"])
]


@pytest.mark.parametrize(("family", "mention"), CASES)
def test_the_pack_station_refuses_a_product_whose_label_lacks_a_mention_and_names_it(
    family: str, mention: Mention
) -> None:
    lot = labelled_lot(family)
    fulfilment = picked_fulfilment((lot.variant, 2))
    _take_away(mention, lot)
    moves = Movement.objects.count()

    with pytest.raises(LabelIncomplete) as refused:
        parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)

    assert refused.value.mentions == (mention,)
    assert f"L-77) : {NAMED[mention]}." in refused.value.message.replace("\u00a0", " ")
    fulfilment.refresh_from_db()
    assert (fulfilment.state, Parcel.objects.count(), Movement.objects.count()) == ("picking", 0, moves)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_product_of_any_family_with_a_complete_label_is_packed(family: str) -> None:
    lot = labelled_lot(family)
    fulfilment = picked_fulfilment((lot.variant, 2))

    parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)

    assert (Fulfilment.objects.get().state, stock_findings()) == ("packed", [])


def test_the_label_says_in_arabic_and_french_what_the_data_say_and_its_codes_can_be_scanned() -> None:
    lot = labelled_lot()

    pdf = show(lot)

    product, maker = lot.variant.product, lot.organisation
    arabic, other = words_of(text_of(pdf))
    said = [
        *TEXTS["names"].values(),  # type: ignore[attr-defined]
        *TEXTS["ingredients"].values(),  # type: ignore[attr-defined]
        *TEXTS["storage"].values(),  # type: ignore[attr-defined]
        allergen_words(["gluten", "nuts", "milk"], "ar"),
        allergen_words(["gluten", "nuts", "milk"], "fr"),
        "500 g",
        maker.name("ar"),
        lot.code,
        (TODAY + timedelta(days=300)).strftime("%d/%m/%Y"),
        Identifier.objects.get(organisation=product.organisation_id).value,
    ]
    for text in said:
        wanted_arabic, wanted_other = words_of(text)
        assert not wanted_arabic - arabic, text
        assert not wanted_other - other, text
    assert codes_in(pdf) == {
        ("EAN13", "6111234567895"),
        ("QRCode", "http://testserver/01/06111234567895/10/L-77"),
    }


def test_an_article_without_a_gtin_carries_its_lot_as_a_barcode() -> None:
    lot = labelled_lot()
    lot.variant.gtin = ""
    lot.variant.save()

    assert codes_in(show(lot)) == {("Code128", "L-77"), ("QRCode", "http://testserver/lot/L-77")}


def test_zpl_carries_the_same_label() -> None:
    lot = labelled_lot()

    zpl = show(lot, form=LabelFormat.ZPL, copies=7).decode("ascii")

    assert "^PQ7" in zpl
    assert printed(zpl).size[1] >= 639


@pytest.mark.parametrize("form", LabelFormat)
def test_an_incomplete_label_is_not_printed_and_nothing_is_logged(form: LabelFormat) -> None:
    lot = labelled_lot(ingredients={}, storage={})

    with pytest.raises(LabelIncomplete) as refused:
        show(lot, form=form)

    assert refused.value.mentions == (Mention.INGREDIENTS, Mention.STORAGE)
    assert (LabelPrint.objects.count(), LabelVersion.objects.count()) == (0, 0)


def test_the_labellers_words_fill_the_gaps_and_the_products_own_come_first() -> None:
    lot = labelled_lot(ingredients={"fr": "semoule"}, storage={})
    words = LabelWords(ingredients={"ar": "سميد", "fr": "autre"}, storage={"ar": "يحفظ جافا"})

    label_words_set(actor=MACHINE, lot_id=lot.pk, words=words, now=NOON)

    text = text_of(show(lot))
    assert "semoule" in text
    assert "autre" not in text
    assert not words_of("سميد")[0] - words_of(text)[0]


def test_a_second_print_needs_a_reason_and_is_marked() -> None:
    lot = labelled_lot()
    show(lot)

    with pytest.raises(InvalidInput) as refused:
        show(lot, reason="  ")
    show(lot, copies=2, reason="rouleau mouillé")

    assert refused.value.field == "reason"
    log = list(LabelPrint.objects.order_by("id").values_list("copies", "is_reprint", "reason", "printed_by"))
    assert log == [(3, False, "", "machine:test"), (2, True, "rouleau mouillé", "machine:test")]


def test_new_words_make_a_new_version_and_another_lot_of_the_same_words_does_not() -> None:
    lot = labelled_lot()
    show(lot)
    other = quarantined_lot(lot.variant, 4, code="L-78", best_before_date=TODAY + timedelta(days=200))
    show(other)
    lot.variant.product.ingredients = {**TEXTS["ingredients"], "ar": "سميد الشعير"}  # type: ignore[dict-item]
    lot.variant.product.save()
    show(lot, reason="nouvelle recette")

    versions = LabelVersion.objects.order_by("version")
    assert [row.version for row in versions] == [1, 2]
    assert list(LabelPrint.objects.order_by("id").values_list("version__version", flat=True)) == [1, 1, 2]
    assert versions[0].texts["ingredients_ar"] == "سميد القمح الصلب، ماء، ملح"
    assert versions[1].texts["lot"] == ""


@pytest.mark.parametrize("copies", [0, -1, 5001])
def test_a_number_of_copies_that_cannot_be_is_refused(copies: int) -> None:
    lot = labelled_lot()

    with pytest.raises(InvalidInput) as refused:
        show(lot, copies=copies)

    assert (refused.value.field, LabelPrint.objects.count()) == ("copies", 0)


def protect(lot: Lot, name: str = "Keskes Khoumassi / Keskes Moukhamess", **words: Any) -> LabelText:
    """Ask for a protected name on the label."""
    return label_words_set(
        actor=MACHINE, lot_id=lot.pk, words=LabelWords(protected_name=name, **words), now=NOON
    )


def test_a_protected_name_is_printed_while_its_certificate_is_valid_and_no_day_longer() -> None:
    lot = labelled_lot()
    paper = CertificateFactory.create(organisation=lot.organisation, expires_date=date(2026, 12, 31))
    protect(lot)
    assert not words_of("Keskes Khoumassi IGP")[1] - words_of(text_of(show(lot)))[1]
    fulfilment = picked_fulfilment((lot.variant, 1))

    paper.expires_date = TODAY - timedelta(days=1)
    paper.save()

    with pytest.raises(LabelIncomplete) as refused:
        show(lot, reason="encore")
    assert refused.value.mentions == (Mention.PROTECTED_NAME,)
    with pytest.raises(LabelIncomplete):
        parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)
    assert (LabelPrint.objects.count(), Parcel.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "paper",
    [
        {"expires_date": TODAY - timedelta(days=1)},
        {"issued_date": TODAY + timedelta(days=1)},
        {"state": "submitted"},
        {"state": "refused"},
        {"scheme": "aop"},
        {"scheme": "organic"},
    ],
)
def test_a_certificate_that_is_not_valid_for_it_allows_no_protected_name(paper: dict[str, Any]) -> None:
    lot = labelled_lot()
    CertificateFactory.create(organisation=lot.organisation, **paper)

    with pytest.raises(InvalidInput) as refused:
        protect(lot)

    assert (refused.value.field, LabelText.objects.count()) == ("protected_name", 0)


def test_a_certificate_of_another_product_or_cooperative_allows_no_protected_name() -> None:
    lot = labelled_lot()
    CertificateFactory.create()
    CertificateFactory.create(
        organisation=lot.organisation, product=ProductFactory.create(organisation=lot.organisation)
    )

    with pytest.raises(InvalidInput):
        protect(lot)
    CertificateFactory.create(organisation=lot.organisation, product=lot.variant.product)
    assert protect(lot).protected_name


def test_a_protected_name_in_the_products_own_name_is_caught_at_the_pack_station() -> None:
    lot = labelled_lot("argan-food", names={"ar": "زيت أركان", "fr": "Huile d’ARGANE"})
    fulfilment = picked_fulfilment((lot.variant, 1))

    with pytest.raises(LabelIncomplete) as refused:
        parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)

    assert refused.value.mentions == (Mention.PROTECTED_NAME,)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"allergens": ("plutonium",)}, "allergens"),
        ({"protected_name": "Champagne"}, "protected_name"),
        ({"ingredients": {"ar": "س" * 601}}, "ingredients"),
        ({"storage": {"xx": "?"}}, "storage"),
    ],
)
def test_words_that_cannot_stand_on_a_label_are_refused(words: dict[str, Any], field: str) -> None:
    lot = labelled_lot()

    with pytest.raises(InvalidInput) as refused:
        label_words_set(actor=MACHINE, lot_id=lot.pk, words=LabelWords(**words), now=NOON)

    assert (refused.value.field, LabelText.objects.count()) == (field, 0)


def test_strangers_print_nothing_and_write_no_words() -> None:
    lot = labelled_lot()
    strangers = [
        Actor.anonymous(),
        member_actor(lot.organisation),
        member_actor(OrganisationFactory.create(hub=True), "hub"),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            show(lot, actor=actor)
        with pytest.raises(NotAllowed):
            label_words_set(actor=actor, lot_id=lot.pk, words=LabelWords(), now=NOON)
    with pytest.raises(NotFound):
        label_print(actor=MACHINE, lot_id=0, copies=1, form=LabelFormat.PDF, now=NOON)
    assert (LabelPrint.objects.count(), LabelText.objects.count()) == (0, 0)


def test_goods_of_no_known_family_are_asked_for_no_mention() -> None:
    ProductType.objects.all().delete()
    lot = released_lot(quantity=3)

    assert show(lot)[:5] == b"%PDF-"
