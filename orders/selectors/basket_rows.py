"""What a basket shows beside its prices: the rows of its lines and of who sells."""

from django.db.models import Exists, OuterRef, QuerySet

from logistics.models.capacity import Capacity
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.prepared import AnyOf, Slot, prepared
from orders.models.checkout import CheckoutLine

_LINE_COLUMNS = (
    "variant_id",
    "quantity",
    "seen_price_minor",
    "position",
    "metadata",
    "override_minor",
    "override_reason",
)


@prepared
def lines_of_baskets(checkout_ids: Slot) -> QuerySet[CheckoutLine]:
    """Return the lines of baskets in their places, with what prices need of their variants."""
    rows = CheckoutLine.objects.filter(AnyOf("checkout_id", checkout_ids)).select_related("variant")
    return rows.only("checkout_id", *_LINE_COLUMNS, "variant__product_id").order_by("position", "id")


@prepared
def sellers_named(ids: Slot) -> QuerySet[Organisation]:
    """Return the names and regions of who sells, and whether they can make only so much of something."""
    limits = Capacity.objects.filter(organisation=OuterRef("pk"), is_active=True)
    rows = Organisation.objects.filter(AnyOf("id", ids)).only("id", "names", "slug", "region")
    return rows.annotate(is_limited=Exists(limits))
