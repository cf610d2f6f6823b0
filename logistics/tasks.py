"""Celery's face of logistics: each task finds its own due rows and may be called any number of times."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from logistics.models.warehouse import Warehouse
from logistics.services.carrier_book import carrier_bookings_run
from logistics.services.carrier_report import carrier_reports_act, carriers_poll
from logistics.services.hub_charge import storage_charge
from logistics.services.lots_expire import lots_expire
from logistics.services.parcel_document_render import parcel_documents_render_due
from logistics.services.preorder_book import harvests_miss
from logistics.services.recall_list import recalls_list_due
from logistics.services.reservations_expire import reservations_expire
from logistics.services.sheets_draw import sheets_draw_due, sheets_forget
from marketplace.kernel.actor import Actor
from marketplace.outbox import waking

BATCH = 500
DAYS_MADE_UP = 7


@shared_task(name="logistics.expire_reservations")
def expire_reservations(**_later: object) -> int:
    """Take back what baskets did not turn into orders in time, batch by batch."""
    total = 0
    # A batch may come back short because a shopper held a stock; it is found again at the next beat.
    while len(keys := reservations_expire(now=timezone.now(), limit=BATCH)) == BATCH:
        total += len(keys)
    return total + len(keys)


@shared_task(name="logistics.expire_lots")
def expire_lots(**_later: object) -> int:
    """Take lots off sale that are over their last day."""
    total = 0
    while codes := lots_expire(actor=Actor.of_machine("expire-lots"), now=timezone.now()):
        total += len(codes)
    return total


@shared_task(name="logistics.miss_harvests")
def miss_harvests(**_later: object) -> int:
    """Say of pre-orders whose harvest did not come on its day that they are short, batch by batch."""
    total = 0
    while done := harvests_miss(now=timezone.now(), limit=BATCH):
        total += done
    return total


@shared_task(name="logistics.charge_storage")
def charge_storage(**_later: object) -> int:
    """Charge the last days of storage; a day that is charged already is left alone, so a missed night is made up."""
    now, charged = timezone.now(), 0
    today = timezone.localdate(now)
    for warehouse in Warehouse.objects.filter(is_active=True).order_by("slug"):
        for days in range(DAYS_MADE_UP, 0, -1):
            charged += len(storage_charge(warehouse=warehouse, day=today - timedelta(days=days), now=now))
    return charged


@shared_task(name="logistics.render_labels")
def render_labels(**_later: object) -> int:
    """Draw the labels and slips that are due."""
    total = 0
    while drawn := parcel_documents_render_due(now=timezone.now()):
        total += drawn
    return total


@shared_task(name="logistics.draw_sheets")
def draw_sheets(**_later: object) -> int:
    """Draw the sheets that were asked for."""
    total = 0
    while drawn := sheets_draw_due(now=timezone.now()):
        total += drawn
    return total


@shared_task(name="logistics.forget_sheets")
def forget_sheets(**_later: object) -> int:
    """Delete sheets that are a week old."""
    total = 0
    while gone := sheets_forget(now=timezone.now()):
        total += gone
    return total


def wake_sheets() -> None:
    """Ask a worker to draw sheets now."""
    waking.wake(draw_sheets)


@shared_task(name="logistics.list_recalls")
def list_recalls(**_later: object) -> int:
    """Go on with the lists of large recalls until they are whole."""
    total = 0
    while done := recalls_list_due(now=timezone.now()):
        total += done
    return total


def wake_recalls() -> None:
    """Ask a worker to go on with the lists of recalls now."""
    waking.wake(list_recalls)


@shared_task(name="logistics.call_carriers")
def call_carriers(**_later: object) -> int:
    """Book parcels, or take bookings back, at the carriers' systems."""
    return carrier_bookings_run(now=timezone.now())


@shared_task(name="logistics.act_on_carrier_reports")
def act_on_carrier_reports(**_later: object) -> int:
    """Act on what carriers' systems told."""
    return carrier_reports_act(now=timezone.now())


@shared_task(name="logistics.poll_carriers")
def poll_carriers(**_later: object) -> int:
    """Ask carriers' systems for what they did not tell by themselves."""
    return carriers_poll(now=timezone.now())


def wake_carrier_reports() -> None:
    """Ask a worker to act on reports now."""
    waking.wake(act_on_carrier_reports)
