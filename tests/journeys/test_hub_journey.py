"""From a village's crate to a refused parcel's goods back on the shelf: the hub's whole way, on an Arabic telephone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.inbound import GoodsReceipt, Notice
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Parcel
from logistics.models.processing import ProcessingRun, Recipe, RecipeInput
from logistics.selectors.stock import available
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.payouts import SettlementTermFactory
from tests.journeys.conftest import SCREENSHOTS, Site
from tests.journeys.goods import Shelves, stocked_shelves
from tests.journeys.test_buying import fill_basket, is_too_wide
from tests.journeys.test_main_journey import Story, placed, told

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Telephone(Story):
    """Somebody's telephone: Arabic, 360 pixels; a page that runs over the side, or an error of a script, is a fault."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, language="ar", phone=True)
        self.faults: list[str] = []

    def window(self, actor: Actor | None = None) -> Page:
        """Open a window of that size, signed in already: the door itself is another journey."""
        page = super().window()
        if actor is not None:
            client = Client()
            client.force_login(User.objects.get(pk=actor.user_id or 0))
            session = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.site.url}])
        page.set_viewport_size({"width": 360, "height": 740})
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def photograph(self, page: Page, name: str) -> None:
        """Keep a picture of what is on the screen, and see that nothing runs over the side."""
        self.shots += 1
        page.screenshot(path=SCREENSHOTS / f"hub-{self.shots:02d}-{name}.ar.phone.png")
        assert not is_too_wide(page), name

    def refused(self, page: Page) -> str:
        """Return what a page complains of."""
        return " ".join(page.locator(".field__error:visible, .alert--danger:visible").all_inner_texts())


def digits(page: Page, pad: int, number: str) -> None:
    for digit in number:
        page.locator("[data-pad]").nth(pad).locator(f".pad__key[value='{digit}']").tap()


def big_button(page: Page) -> Locator:
    """The one thing a gloved hand should press."""
    return page.locator("main form button.button--primary.button--big").last


def pressed(page: Page, button: Locator) -> None:
    """Tap a button and wait for the page that answers, which may be the same one again; then let the worker work."""
    with page.expect_navigation():
        button.tap()
    told()


def raw_goods(shelves: Shelves) -> Variant:
    """What is processed into the first product of the shelves: the same weight of it for each piece."""
    sold = shelves.products[0].variants.get()
    product = ProductFactory.create(
        organisation=shelves.sellers[0],
        product_type=shelves.products[0].product_type,
        slug="raw",
        names={"fr": "Dattes en vrac", "ar": "تمر سائب"},
        listed=True,
    )
    raw: Variant = product.variants.get()
    Variant.objects.filter(pk=raw.pk).update(
        net_quantity=sold.net_quantity, unit=sold.unit, weight_g=sold.weight_g
    )
    recipe = Recipe.objects.create(output=sold, tolerance_percent=2, created_at=NOON)
    RecipeInput.objects.create(recipe=recipe, variant=raw, units=1)
    return raw


def announced(story: Telephone, member: Actor, raw: Variant) -> Notice:
    """The cooperative: which product, four crates of twelve, today."""
    page = story.window(member)
    page.goto(story.url("portal/deliveries/"))
    page.locator("a[href$='/deliveries/new/']").first.tap()
    page.locator(f"a[href$='/deliveries/new/{raw.pk}/']").tap()
    page.wait_for_url("**/new/*/")
    digits(page, 0, "4")
    digits(page, 1, "12")
    story.photograph(page, "announce")
    big_button(page).tap()
    page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
    return Notice.objects.get()


def received(story: Telephone, page: Page, notice: Notice) -> Lot:
    """The gate: found on the board, counted, a date written, the slip there to be signed."""
    page.goto(story.url("hub/"))
    page.locator("main a[href*='/hub/inbound/']").first.tap()
    page.locator(f"main a[href$='/hub/inbound/{notice.pk}/']").tap()
    page.wait_for_url("**/inbound/*/")
    soon = timezone.localdate() + timedelta(days=150)
    page.locator("[name^=best-]").fill(soon.isoformat())
    story.photograph(page, "gate")
    big_button(page).tap()
    page.wait_for_url(re.compile(r"/receipts/\d+/$"))
    story.photograph(page, "receipt")
    receipt = GoodsReceipt.objects.get()
    slip = page.context.request.get(story.url(f"hub/receipts/{receipt.pk}.pdf"))
    assert (slip.status, slip.headers["content-type"]) == (200, "application/pdf")
    return Lot.objects.get(receipt_line__receipt=receipt)


def examined(story: Telephone, page: Page, lot: Lot) -> None:
    """The laboratory corner: the page before leads there, every question answered, released."""
    page.locator(f"main a[href$='/hub/lots/{lot.pk}/examine/']").tap()
    page.wait_for_url("**/examine/")
    for box in page.locator("[name^=reading-]").all():
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(index=1)
        else:
            box.fill("1")
    page.select_option("[name=decision]", "released")
    story.photograph(page, "examine")
    big_button(page).tap()
    page.wait_for_url(re.compile(rf"/lots/{lot.pk}/$"))
    lot.refresh_from_db()
    assert lot.state == "released", story.refused(page)


def processed(story: Telephone, page: Page, lot: Lot) -> Lot:
    """The processing room: twenty in, twenty out."""
    page.goto(story.url("hub/processing/"))
    page.locator("main a[href*='/hub/processing/']").first.tap()
    page.wait_for_url("**/processing/*/")
    page.fill(f"[name=lot-{lot.pk}]", "20")
    page.fill("[name=output_units]", "20")
    page.fill("[name=labour]", "50")
    story.photograph(page, "run")
    big_button(page).tap()
    page.wait_for_url(re.compile(r"^(?!.*/processing/\d+/$).*$"))
    return ProcessingRun.objects.get().output_lot


def sent(story: Telephone, page: Page) -> Parcel:
    """A wave, a pick, a parcel, the carrier's signature: each page leads to the next."""
    page.goto(story.url("hub/waves/"))
    big_button(page).tap()
    page.wait_for_url("**/hub/waves/*/")
    story.photograph(page, "walk")
    page.locator("button.button--big[name=allocation]").tap()
    page.locator("main a.button--big[href$='/hub/pack/']").tap()
    page.wait_for_url("**/hub/pack/")
    page.locator("main a[href*='/hub/pack/']").first.tap()
    page.wait_for_url("**/hub/pack/*/")
    pressed(page, big_button(page))
    parcel = Parcel.objects.get()
    page.goto(story.url("hub/hand-over/"))
    pressed(page, page.locator("button[name=act][value=all]"))
    return parcel


def back_on_the_shelf(story: Telephone, page: Page, parcel: Parcel) -> None:
    """Refused at the door, brought back, looked at, and on its shelf again."""
    page.goto(story.url(f"hub/parcels/{parcel.number}/"))
    for kind in ("refused", "returned"):
        drawer = page.locator("details.told").filter(has=page.locator(f"input[name=kind][value={kind}]"))
        drawer.locator("summary").tap()
        if kind == "refused":
            drawer.locator("select").select_option("refused")
        story.photograph(page, kind)
        pressed(page, drawer.locator("button[type=submit]"))
    page.locator(f"main a[href$='/parcels/{parcel.number}/inspect/']").tap()
    page.wait_for_url("**/inspect/")
    story.photograph(page, "inspect")
    pressed(page, big_button(page))


def test_a_crate_becomes_a_parcel_that_is_refused_and_its_goods_are_sold_again(site: Site) -> None:
    SettlementTermFactory.create()
    shelves = stocked_shelves()
    story, raw = Telephone(site), raw_goods(shelves)
    sold = shelves.products[0].variants.get()
    hub = Organisation.objects.get(is_hub=True)
    page = story.window(member_actor(hub, Role.HUB.value))

    notice = announced(story, member_actor(shelves.sellers[0]), raw)
    lot = received(story, page, notice)
    assert (lot.variant, lot.quantity_received, lot.state) == (raw, 48, "quarantine")
    examined(story, page, lot)
    made = processed(story, page, lot)
    page.goto(story.url(f"hub/lots/{made.pk}/"))
    examined(story, page, made)
    assert available(variant_ids=[sold.pk])[sold.pk] == 40

    customer = story.window()
    fill_basket(site, customer, "ar", Shelves(shelves.products[:1], shelves.sellers[:1]))
    placed(story, customer)
    parcel = sent(story, page)
    assert Movement.objects.get(reason="pack").lot == made
    assert available(variant_ids=[sold.pk])[sold.pk] == 39
    back_on_the_shelf(story, page, parcel)

    parcel.fulfilment.refresh_from_db()
    assert (parcel.fulfilment.state, LotStock.objects.get(lot=made).quantity) == ("inspected", 20)
    assert (available(variant_ids=[sold.pk])[sold.pk], stock_findings(), story.faults) == (40, [], [])
