"""Ask to be told when something can be bought again; told once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.offer import Listing
from catalog.models.product import Variant
from catalog.selectors.offers import offers
from catalog.selectors.preorders import preorders_running
from logistics.models.stock import Stock
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.models.closure import Closure
from marketplace.customers.links import kept_url, product_url
from marketplace.customers.models.kept import StockAlert
from marketplace.customers.services.signed_in import person_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.notifications.services.notify_people import BY_MAIL, notify_people

MOST_ALERTS = 50


@transaction.atomic
def stock_alert_ask(*, actor: Actor, variant_id: int, now: datetime) -> StockAlert:
    """
    Ask to be told once that a variant can be bought again; asking twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if there is no such variant on the shelves
    :raises Conflict: if the person waits for too much already
    """
    person = person_locked(actor)
    variants = Variant.objects.filter(pk=variant_id, is_active=True, product__listings__is_visible=True)
    if not variants.exists():
        raise NotFound(_("There is no such product."), field="variant")
    waiting = StockAlert.objects.filter(user=person, told_at=None)
    known = waiting.filter(variant_id=variant_id).first()
    if known is not None:
        return known
    if waiting.count() >= MOST_ALERTS:
        raise Conflict(_("You wait for %(most)s products already.") % {"most": MOST_ALERTS})
    return StockAlert.objects.create(user=person, variant_id=variant_id, asked_at=now)


@transaction.atomic
def stock_alert_stop(*, actor: Actor, variant_id: int) -> None:
    """
    Wait no longer; stopping twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    """
    StockAlert.objects.filter(user=person_locked(actor), variant_id=variant_id, told_at=None).delete()


@transaction.atomic
def stock_alerts_tell(*, now: datetime, limit: int = 200) -> int:
    """
    Write the notices of what can be bought again, those who asked first first; return how many.

    A worker that dies before the commit has told nobody; two workers share the rows.
    """
    free = Stock.objects.filter(
        variant=OuterRef("variant"), warehouse__is_online=True, quantity__gt=F("reserved")
    )
    # A harvest that is sold ahead can be bought too
    ahead = preorders_running(on=timezone.localdate(now)).filter(
        variant=OuterRef("variant"), taken__lt=F("most")
    )
    on_shelf = Listing.objects.filter(product=OuterRef("variant__product"), is_visible=True)
    # Who is closed and sells nothing meanwhile is told of when it opens again, and keeps nobody else waiting
    today = timezone.localdate(now)
    closed = Closure.objects.filter(
        organisation=OuterRef("variant__product__organisation"),
        withdrawn_at=None,
        sells_on=False,
        from_date__lte=today,
        until_date__gte=today,
    )
    alerts = list(
        StockAlert.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(Exists(free)) | Q(Exists(ahead)), Exists(on_shelf), ~Exists(closed))
        .filter(told_at=None, user__is_active=True)
        .select_related("user", "variant__product")
        .order_by("asked_at", "pk")[:limit]
    )
    found = offers([alert.variant_id for alert in alerts], default_channel(), at=now) if alerts else {}
    told = [
        alert
        for alert in alerts
        if (offer := found.get(alert.variant_id)) and offer.is_buyable and offer.left(1) > 0
    ]
    for alert in told:
        _tell(alert, now)
    return StockAlert.objects.filter(pk__in=[alert.pk for alert in told]).update(told_at=now)


def _tell(alert: StockAlert, now: datetime) -> None:
    person, product = alert.user, alert.variant.product
    context = {
        "product": product.name(person.language),
        "url": product_url(product.slug, person.language),
        "stop": kept_url(person.language),
    }
    notify_people(
        people=[person],
        key=f"stock-alert:{alert.pk}",
        template="back_in_stock",
        context={person.language: context},
        prefer=BY_MAIL,
        now=now,
    )
