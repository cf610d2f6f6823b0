"""One basket from three cooperatives: packed at the hub, paid in cash, banked, paid out, and read to the centime."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from logistics.models.parcel import Parcel
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.outbox.delivery import deliver
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.statement_render import statements_render
from orders.models.cash import BankDeposit, CashRemittance
from orders.models.order import Order
from orders.services.earnings_mature import earnings_mature
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import SettlementTermFactory
from tests.journeys.conftest import Site
from tests.journeys.goods import Shelves, stocked_shelves
from tests.journeys.test_buying import fill_address, fill_basket

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "secret-demo-1"  # of every person that the factories make
SOLD = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)
SIXTEENTH = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
# What the customer pays: 60 + 180 + 95, delivery 35, paying at the door 10
TOTAL = "380,00"
# Of each price 10 % commission and 5.00 for the hub; what is left is paid out
FIGURES = (
    ("60,00", "6,00", "5,00", "49,00"),
    ("180,00", "18,00", "5,00", "157,00"),
    ("95,00", "9,50", "5,00", "80,50"),
)


@pytest.fixture
def shelves(site: Site) -> Shelves:
    SettlementTermFactory.create()
    return stocked_shelves()


class Story:
    """One telling of the story: whose window is open, and in which language."""

    def __init__(self, site: Site, *, language: str, phone: bool) -> None:
        self.site, self.language, self.phone = site, language, phone
        self.shots = 0

    def window(self, actor: Actor | None = None) -> Page:
        """Open a window, signed in as somebody if one is named."""
        page = self.site.open(phone=self.phone, language=self.language)
        if actor is not None:
            page.goto(self.url("account/login/"))
            page.fill("[name=login]", User.objects.get(pk=actor.user_id or 0).email or "")
            page.fill("[name=password]", PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(re.compile(r"^(?!.*/login/).*$"))
        return page

    def url(self, path: str) -> str:
        return f"{self.site.url}/{self.language}/{path}"

    def photograph(self, page: Page, name: str) -> None:
        self.shots += 1
        self.site.photograph(page, f"journey-{self.language}-{self.shots:02d}-{name}")


def told() -> None:
    """What the worker does between two clicks."""
    while deliver(now=timezone.now() + timedelta(minutes=1)):
        pass


def ordered(story: Story, shelves: Shelves) -> Order:
    """A guest fills a basket from three cooperatives and pays at the door."""
    page = story.window()
    fill_basket(story.site, page, story.language, shelves)
    placed(story, page)
    expect(page.locator("main")).to_contain_text(TOTAL)
    story.photograph(page, "ordered")
    return Order.objects.get()


def placed(story: Story, page: Page) -> None:
    """What lies in the basket of this window is sent home and paid at the door."""
    page.goto(story.url("checkout/"))
    fill_address(page, name="Amina El Idrissi", city="Oujda", province="MA-OUJ")
    page.locator("[name=delivery_method]").first.check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/checkout/review/")
    page.locator("[value=cash]").check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/order/*/")
    told()


def sent(story: Story, worker: Actor) -> Parcel:
    """The hub makes a wave, picks, packs one parcel, hands it over and hears that it arrived."""
    page = story.window(worker)
    page.goto(story.url("hub/waves/"))
    story.photograph(page, "waves")
    page.locator("main form .button--big").click()
    page.wait_for_url("**/hub/waves/*/")
    story.photograph(page, "walk")
    for _pick in range(3):
        page.locator("button.button--big[name=allocation]").click()
    expect(page.locator("button.button--big[name=allocation]")).to_have_count(0)
    page.goto(story.url("hub/pack/"))
    page.locator("main a[href*='/hub/pack/']").first.click()
    page.locator("main form button.button--big").click()
    told()
    parcel = Parcel.objects.get()
    label = page.context.request.get(story.url(f"hub/parcels/{parcel.number}/parcel_label.pdf"))
    assert (label.status, label.headers["content-type"]) == (200, "application/pdf")

    page.goto(story.url("hub/hand-over/"))
    story.photograph(page, "hand-over")
    page.locator("button[name=act][value=all]").first.click()
    told()
    page.goto(story.url(f"hub/parcels/{parcel.number}/"))
    told_form = page.locator("details.told").filter(has=page.locator("input[name=kind][value=delivered]"))
    told_form.locator("summary").click()
    cash = told_form.locator("input[name=cash_collected], input[name=cash]")
    if cash.count() and not cash.first.input_value():
        cash.first.fill(TOTAL)
    told_form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_be_visible()
    told()
    story.photograph(page, "delivered")
    return parcel


def banked(story: Story, cashier: Actor, accountant: Actor, carrier: Organisation) -> None:
    """The desk counts without seeing the sum, hands the cash to the bank, and the statement shows it."""
    page = story.window(cashier)
    page.goto(story.url(f"cash/carriers/{carrier.pk}/"))
    page.fill("[name=number]", "BR-1")
    for box in page.locator("input[name=collections]").all():
        box.check(force=True)
    page.locator("main form .button--big").click()
    page.wait_for_url("**/cash/remittances/*/")
    assert TOTAL not in page.locator("main").inner_text()
    story.photograph(page, "blind-count")
    page.locator("main form input[inputmode], main form input[type=text]").first.fill(TOTAL)
    page.locator("main form .button--big").click()
    page.goto(story.url("cash/deposits/"))
    page.fill("[name=slip_number]", "S-1")
    for box in page.locator("input[name=remittances]").all():
        box.check(force=True)
    page.locator("main form .button--big").click()
    assert CashRemittance.objects.get().counted_minor == 38_000

    page = story.window(accountant)
    page.goto(story.url(f"cash/deposits/{BankDeposit.objects.get().pk}/"))
    page.fill("[name=credited]", TOTAL)
    page.fill("[name=bank_reference]", "RELEVE-1")
    page.locator("main form .button--big").click()
    story.photograph(page, "banked")
    assert earnings_mature(actor=Actor.of_machine("journey"), now=timezone.now()) == 3


def settled(story: Story, accountant: Actor, director: Actor, folder: Path) -> list[Payout]:
    """One prepares, another approves; the bank's file leaves and its answer comes back."""
    page = story.window(accountant)
    page.goto(story.url("operator/settlements/"))
    page.fill("[name=due_date]", "2026-11-16")
    page.locator("main form .button--primary").first.click()
    page.wait_for_url("**/operator/settlements/*/")
    run = page.url
    second = story.window(director)
    second.goto(run)
    second.locator("form[action$='/approve/'] button").click()
    page.goto(run)
    page.locator("form[action$='/lock/'] button").click()
    page.locator("form[action$='/export/'] button").click()
    story.photograph(page, "run")
    payouts = list(Payout.objects.order_by("organisation_id"))
    rows = [f"{row.end_to_end_id};paid;2026-11-16;{row.amount.amount};" for row in payouts]
    answer = folder / "answer.csv"
    answer.write_text("\n".join(["end_to_end_id;status;date;amount;reason", *rows]))
    page.set_input_files("input[type=file]", answer)
    page.locator("form[action$='/result/'] button").click()
    expect(page.locator("main")).to_be_visible()
    story.photograph(page, "closed")
    told()
    assert statements_render(actor=Actor.of_machine("journey"), now=timezone.now()) == 3
    return list(Payout.objects.order_by("organisation_id"))


def read(story: Story, member: Actor, payout: Payout, figures: tuple[str, ...]) -> None:
    """A member opens her statement: price, commission, hub fee and payout stand there and add up."""
    page = story.window(member)
    page.goto(story.url(f"portal/earnings/{payout.statement_id}/"))
    for drawer in page.locator("main details:not([open]) > summary").all():
        drawer.click()
    words = re.sub(r"[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]+", "", page.locator("main").inner_text())
    assert [figure for figure in figures if figure not in words] == []
    gross, commission, fee, net = (Money(int(figure.replace(",", ""))) for figure in figures)
    assert gross - commission - fee == net == payout.amount
    story.photograph(page, "why")
    for language in ("ar", "fr"):
        paper = page.context.request.get(story.url(f"portal/earnings/{payout.statement_id}/{language}.pdf"))
        assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")


@pytest.mark.parametrize(
    ("language", "phone"), [("ar", True), ("fr", False)], ids=["arabic phone", "french desk"]
)
def test_three_cooperatives_are_paid_and_can_read_why(
    site: Site, shelves: Shelves, tmp_path: Path, language: str, phone: bool
) -> None:
    story = Story(site, language=language, phone=phone)
    with time_machine.travel(SOLD, tick=True):
        order = ordered(story, shelves)
        hub = Organisation.objects.get(is_hub=True)
        accountant = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.MANAGE_CASH)
        director = staff_actor(Permission.APPROVE_SETTLEMENTS)
        sent(story, member_actor(hub, Role.HUB.value))
        customer = story.window()
        customer.goto(story.url(f"order/{order.access_token}/"))
        story.photograph(customer, "order-delivered")
        banked(story, member_actor(hub, Role.CASHIER.value), accountant, order.delivery_method.carrier)
    with time_machine.travel(SIXTEENTH, tick=True):
        payouts = settled(story, accountant, director, tmp_path)
        for seller, figures in zip(shelves.sellers, FIGURES, strict=True):
            payout = next(row for row in payouts if row.organisation_id == seller.pk)
            assert payout.state == "paid"
            read(story, member_actor(seller), payout, figures)
    call_command("check_books", quiet=True)
