"""What a seller's own people, and the staff who review, see of its products in any state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from catalog.models.product import Product, Variant
from catalog.policies import may_review, may_see
from catalog.selectors.gallery import Picture, first_pictures_of
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, mapped, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """A product as its maker lists it."""

    product_id: int
    organisation_id: int
    slug: str
    names: Mapping[str, str]
    state: str
    reason: str
    variant_count: int
    updated_at: datetime
    picture: Picture | None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def products_of_seller(
    *, actor: Actor, organisation_id: int, state: str = "", after: str = "", first: int = 24
) -> Page[OwnProduct]:
    """
    Return an organisation's products in any state, newest first, in two statements.

    :raises NotAllowed: if the actor is neither of the organisation nor of the staff for products
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    rows = Product.objects.filter(organisation_id=organisation_id)
    if state:
        rows = rows.filter(state=state)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    counted = rows.annotate(count=Count("variants", filter=Q(variants__is_active=True))).order_by("-pk")
    found = list(counted.defer("search_document")[: page_size(first) + 1])
    page = page_of(found, first=first, keys=lambda row: (row.pk,))
    pictures = first_pictures_of([row.pk for row in page.items])
    return mapped(page, lambda row: _own(row, row.count, pictures.get(row.pk)))


def products_to_review(*, actor: Actor, after: str = "", first: int = 24) -> Page[OwnProduct]:
    """
    Return what waits for a reviewer, longest first, in two statements.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_review(actor), _("Only the staff for products may review."))
    rows = Product.objects.filter(state=ProductState.PROPOSED)
    if after:
        since, last = keys_of(after, (datetime, int))
        rows = rows.filter(Q(updated_at__gt=since) | Q(updated_at=since, pk__gt=last))
    counted = rows.annotate(count=Count("variants", filter=Q(variants__is_active=True)))
    found = list(counted.order_by("updated_at", "pk").defer("search_document")[: page_size(first) + 1])
    page = page_of(found, first=first, keys=lambda row: (row.updated_at, row.pk))
    pictures = first_pictures_of([row.pk for row in page.items])
    return mapped(page, lambda row: _own(row, row.count, pictures.get(row.pk)))


def product_of_seller(*, actor: Actor, product_id: int) -> Product:
    """
    Return one product in any state, with its organisation and family read.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    product = (
        Product.objects.select_related("organisation", "product_type", "category")
        .filter(pk=product_id)
        .first()
    )
    if product is None or not may_see(actor, product.organisation_id):
        raise NotFound(_("There is no such product."), field="product")
    return product


def products_to_correct(*, actor: Actor, organisation_id: int) -> int:
    """
    Count the products that their reviewer sent back with a wish, in one query.

    :raises NotAllowed: if the actor is neither of the organisation nor of the staff for products
    """
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    return Product.objects.filter(
        organisation_id=organisation_id, state=ProductState.CHANGES_REQUESTED
    ).count()


def variant_of_seller(*, actor: Actor, variant_id: int) -> Variant:
    """
    Return one variant in any state, with its product and family read.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    variant = Variant.objects.select_related("product__product_type").filter(pk=variant_id).first()
    if variant is None or not may_see(actor, variant.product.organisation_id):
        raise NotFound(_("There is no such product."), field="variant")
    return variant


def product_locked(*, actor: Actor, product_id: int) -> Product:
    """
    Lock one product for a change; a stranger learns no more than that there is none.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    product = Product.objects.select_for_update().defer("search_document").filter(pk=product_id).first()
    if product is None or not may_see(actor, product.organisation_id):
        raise NotFound(_("There is no such product."), field="product")
    return product


def demand_own(product_id: int, organisation_id: int) -> None:
    """
    Pass if an organisation makes a product.

    :raises NotFound: if it does not, or there is none
    """
    if not Product.objects.filter(pk=product_id, organisation=organisation_id).exists():
        raise NotFound(_("There is no such product."), field="product")


def _own(row: Product, variant_count: int, picture: Picture | None) -> OwnProduct:
    return OwnProduct(
        product_id=row.pk,
        organisation_id=row.organisation_id,
        slug=row.slug,
        names=row.names,
        state=row.state,
        reason=row.reason,
        variant_count=variant_count,
        updated_at=row.updated_at,
        picture=picture,
    )


def articles_of(organisation_id: int, language: str) -> list[tuple[int, str]]:
    """Return what an organisation makes that is not archived, as (variant id, words), by name; one statement."""
    rows = Variant.objects.filter(product__organisation_id=organisation_id).exclude(
        product__state=ProductState.ARCHIVED
    )
    named = [
        (
            row.pk,
            " · ".join(filter(None, (row.product.name(language), text_in(row.names, language), row.sku))),
        )
        for row in rows.select_related("product")
    ]
    return sorted(named, key=lambda each: each[1])
