"""The back office deletes shipping zones with their methods."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from logistics.models.zone import ShippingZone
from logistics.policies import may_keep_shipping
from logistics.services.zone_method_delete import methods_retire
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def zones_delete(*, actor: Actor, zone_ids: Collection[int]) -> list[ShippingZone]:
    """
    Delete zones; a method by which an order travels is kept for that order, but offered no more.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such zone
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    zones = list(ShippingZone.objects.select_for_update().filter(pk__in=zone_ids).order_by("pk"))
    if len(zones) != len(set(zone_ids)):
        raise NotFound(_("There is no such shipping zone."), field="id")
    methods_retire(DeliveryMethod.objects.filter(in_zone__zone__in=zones))
    for zone in zones:
        key = zone.pk
        zone.delete()
        zone.pk = key
    return zones
