"""The back office, or a seller through the API, writes a product with all that the contract says of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from catalog.models.collection import Collection, CollectionProduct
from catalog.models.product import Product
from catalog.policies import may_write_collections
from catalog.selectors.seller import product_locked
from catalog.services.attribute_values_assign import GivenValues, product_values_assign
from catalog.services.attribute_write import LANGUAGE
from catalog.services.product_archive import product_archive
from catalog.services.product_changes import ProductChanges
from catalog.services.product_create import product_create
from catalog.services.product_update import product_update
from catalog.services.tax_class_assign import product_tax_class_assign
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.services.platform_ensure import platform_ensure
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document, plain_text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTexts:
    """
    What the contract says of a product beside our own parts; None leaves a part as it is.

    `description` is a rich text (EditorJS); `sets_tax_class` says that `tax_class_id` counts (None: none of its own).
    """

    name: str | None = None
    slug: str | None = None
    description: Mapping[str, Any] | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    product_type_id: int | None = None
    category_id: int | None = None
    collection_ids: Sequence[int] | None = None
    attributes: Sequence[GivenValues] = ()
    sets_tax_class: bool = False
    tax_class_id: int | None = None
    rating: float | None = None
    weight_g: int | None = None
    external_reference: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)

    def changes(self, before: Product | None) -> ProductChanges:
        """Return the parts that every product has; other languages are kept."""
        names, descriptions = (before.names, before.descriptions) if before else ({}, {})
        text = None
        if self.description is not None:
            text = plain_text_of(clean_document(self.description, field="description"))
        return ProductChanges(
            product_type_id=self.product_type_id,
            category_id=self.category_id,
            names=None if self.name is None else {**names, LANGUAGE: self.name},
            descriptions=None if text is None else {**descriptions, LANGUAGE: text[:5000]},
        )

    def columns(self, product: Product) -> dict[str, Any]:
        """
        Return the other columns to write.

        :raises InvalidInput: naming the part that cannot be used (Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        for part, most in (("slug", 100), ("external_reference", 250)):
            text = getattr(self, part)
            if text is not None:
                columns[part] = clean_line(text, field=part, most=most)
                if Product.objects.filter(**{part: columns[part]}).exclude(pk=product.pk).exists():
                    raise Taken(_("Another product has this already."), field=part)
        for name, most in (("seo_title", 70), ("seo_description", 300)):
            text = getattr(self, name)
            if text is not None:
                cleaned = clean_line(text, field=name, most=most, required=False)
                columns[f"{name}s"] = {**getattr(product, f"{name}s"), LANGUAGE: cleaned}
        if self.description is not None:
            document = clean_document(self.description, field="description")
            columns["documents"] = {**product.documents, LANGUAGE: document}
        for name in ("metadata", "private_metadata"):
            if changes := getattr(self, name):
                columns[name] = metadata_with(getattr(product, name), changes, field=name)
        if self.weight_g is not None and not 0 <= self.weight_g <= 1_000_000:
            raise InvalidInput(_("A weight is not negative."), field="weight")
        numbers = {"rating": self.rating, "weight_g": self.weight_g}
        return columns | {name: value for name, value in numbers.items() if value is not None}


@transaction.atomic
def product_write_new(
    *, actor: Actor, organisation_id: int | None, texts: ProductTexts, now: datetime
) -> Product:
    """
    Write a draft of an organisation.

    Without one the staff writes for the marketplace's own, and a member of one selling organisation for that one.

    :raises NotFound: if there is no such organisation, family, shelf, collection, attribute or tax class
    :raises NotAllowed: if the actor may not write its products
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    """
    owner = _owner(actor, organisation_id, now)
    for part in ("name", "product_type_id", "category_id"):
        if getattr(texts, part) is None:
            raise Missing(_("This must not be empty."), field=part.removesuffix("_id"))
    if not (texts.name or "").strip():
        raise Missing(_("This must not be empty."), field="name")
    changes = replace(texts.changes(None), province=owner.province, commune=owner.commune)
    product = product_create(actor=actor, organisation_id=owner.pk, changes=changes, now=now)
    product = Product.objects.select_related("product_type").get(pk=product.pk)
    _write(actor, product, texts, now, is_new=True)
    return product


@transaction.atomic
def product_write(*, actor: Actor, product_id: int, texts: ProductTexts, now: datetime) -> Product:
    """
    Change a product.

    :raises NotFound: if there is none, it is not the actor's to see, or something named does not exist
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived, or a part that was approved is to change without a new review
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    before = product_locked(actor=actor, product_id=product_id)
    if texts.name is not None and not texts.name.strip():
        raise Missing(_("This must not be empty."), field="name")
    changes = replace(texts.changes(before), product_type_id=None)
    product_update(actor=actor, product_id=product_id, changes=changes, now=now)
    product = Product.objects.select_related("product_type").get(pk=product_id)
    _write(actor, product, texts, now, is_new=False)
    return product


@transaction.atomic
def product_delete(*, actor: Actor, product_id: int, now: datetime) -> Product:
    """
    Delete a product that was never sold or stocked; one with a history is archived.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived already and has a history
    """
    product = product_archive(actor=actor, product_id=product_id, now=now)
    try:
        with transaction.atomic():
            Product.objects.filter(pk=product_id).delete()
    except ProtectedError:
        return product
    return product


def _owner(actor: Actor, organisation_id: int | None, now: datetime) -> Organisation:
    if organisation_id is not None:
        found = Organisation.objects.filter(pk=organisation_id).first()
        if found is None:
            raise NotFound(_("There is no such organisation."), field="organisation")
        return found
    if actor.may(Permission.MANAGE_PRODUCTS):
        return platform_ensure(now=now)
    own = list(Organisation.objects.filter(pk__in=list(actor.roles), is_seller=True)[:2])
    require(bool(own), _("Only the president or the sales people may write products."))
    if len(own) > 1:
        raise Missing(_("Say for which organisation."), field="organisation")
    return own[0]


def _write(actor: Actor, product: Product, texts: ProductTexts, now: datetime, *, is_new: bool) -> None:
    columns = texts.columns(product)
    for column, value in columns.items():
        setattr(product, column, value)
    if columns:
        product.save(update_fields=list(columns))
    if is_new or texts.attributes:
        product_values_assign(product=product, given=texts.attributes, is_new=is_new)
    if texts.sets_tax_class:
        require(actor.may(Permission.MANAGE_PRODUCTS), _("Only staff may say how a product is taxed."))
        product_tax_class_assign(product=product, tax_class_id=texts.tax_class_id, now=now)
    if texts.collection_ids is not None:
        require(may_write_collections(actor), _("Only staff may put products into collections."))
        _collect(product, texts.collection_ids)


def _collect(product: Product, collection_ids: Sequence[int]) -> None:
    found = Collection.objects.in_bulk(list(collection_ids))
    if len(found) != len(set(collection_ids)):
        raise NotFound(_("There is no such collection."), field="collections")
    product.collection_places.exclude(collection__in=collection_ids).delete()
    known = set(product.collection_places.values_list("collection_id", flat=True))
    for key in collection_ids:
        if key not in known:
            members = CollectionProduct.objects.filter(collection=key)
            last = members.aggregate(last=Max("position"))["last"]
            CollectionProduct.objects.create(
                collection=found[key], product=product, position=0 if last is None else last + 1
            )
