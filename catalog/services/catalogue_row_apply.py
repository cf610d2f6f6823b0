"""Write what one row of a table says: a new product, a new size of one, or a change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.translation import gettext as _

from catalog.allergens import ALLERGEN_NAMES
from catalog.models.offer import Price
from catalog.models.product import Product, Variant
from catalog.selectors.resembling import resembling
from catalog.selectors.shelf_choice import family_named, shelf_of
from catalog.services.price_set import price_set
from catalog.services.product_changes import ProductChanges
from catalog.services.product_create import product_create
from catalog.services.product_update import product_update
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import variant_create
from catalog.services.variant_update import variant_update
from catalog.states import Verdict
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.texts import LANGUAGES

T = TypeVar("T")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫,", "01234567890123456789..")


@dataclass(frozen=True, slots=True)
class Applied:
    """What a row did: its verdict, the product, and which product it resembles."""

    verdict: Verdict
    product: Product
    resembles: Product | None = None


def catalogue_row_apply(
    *, actor: Actor, organisation_id: int, channel: Channel, values: Mapping[str, str], now: datetime
) -> Applied:
    """
    Write a row; the caller keeps it, or takes it back when it was only tried.

    :raises DomainError: as the services it calls; `field` is the row's column where it is known
    """
    changes, sizes = _product_changes(values), _variant_changes(values)
    amount = _read(values, "price", _money(channel))
    if sku := values.get("sku"):
        variant = Variant.objects.filter(sku=sku, product__organisation=organisation_id).first()
        if variant is None:
            raise NotFound(_("You have no size with this number; leave it empty for a new one."), field="sku")
        return _changed(actor, channel, variant, changes, sizes, amount, now)
    _needed(values.get("weight_g"), "weight_g")
    price = _needed(amount, "price")
    standing, like = _place(actor, organisation_id, values, changes, sizes, now)
    variant = variant_create(actor=actor, product_id=standing.pk, changes=sizes, now=now)
    price_set(actor=actor, variant_id=variant.pk, channel_id=channel.pk, amount=price, now=now)
    return Applied(Verdict.RESEMBLES if like else Verdict.CREATE, standing, like)


def _place(
    actor: Actor,
    organisation_id: int,
    values: Mapping[str, str],
    changes: ProductChanges,
    sizes: VariantChanges,
    now: datetime,
) -> tuple[Product, Product | None]:
    """Return the product that a new size belongs to, made where there is none, and what that resembles."""
    net_quantity, unit = _needed(sizes.net_quantity, "net_quantity"), _needed(sizes.unit, "unit")
    if slug := values.get("product"):
        found = Product.objects.filter(slug=slug, organisation=organisation_id).first()
        if found is None:
            raise NotFound(
                _("You have no product with this address; leave it empty for a new one."), field="product"
            )
        return found, None
    _needed(values.get("family"), "family")
    if not changes.names:
        raise Missing(_("Write the name in Arabic or in French."), field="name_fr")
    like = resembling(
        organisation_id=organisation_id, names=changes.names, net_quantity=net_quantity, unit=unit
    )
    if changes.province is None:
        seat = Organisation.objects.filter(pk=organisation_id).values_list("province", flat=True).first()
        changes = replace(changes, province=seat)
    return product_create(actor=actor, organisation_id=organisation_id, changes=changes, now=now), like


def _changed(
    actor: Actor,
    channel: Channel,
    variant: Variant,
    changes: ProductChanges,
    sizes: VariantChanges,
    amount: Money | None,
    now: datetime,
) -> Applied:
    """Change what differs; a row that says what is already so changes nothing, not even a date."""
    product, is_same = variant.product, True
    standing = {name: getattr(product, name) for name in changes.columns()}
    if any(_merged(standing[name], value) != standing[name] for name, value in changes.columns().items()):
        product_update(actor=actor, product_id=product.pk, changes=_merged_changes(product, changes), now=now)
        is_same = False
    if any(getattr(variant, name) != value for name, value in sizes.columns().items()):
        variant_update(actor=actor, variant_id=variant.pk, changes=sizes, now=now)
        is_same = False
    if amount is not None:
        before = Price.objects.filter(variant=variant, channel=channel).first()
        if before is None or before.amount_minor != amount.minor:
            price_set(actor=actor, variant_id=variant.pk, channel_id=channel.pk, amount=amount, now=now)
            is_same = False
    return Applied(Verdict.SAME if is_same else Verdict.CHANGE, product)


def _merged(before: object, given: object) -> object:
    """Return texts with those given in their languages; anything else is replaced."""
    return {**before, **given} if isinstance(before, dict) and isinstance(given, dict) else given


def _merged_changes(product: Product, changes: ProductChanges) -> ProductChanges:
    """Keep the languages of which the table has no column."""

    def texts(name: str) -> Mapping[str, str] | None:
        given = getattr(changes, name)
        return None if given is None else {**getattr(product, name), **given}

    return ProductChanges(
        product_type_id=changes.product_type_id,
        names=texts("names"),
        descriptions=texts("descriptions"),
        ingredients=texts("ingredients"),
        allergens=changes.allergens,
        province=changes.province,
        season_months=changes.season_months,
    )


def _texts(values: Mapping[str, str], name: str) -> dict[str, str] | None:
    found = {each: text for each in LANGUAGES if (text := values.get(f"{name}_{each}"))}
    return found or None


def _product_changes(values: Mapping[str, str]) -> ProductChanges:
    family = family_named(values["family"]) if "family" in values and "sku" not in values else None
    return ProductChanges(
        product_type_id=family.pk if family else None,
        category_id=shelf_of(family).pk if family else None,
        names=_texts(values, "name"),
        descriptions=_texts(values, "description"),
        ingredients=_texts(values, "ingredients"),
        allergens=_read(values, "allergens", _allergens),
        province=_read(values, "province", str.upper),
        season_months=_read(values, "season", lambda text: [int(each) for each in text.split()]),
    )


def _variant_changes(values: Mapping[str, str]) -> VariantChanges:
    return VariantChanges(
        net_quantity=_read(values, "net_quantity", _number),
        unit=_read(values, "unit", str.lower),
        weight_g=_read(values, "weight_g", lambda text: int(_number(text))),
        gtin=values.get("gtin"),
    )


def _needed(value: T | None, name: str) -> T:
    if value is None:
        raise Missing(_("This must not be empty."), field=name)
    return value


def _read(values: Mapping[str, str], name: str, kind: Callable[[str], T]) -> T | None:
    if name not in values:
        return None
    try:
        return kind(values[name])
    except (ValueError, InvalidOperation, OverflowError):
        raise InvalidInput(_("This cannot be read."), field=name) from None


def _number(text: str) -> Decimal:
    number = Decimal("".join(text.translate(_DIGITS).split()))
    if not number.is_finite() or abs(number) > 10**9:
        raise ValueError(text)
    return number


def _money(channel: Channel) -> Callable[[str], Money]:
    return lambda text: Money.from_decimal(_number(text), channel.currency)


def _allergens(text: str) -> list[str]:
    keys = text.replace(",", " ").lower().split()
    if unknown := [key for key in keys if key not in ALLERGEN_NAMES]:
        raise InvalidInput(
            _("There is no such allergen: %(name)s.") % {"name": unknown[0][:40]}, field="allergens"
        )
    return keys
