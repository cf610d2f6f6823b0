"""The back office says which products do not travel by a method."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Product
from logistics.models.zone import ZoneMethod
from logistics.policies import may_keep_shipping
from logistics.selectors.locked import zone_method_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def zone_method_exclude(
    *, actor: Actor, method_id: uuid.UUID, add: Collection[int] = (), remove: Collection[int] = ()
) -> ZoneMethod:
    """
    Exclude products from a method, or let them travel by it again.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such method or product
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    row = zone_method_locked(method_id)
    if Product.objects.filter(pk__in=add).count() != len(set(add)):
        raise NotFound(_("There is no such product."), field="products")
    row.excluded_products.add(*add)
    row.excluded_products.remove(*remove)
    return row
