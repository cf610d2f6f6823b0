"""Members of an alliance hear that goods are asked for."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from logistics.events import SupplyCalled
from logistics.models.pooled import SupplyCall
from marketplace.accounts.models import User
from marketplace.cooperatives.states import Role
from marketplace.kernel.formats import format_date, format_number
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens

TOLD = (Role.PRESIDENT, Role.PRODUCTION, Role.SALES)


@listens(SupplyCalled, name="logistics.tell_supply_called")
def tell_supply_called(event: SupplyCalled, *, now: datetime) -> None:
    """Tell those who announce goods for the members; a call that was closed meanwhile is told to nobody."""
    call = (
        SupplyCall.objects.select_related("listing__alliance", "variant__product")
        .filter(pk=event.call_id, closed_at=None)
        .first()
    )
    if call is None:
        return
    people = list(
        User.objects.filter(
            is_active=True,
            memberships__organisation__alliances=event.alliance_id,
            memberships__role__in=TOLD,
        )
        .distinct()
        .order_by("pk")
    )
    context = {}
    for language in {person.language for person in people}:
        with override(language):
            context[language] = {
                "alliance": call.listing.alliance.name(language),
                "quantity": format_number(call.quantity, language),
                "goods": call.variant.product.name(language),
                "day": format_date(call.needed_date, language),
                "url": f"{settings.PUBLIC_URL}/{language}/portal/together/{call.listing_id}/#call-{call.pk}",
            }
    notify_people(
        people=people,
        key=f"supply-call:{call.pk}",
        template="supply_called",
        context=context,
        prefer=BY_PHONE,
        now=now,
    )
