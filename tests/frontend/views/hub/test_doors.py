"""Who may open the pages of the hub, and what strangers cannot move."""

import pytest
from django.test import Client

from frontend.urls_hub import urlpatterns
from logistics.models.carrier import CarrierBooking, CarrierReport
from logistics.models.collection import CollectionRound, CollectionStop, Vehicle
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice
from logistics.models.kit import Kit
from logistics.models.label import LabelPrint, LabelText
from logistics.models.lot import Lot, Movement
from logistics.models.parcel import Manifest, Parcel, TrackingEvent
from logistics.models.processing import Consumable, ProcessingRun, Recipe
from logistics.models.recall import Recall, RecallParcel
from logistics.models.sheet import SheetJob
from logistics.models.storage import CountLine, Placement, TemperatureReading
from logistics.models.tariff import HubTariff
from logistics.models.warehouse import StorageZone
from logistics.services.sheet_ask import sheet_of_wave
from logistics.services.sheets_draw import sheets_draw_due
from logistics.states import LotState
from marketplace.kernel.actor import Permission
from marketplace.network.models import Question
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import answers, cashier, customer, hub_worker, president, staff

PLACES = {
    "hub-today": "hub/",
    "hub-fulfilments": "hub/fulfilments/",
    "hub-shortages": "hub/shortages/",
    "hub-waves": "hub/waves/",
    "hub-pack": "hub/pack/",
    "hub-hand-over": "hub/hand-over/",
    "hub-parcels": "hub/parcels/",
    "hub-returns": "hub/returns/",
    "hub-lots": "hub/lots/",
    "hub-receive": "hub/lots/receive/",
    "hub-inbound": "hub/inbound/",
    "hub-sent-back": "hub/sent-back/",
    "hub-recalls": "hub/recalls/",
    "hub-processing": "hub/processing/",
    "hub-packaging": "hub/packaging/",
    "hub-recipes": "hub/recipes/",
    "hub-kits": "hub/kits/",
    "hub-sheets": "hub/sheets/",
    "hub-storage": "hub/storage/",
    "hub-questions": "hub/questions/",
    "hub-ask": "hub/questions/new/",
    "hub-zones": "hub/storage/zones/",
    "hub-counts": "hub/counts/",
    "hub-tariff": "hub/tariff/",
    "hub-carriers": "hub/carriers/",
    "hub-rounds": "hub/rounds/",
    "hub-vehicles": "hub/vehicles/",
}
# What a hub knows of a supplier are its own checks: every hub may open the page and sees nothing of another's.
# A recipe is nobody's secret; what a hub runs with it are its own lots.
OPEN_TO_EVERY_HUB = {"hub-supplier", "hub-run", "hub-recipe"}


def drawn_sheet(world: HubWorld) -> int:
    """The labels of a lot, as a sheet that is ready."""
    job = sheet_of_wave(actor=MACHINE, wave_id=world.wave.pk, language="fr", key="doors", now=NOON)
    sheets_draw_due(now=NOON)
    return job.pk


def things(world: HubWorld) -> dict[str, str]:
    """Pages of one thing of this hub."""
    number = world.packed[0].number
    return {
        "hub-wave": f"hub/waves/{world.wave.pk}/",
        "hub-wave-paper": f"hub/waves/{world.wave.pk}/pick-list.pdf",
        "hub-pack-one": f"hub/pack/{world.picked[0].pk}/",
        "hub-lot": f"hub/lots/{world.lots[0].pk}/",
        "hub-examine": f"hub/lots/{world.lots[0].pk}/examine/",
        "hub-trace": f"hub/lots/{world.lots[0].pk}/trace/",
        "hub-epcis": f"hub/lots/{world.lots[0].pk}/epcis.jsonld",
        "hub-recall": f"hub/recalls/{world.recall.pk}/",
        "hub-recall-report": f"hub/recalls/{world.recall.pk}/report.pdf",
        "hub-labels": f"hub/lots/{world.lots[0].pk}/labels/",
        "hub-manifest": f"hub/manifests/{world.handed_over[0].manifest_id}.pdf",
        "hub-parcel": f"hub/parcels/{number}/",
        "hub-parcel-paper": f"hub/parcels/{number}/parcel_label.pdf",
        "hub-inspect": f"hub/parcels/{world.returned[0].number}/inspect/",
        "hub-notice": f"hub/inbound/{world.notice.pk}/",
        "hub-receipt": f"hub/receipts/{world.receipt.pk}/",
        "hub-receipt-paper": f"hub/receipts/{world.receipt.pk}.pdf",
        "hub-evidence": f"hub/evidence/{world.photo.pk}/",
        "hub-lot-label": f"hub/lots/{world.lots[0].pk}/label.pdf",
        "hub-lot-place": f"hub/lots/{world.lots[0].pk}/place/",
        "hub-zone": f"hub/storage/zones/{world.zone.pk}/",
        "hub-bin": "hub/storage/bins/A-01/",
        "hub-count": f"hub/counts/{world.difference.count_id}/",
        "hub-round": f"hub/rounds/{world.round.pk}/",
        "hub-round-sheet": f"hub/rounds/{world.round.pk}/sheet.pdf",
        "hub-sheet-part": f"hub/sheets/{drawn_sheet(world)}/1.pdf",
    }


def round_wanted(world: HubWorld) -> dict[str, str]:
    """A round over what waits to be collected."""
    waits = Notice.objects.filter(arrival="collection", stops=None).earliest("pk")
    return {
        "vehicle": str(world.round.vehicle_id),
        "day": f"{waits.ready_date:%Y-%m-%d}",
        "sets_out": "07:00",
        "notices": str(waits.pk),
        "key": "strange",
    }


def posts(world: HubWorld) -> dict[str, tuple[str, dict[str, str]]]:
    """Everything that can be sent."""
    packed, returned = world.packed[0], world.returned[0]
    share = LotAllocation.objects.get(line__fulfilment=returned.fulfilment)
    return {
        "hub-waves": ("hub/waves/", {}),
        "hub-pick": (f"hub/waves/{world.wave.pk}/pick/", {"allocation": str(world.to_pick[0].pk)}),
        "hub-unpick": (f"hub/waves/{world.wave.pk}/unpick/", {"allocation": str(world.to_pick[0].pk)}),
        "hub-short": (
            f"hub/waves/{world.wave.pk}/short/",
            {"allocation": str(world.to_pick[0].pk), "found": "0"},
        ),
        "hub-refill": (f"hub/waves/{world.wave.pk}/refill/", {}),
        "hub-pack-one": (f"hub/pack/{world.picked[0].pk}/", {"weight": "500"}),
        "hub-hand-over": ("hub/hand-over/", {"carrier": str(packed.carrier_id), "act": "all"}),
        "hub-track": (
            f"hub/parcels/{world.handed_over[0].number}/track/",
            {"kind": "delivered", "cash_collected": "150", "key": "k"},
        ),
        "hub-inspect": (f"hub/parcels/{returned.number}/inspect/", {f"share-{share.pk}": "1"}),
        "hub-receive": (
            "hub/lots/receive/",
            {"code": world.variant.sku, "quantity": "5", "lot_code": "STRANGE"},
        ),
        "hub-notice": (
            f"hub/inbound/{world.notice.pk}/",
            {f"counted-{world.notice.lines.get().variant_id}": "24", "key": "strange"},
        ),
        "hub-settle": (
            f"hub/discrepancies/{world.case.pk}/",
            {"outcome": "agreed", "note": "x", "receipt": str(world.receipt.pk)},
        ),
        "hub-examine": (
            f"hub/lots/{world.lots[0].pk}/examine/",
            {"sample_units": "1", "decision": "released"},
        ),
        "hub-recalls": (
            "hub/recalls/",
            {"codes": world.lots[0].code, "trigger": "complaint", "reason": "x", "key": "strange"},
        ),
        "hub-recall-follow": (
            f"hub/recalls/{world.recall.pk}/follow/{world.recall.parcels.earliest('pk').pk}/",
            {"reach": "reached", "returned_units": "1", "destroyed_units": "0"},
        ),
        "hub-recall-close": (f"hub/recalls/{world.recall.pk}/close/", {"conclusion": "x"}),
        "hub-labels-print": (f"hub/lots/{world.lots[0].pk}/labels/print/", {"copies": "1", "form": "pdf"}),
        "hub-labels-words": (f"hub/lots/{world.lots[0].pk}/labels/words/", {"ingredients_ar": "س"}),
        "hub-run": (
            f"hub/processing/{world.recipe.pk}/",
            {f"lot-{world.raw.pk}": "4", "output_units": "8", "key": "strange"},
        ),
        "hub-packaging": (
            "hub/packaging/",
            {"item": str(world.recipe.materials.get().consumable_id), "pieces": "5", "note": "x"},
        ),
        "hub-recipes": (
            "hub/recipes/",
            {
                "output": world.variant.sku,
                "inputs": world.recipe.output.sku,
                "yield_percent": "100",
                "tolerance_percent": "2",
            },
        ),
        "hub-recipe": (f"hub/recipes/{world.recipe.pk}/", {"act": "retire"}),
        "hub-kits": (
            "hub/kits/",
            {
                "code": "strange",
                "kind": "fixed",
                "name_ar": "x",
                "name_fr": "x",
                "contents": f"{world.variant.sku} 1",
            },
        ),
        "hub-sheets": ("hub/sheets/", {"kind": "pick_list", "subject": str(world.wave.pk), "key": "strange"}),
        "hub-ask": (
            f"hub/questions/new/?cooperative={world.variant.product.organisation_id}",
            {"variant": str(world.variant.pk), "quantity": "5", "day": "2026-11-20", "key": "strange"},
        ),
        "hub-hear": (f"hub/questions/{world.question.pk}/", {"answer": "yes"}),
        "hub-zones": (
            "hub/storage/zones/",
            {
                "code": "strange",
                "name_fr": "x",
                "name_ar": "x",
                "kind": "ambient",
                "coldest_c": "1",
                "warmest_c": "9",
            },
        ),
        "hub-zone": (
            f"hub/storage/zones/{world.zone.pk}/",
            {"act": "read", "celsius": "70", "key": "strange"},
        ),
        "hub-lot-place": (f"hub/lots/{world.lots[0].pk}/place/", {"bin_code": "A-01"}),
        "hub-tariff": (
            "hub/tariff/",
            {"service": "store", "price": "1", "kilograms": "1", "from_date": "2099-01-01"},
        ),
        "hub-counts": ("hub/counts/", {"limit": "1"}),
        "hub-count": (
            f"hub/counts/{world.difference.count_id}/",
            {"line": str(world.difference.pk), "counted": "1"},
        ),
        "hub-count-decide": (
            f"hub/counts/{world.difference.count_id}/decide/",
            {"line": str(world.difference.pk), "act": "correct", "note": "x"},
        ),
        "hub-round": (f"hub/rounds/{world.round.pk}/", {}),
        "hub-rounds": ("hub/rounds/", round_wanted(world)),
        "hub-round-cancel": (f"hub/rounds/{world.round.pk}/cancel/", {}),
        "hub-collect": (f"hub/rounds/stops/{world.round.stops.earliest('pk').pk}/", {"what": "picked_up"}),
        "hub-vehicles": (
            "hub/vehicles/",
            {"carrier": str(world.round.vehicle.carrier_id), "name": "strange", "kilograms": "9"},
        ),
        "hub-booking": (f"hub/carriers/bookings/{world.booking.pk}/", {"act": "cancel"}),
        "hub-report": (f"hub/carriers/reports/{world.report.pk}/", {"act": "aside"}),
        "hub-carrier-change": (f"hub/parcels/{packed.number}/carrier/", {"method": world.other_way.code}),
        "hub-unpack": (f"hub/parcels/{packed.number}/unpack/", {}),
        "hub-lot-decide": (f"hub/lots/{world.lots[0].pk}/release/", {"remark": ""}),
    }


def picture() -> tuple[object, ...]:
    """Everything that a page of the hub could change."""
    return (
        sorted(Fulfilment.objects.values_list("pk", "state", "wave")),
        sorted(LotAllocation.objects.values_list("pk", "picked_at", "packed_at"), key=str),
        sorted(Lot.objects.values_list("pk", "state")),
        Movement.objects.count(),
        Parcel.objects.count(),
        Manifest.objects.count(),
        sorted(Parcel.objects.values_list("pk", "carrier")),
        sorted(CarrierBooking.objects.values_list("pk", "is_unwanted", "state")),
        sorted(CarrierReport.objects.values_list("pk", "state")),
        TrackingEvent.objects.count(),
        sorted(Notice.objects.values_list("pk", "state")),
        GoodsReceipt.objects.count(),
        LabelPrint.objects.count(),
        sorted(Recall.objects.values_list("pk", "closed_at"), key=str),
        sorted(RecallParcel.objects.values_list("pk", "reach")),
        LabelText.objects.count(),
        sorted(Discrepancy.objects.values_list("pk", "outcome")),
        ProcessingRun.objects.count(),
        sorted(Recipe.objects.values_list("pk", "retired_at")),
        Kit.objects.count(),
        SheetJob.objects.count(),
        sorted(Consumable.objects.values_list("pk", "quantity")),
        sorted(StorageZone.objects.values_list("pk", "code")),
        sorted(Question.objects.values_list("pk", "state")),
        TemperatureReading.objects.count(),
        HubTariff.objects.count(),
        Placement.objects.count(),
        sorted(CollectionRound.objects.values_list("pk", "state")),
        sorted(CollectionStop.objects.values_list("pk", "state", "position")),
        Vehicle.objects.count(),
        sorted(CountLine.objects.values_list("pk", "state", "counted")),
    )


def test_every_address_of_the_hub_is_in_these_tables(world: HubWorld) -> None:
    # What customers send back has a table of its own: test_refunds.py
    # Costs are for whoever answers for the hub: test_tariff.py
    # The undo takes back what the same browser has just placed: nobody else has anything to undo
    # What is sold by its weight is in an order of the shop: test_packing.py
    own = {"hub-look", "hub-place-undo", "hub-costs", "hub-weigh"}
    assert {each.name for each in urlpatterns} - own == {
        *PLACES,
        *things(world),
        *posts(world),
        *OPEN_TO_EVERY_HUB,
    }


def test_the_pages_of_the_day_open_to_the_people_of_a_hub_alone(world: HubWorld) -> None:
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "president": president(),
        "cashier": cashier(world.hub),
        "staff without the hub": staff(Permission.MANAGE_ORDERS),
        "hub worker": hub_worker(world.hub),
        "hub management": staff(Permission.MANAGE_HUB),
    }

    for place in PLACES.values():
        assert answers(f"/en/{place}", browsers) == {
            "visitor": 302,
            "customer": 403,
            "president": 403,
            "cashier": 403,
            "staff without the hub": 403,
            "hub worker": 200,
            "hub management": 200,
        }, place


def test_the_pages_of_a_thing_open_to_its_own_hub_alone(world: HubWorld) -> None:
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "president": president(),
        "cashier": cashier(world.hub),
        "another hub": hub_worker(),
        "hub worker": hub_worker(world.hub),
        "hub management": staff(Permission.MANAGE_HUB),
    }

    for name, place in things(world).items():
        found = answers(f"/en/{place}", browsers)
        assert (found["visitor"], found["hub worker"], found["hub management"]) == (302, 200, 200), name
        strangers = {found[who] for who in ("customer", "president", "cashier", "another hub")}
        assert strangers <= {403, 404}, (name, found)


def test_a_carrier_sees_its_parcels_and_its_lists_and_nothing_of_the_hub(world: HubWorld) -> None:
    parcel = world.handed_over[0]
    carrier = hub_worker(parcel.carrier)
    # Whoever has a role in the carrier may follow its parcels; a role "hub" there opens no warehouse of ours.
    found = answers(f"/en/hub/parcels/{parcel.number}/", {"carrier": carrier})
    lists = answers(f"/en/hub/manifests/{parcel.manifest_id}.pdf", {"carrier": carrier})
    waves = answers(f"/en/hub/waves/{world.wave.pk}/", {"carrier": carrier})

    assert (found["carrier"], lists["carrier"], waves["carrier"]) == (200, 200, 403)


@pytest.mark.parametrize(
    "who", ["visitor", "customer", "president", "cashier", "another hub", "staff without the hub"]
)
def test_strangers_move_nothing(world: HubWorld, who: str) -> None:
    browser = {
        "visitor": Client,
        "customer": customer,
        "president": president,
        "cashier": lambda: cashier(world.hub),
        "another hub": hub_worker,
        "staff without the hub": lambda: staff(Permission.MANAGE_CASH),
    }[who]()
    sent = posts(world)
    before = picture()

    for name, (place, data) in sent.items():
        status = browser.post(f"/en/{place}", data).status_code
        assert status == 302 if who == "visitor" else status in (403, 404), (name, status)

    assert picture() == before
    world.lots[0].refresh_from_db()
    assert world.lots[0].state == LotState.QUARANTINE


def test_a_visitor_is_led_to_sign_in_and_back(world: HubWorld) -> None:
    response = Client().get("/en/hub/waves/?after=x")

    assert response.status_code == 302
    assert response["Location"].endswith("?next=/en/hub/waves/%3Fafter%3Dx")
    assert response["Location"].startswith("/en/account/sign-in/")


def test_a_form_without_its_secret_is_refused(world: HubWorld) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.update(hub_worker(world.hub).cookies)
    before = picture()

    assert browser.post("/en/hub/waves/").status_code == 403
    assert picture() == before


@pytest.mark.parametrize(
    "place",
    [
        "hub/waves/999999/",
        "hub/pack/00000000-0000-0000-0000-000000000000/",
        "hub/parcels/P9999999/",
        "hub/parcels/P9999999/label.pdf",
        "hub/lots/999999/",
        "hub/lots/?state=nonsense",
        "hub/fulfilments/?state=nonsense",
        "hub/?place=nowhere",
        "hub/manifests/999999.pdf",
        "hub/inbound/999999/",
        "hub/receipts/999999/",
        "hub/receipts/999999.pdf",
        "hub/evidence/999999/",
        "hub/lots/999999/label.pdf",
        "hub/lots/999999/examine/",
        "hub/suppliers/999999/",
        "hub/processing/999999/",
        "hub/recipes/999999/",
        "hub/storage/zones/999999/",
        "hub/storage/bins/NOWHERE/",
        "hub/lots/999999/place/",
        "hub/counts/999999/",
        "hub/recalls/999999/",
        "hub/lots/999999/trace/",
        "hub/lots/999999/epcis.jsonld",
    ],
)
def test_what_is_not_there_is_not_found(world: HubWorld, worker: Client, place: str) -> None:
    assert worker.get(f"/en/{place}").status_code == 404


@pytest.mark.parametrize(
    "place",
    [
        "hub/waves/?after=nonsense",
        "hub/lots/?after=W10",
        "hub/hand-over/?after=!",
        "hub/inbound/?after=nonsense",
        "hub/storage/?after=nonsense",
        "hub/counts/?after=nonsense",
        "hub/recipes/?after=nonsense",
    ],
)
def test_a_forged_cursor_is_a_bad_request(world: HubWorld, worker: Client, place: str) -> None:
    assert worker.get(f"/en/{place}").status_code == 400
