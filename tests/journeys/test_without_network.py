"""A driver at a door and a picker in a cold room, both without a network: the taps wait on the phone and count once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount
from logistics.models.doorstep import DeliveryProof
from logistics.models.fulfilment import LotAllocation
from logistics.models.parcel import TrackingEvent
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from tests.factories.ground import member_actor
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    handed_over_parcel,
    requested_fulfilment,
    stocked_variant,
)
from tests.journeys.conftest import Site
from tests.journeys.test_main_journey import Story

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def phone_of(site: Site, actor: Actor, path: str) -> tuple[Page, Story]:
    """An Arabic phone, signed in and on a page, with the worker in charge of it."""
    story = Story(site, language="ar", phone=True)
    page = story.window(actor)
    page.goto(story.url(path))
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    return page, story


def test_a_driver_delivers_where_there_is_no_network(site: Site) -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1), cash_minor=25_000)
    CarrierAccount.objects.create(organisation=parcel.carrier, kind=CarrierKind.OWN)
    page, story = phone_of(site, member_actor(parcel.carrier, Role.DRIVER.value), "driver/")
    story.photograph(page, "driver")

    page.context.set_offline(True)
    before = timezone.now()
    page.locator("summary.button--primary").click()
    page.fill("[name=received_by]", "أمينة")
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    story.photograph(page, "driver-waiting")
    # The page and what waits survive a reload without a network.
    page.reload()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    assert not TrackingEvent.objects.filter(kind="delivered").exists()

    page.context.set_offline(False)
    expect(page.locator("[data-queue-panel]")).to_be_hidden()
    page.wait_for_timeout(500)
    event = TrackingEvent.objects.get(kind="delivered")
    proof = DeliveryProof.objects.get(event=event)
    assert (event.cash_collected_minor, proof.received_by) == (25_000, "أمينة")
    assert before - timedelta(seconds=2) <= event.happened_at <= event.recorded_at


def test_lesson_23_a_scan_falls_back_by_itself_and_says_so(site: Site) -> None:
    variant = stocked_variant(5)
    warehouse = WarehouseFactory.create()
    made = requested_fulfilment((variant, 2))
    result = wave_create(
        actor=MACHINE, warehouse_id=warehouse.pk, fulfilment_ids=[made.pk], now=timezone.now()
    )
    assert result.wave is not None
    share = LotAllocation.objects.get()
    worker = member_actor(warehouse.organisation, Role.HUB.value)
    page, story = phone_of(site, worker, f"hub/waves/{result.wave.pk}/")

    page.context.set_offline(True)
    page.fill("form.scan [name=code]", "UNKNOWN")
    page.locator("form.scan button[type=submit]").click()
    expect(page.locator("[data-unknown]")).to_be_visible()
    page.fill("form.scan [name=code]", share.lot.code)
    page.locator("form.scan button[type=submit]").click()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    story.photograph(page, "picker-waiting")

    page.context.set_offline(False)
    expect(page.locator("[data-queue-panel]")).to_be_hidden()
    page.wait_for_timeout(500)
    share.refresh_from_db()
    assert share.picked_at is not None
    assert share.pick_key != ""
