"""The back office deletes a shipping zone's method."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from logistics.models.zone import ZoneMethod
from logistics.policies import may_keep_shipping
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def zone_methods_delete(*, actor: Actor, method_ids: Collection[uuid.UUID]) -> list[ZoneMethod]:
    """
    Delete methods; one by which an order travels is kept for that order, but offered no more.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such method
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    rows = ZoneMethod.objects.select_related("method", "zone").filter(pk__in=method_ids)
    methods = list(rows.order_by("pk"))
    if len(methods) != len(set(method_ids)):
        raise NotFound(_("There is no such shipping method."), field="id")
    methods_retire(DeliveryMethod.objects.filter(pk__in=method_ids))
    return methods


def methods_retire(methods: QuerySet[DeliveryMethod]) -> None:
    """Delete methods that nothing points at; take the others out of their zones and off every list."""
    for method in methods.select_for_update(of=("self",)).order_by("pk"):
        try:
            with transaction.atomic():
                DeliveryMethod.objects.filter(pk=method.pk).delete()
        except ProtectedError:
            ZoneMethod.objects.filter(pk=method.pk).delete()
            DeliveryMethod.objects.filter(pk=method.pk).update(is_active=False)
