"""Asked-for changes: what waits for the staff, and what became of a product's own."""

from django.utils.translation import gettext as _

from catalog.models.change_request import ChangeRequest
from catalog.policies import may_review, may_see
from catalog.states import ChangeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require

_AROUND = ("product__organisation", "product__product_type", "asked_by", "decided_by")


def changes_waiting(*, actor: Actor, after: str = "", first: int = 24) -> Page[ChangeRequest]:
    """
    Return what waits for a decision, longest first, in one statement.

    :raises NotAllowed: if the actor is not of the staff for products
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_review(actor), _("Only the staff for products may review."))
    rows = ChangeRequest.objects.filter(state=ChangeState.WAITING)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__gt=last)
    shown = rows.select_related(*_AROUND).defer("product__search_document").order_by("pk")
    return page_of(list(shown[: page_size(first) + 1]), first=first, keys=lambda row: (row.pk,))


def change_seen(*, actor: Actor, request_id: int) -> ChangeRequest:
    """
    Return one request, in one statement.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    rows = ChangeRequest.objects.select_related(*_AROUND).defer("product__search_document")
    found = rows.filter(pk=request_id).first()
    if found is None or not may_see(actor, found.product.organisation_id):
        raise NotFound(_("There is no such request."), field="request")
    return found


def change_of_product(*, actor: Actor, product_id: int) -> ChangeRequest | None:
    """Return the latest request of a product, if the actor may see it, in one statement."""
    rows = ChangeRequest.objects.select_related(*_AROUND).defer("product__search_document")
    found = rows.filter(product=product_id).order_by("-pk").first()
    return found if found is not None and may_see(actor, found.product.organisation_id) else None
