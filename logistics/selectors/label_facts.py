"""What the labels of lots say, put together from product, lot, maker and papers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from catalog.models.certificate import Certificate
from catalog.models.product import Product, Variant
from catalog.states import CertificateState
from catalog.units import Unit
from logistics.label_rules import LabelFacts, Mention, mentions_missing
from logistics.models.label import LabelPrint, LabelText
from logistics.models.lot import Lot
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import food_authorisations
from marketplace.kernel.geography import provinces
from marketplace.kernel.texts import text_in

# What every pack tells in signs of the international system, alike in Arabic and French
_SIGNS: Mapping[str, str] = {Unit.GRAM: "g", Unit.KILOGRAM: "kg", Unit.MILLILITRE: "ml", Unit.LITRE: "l"}


@dataclass(frozen=True, slots=True)
class _Papers:
    """What is known beside the lots: added words by product, valid numbers and signs by organisation or product."""

    texts: Mapping[int, LabelText]
    authorisations: Mapping[int, str]
    certified: Mapping[tuple[int, int | None], set[str]] = field(default_factory=dict)

    def signs_of(self, product: Product) -> frozenset[str]:
        """The signs of quality that a product may carry."""
        owner = product.organisation_id
        return frozenset(
            self.certified.get((owner, None), set()) | self.certified.get((owner, product.pk), set())
        )


def label_facts_of(lot_ids: Collection[int], *, on: date) -> dict[int, LabelFacts]:
    """Return what the labels of these lots say on a day; four queries. The caller has asked who may see them."""
    rows = Lot.objects.filter(pk__in=lot_ids).select_related(
        "variant__product__product_type", "variant__product__organisation"
    )
    lots = list(rows)
    papers = _papers([lot.variant.product for lot in lots], on)
    return {lot.pk: _facts(lot, papers) for lot in lots}


def _papers(products: Collection[Product], on: date) -> _Papers:
    owners = {product.organisation_id for product in products}
    certified: dict[tuple[int, int | None], set[str]] = {}
    valid = Certificate.objects.filter(
        organisation__in=owners,
        state=CertificateState.ACCEPTED,
        issued_date__lte=on,
        expires_date__gte=on,
    )
    for owner, product_id, scheme in valid.values_list("organisation", "product", "scheme"):
        certified.setdefault((owner, product_id), set()).add(scheme)
    texts = LabelText.objects.filter(product__in=[product.pk for product in products])
    return _Papers(
        texts={row.product_id: row for row in texts},
        authorisations=food_authorisations(owners, on=on),
        certified=certified,
    )


def _facts(lot: Lot, papers: _Papers) -> LabelFacts:
    variant = lot.variant
    product, maker = variant.product, variant.product.organisation
    family: Mapping[str, Any] = product.product_type.facts
    added = papers.texts.get(product.pk)
    return LabelFacts(
        family=product.product_type.key,
        is_food=product.product_type.is_food,
        names=product.names,
        net_quantity=net_quantity_of(variant),
        ingredients=_merged(product.ingredients, added.ingredients if added else {}),
        storage=_merged(product.storage, added.storage if added else {}),
        allergens=tuple(dict.fromkeys([*product.allergens, *(added.allergens if added else ())])),
        best_before=lot.best_before_date,
        date_marking=str(family.get("date_marking") or ""),
        maker=text_in(maker.names, "ar"),
        maker_place=_place(maker),
        origin=_origin(product),
        lot=lot.code,
        authorisation=papers.authorisations.get(maker.pk, ""),
        protected_name=added.protected_name if added else "",
        protected=tuple(
            (str(row["name"]), str(row["type"]))
            for row in family.get("protected", ())
            if "name" in row and "type" in row
        ),
        certified=papers.signs_of(product),
    )


def _merged(own: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """The product's own words; where it has none in a language, the labeller's."""
    return {**added, **{language: text for language, text in own.items() if text}}


def net_quantity_of(variant: Variant) -> str:
    """Write what one item holds: 500 g, 1 kg, 0.75 l; nothing for pieces, which are counted by looking."""
    sign = _SIGNS.get(variant.unit, "")
    if not sign:
        return "1"
    quantity = variant.net_quantity
    if quantity >= 1000 and variant.unit in (Unit.GRAM, Unit.MILLILITRE):
        quantity, sign = quantity / Decimal(1000), "kg" if variant.unit == Unit.GRAM else "l"
    return f"{quantity.normalize():f} {sign}".replace(".", ",")


def _place(maker: Organisation) -> str:
    province = provinces().get(maker.province)
    parts = (maker.address, maker.commune, province.name("fr") if province else "")
    return ", ".join(part for part in parts if part)


def _origin(product: Product) -> str:
    province = provinces().get(product.province)
    parts = (product.commune, province.name("fr") if province else "", "Maroc" if province else "")
    return ", ".join(part for part in parts if part)


def labels_lacking(lot_ids: Collection[int], *, on: date) -> dict[int, list[Mention]]:
    """Return which mentions the labels of these lots lack on a day, for the lots that lack any; four queries."""
    found = {pk: mentions_missing(facts, on=on) for pk, facts in label_facts_of(lot_ids, on=on).items()}
    return {pk: missing for pk, missing in found.items() if missing}


def certificates_valid(product: Product, *, on: date) -> list[Certificate]:
    """Return the certificates under which a product may carry a sign on a day; one query."""
    rows = Certificate.objects.filter(
        Q(product=None) | Q(product=product.pk),
        organisation=product.organisation_id,
        state=CertificateState.ACCEPTED,
        issued_date__lte=on,
        expires_date__gte=on,
    )
    return list(rows.order_by("scheme", "id"))


def label_prints_of(lot_id: int) -> list[LabelPrint]:
    """Return the prints of a lot's labels with their versions, the newest first; one query."""
    return list(LabelPrint.objects.filter(lot=lot_id).select_related("version").order_by("-id"))
