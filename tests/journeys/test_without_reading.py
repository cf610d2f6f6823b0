"""
Who does not read lists a product, announces a delivery and finds out why a payout is smaller.

In Arabic, on 320 pixels, with pictures without words; every word that is left is taken out of the pages as they are
drawn, so that the run finds its way by pictures and digits alone, like somebody helped on the telephone ("press 23").
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.models.product import Product
from catalog.states import ProductState
from logistics.models.inbound import Notice
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from tests.factories.ground import MembershipFactory, UserFactory
from tests.factories.logistics import picture
from tests.factories.payouts import SettlementTermFactory, refunded, sold
from tests.journeys.conftest import Site
from tests.journeys.goods import stocked_shelves

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Takes every letter out of what is drawn; digits, pictures and units of money in figures stay.
WITHOUT_WORDS = r"""
addEventListener("DOMContentLoaded", () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("script, style")) node.data = node.data.replace(/\p{L}+/gu, "");
  }
});
"""


class Hand:
    """A finger on the telephone that counts its taps."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site, self.page, self.taps = site, page, 0

    def press(self, number: int) -> None:
        """Tap what bears a number of the portal's register."""
        label = self.page.locator(".act__number:visible", has_text=re.compile(rf"^\s*{number}\s*$"))
        self.tap(label.first.locator("xpath=ancestor::*[self::a or self::button][1]"))

    def tap(self, what: object) -> None:
        """Tap something that was found by its picture."""
        self.taps += 1
        what.tap()  # type: ignore[attr-defined]
        self.page.wait_for_load_state()

    def digits(self, pad: int, number: str) -> None:
        """Press the keys of one of the page's number pads."""
        for digit in number:
            self.page.locator("[data-pad]").nth(pad).locator(f".pad__key[value='{digit}']").tap()

    def begin(self) -> None:
        """Go back to the first page and count anew."""
        self.page.goto(f"{self.site.url}/ar/portal/")
        self.taps = 0

    def seen(self, name: str) -> None:
        """Keep a picture, and see that nothing runs over the side."""
        self.site.photograph(self.page, f"without-reading-{name}.ar.tiny")
        assert not self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name


def signed_in(site: Site, page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.session
    session["portal.text_light"] = True
    session.save()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}]
    )


@pytest.fixture
def cooperative(site: Site) -> Organisation:
    SettlementTermFactory.create()
    return stocked_shelves().sellers[0]


@pytest.fixture
def hand(site: Site, cooperative: Organisation) -> Hand:
    user = UserFactory.create(language="ar")
    MembershipFactory.create(organisation=cooperative, user=user, role="president")
    page = site.open(phone=True, language="ar")
    page.set_viewport_size({"width": 320, "height": 640})
    page.add_init_script(WITHOUT_WORDS)
    signed_in(site, page, user)
    return Hand(site, page)


def test_a_product_is_listed_a_delivery_announced_and_a_smaller_payout_understood(
    hand: Hand, cooperative: Organisation, tmp_path: Path
) -> None:
    page, photo = hand.page, tmp_path / "photo.jpg"
    photo.write_bytes(picture())

    # A product, in five taps: new, its family, its photo, what it brings, send it.
    hand.begin()
    hand.seen("today")
    assert not re.search(r"[^\W\d_]", page.locator("body").inner_text())
    hand.press(23)
    hand.seen("family")
    hand.tap(page.locator(".tile--dates"))
    with page.expect_file_chooser() as chooser:
        hand.tap(page.locator(".photo input"))
    chooser.value.set_files(photo)
    hand.digits(0, "500")
    hand.digits(1, "60")
    hand.seen("product")
    hand.tap(page.locator("form button.button--primary.button--big"))
    hand.seen("you-receive")
    page.wait_for_url(re.compile(r"/products/\d+/$"))
    expect(page.locator(".receive .sums__row--total .price").first).to_contain_text("54")
    hand.press(56)
    assert hand.taps == 5
    expect(page.locator("form[action$='/submit/']")).to_have_count(0)
    product = Product.objects.order_by("-pk")[0]
    assert (product.organisation, product.state) == (cooperative, ProductState.PROPOSED)

    # A delivery, in three: announce, which product, send.
    hand.begin()
    hand.press(30)
    hand.tap(page.locator(".families a.family").last)
    hand.digits(0, "4")
    hand.digits(1, "12")
    hand.seen("delivery")
    hand.press(66)
    assert hand.taps == 3
    page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
    notice = Notice.objects.get()
    line = notice.lines.get()
    assert (notice.organisation, line.crates, line.units_per_crate) == (cooperative, 4, 12)

    # Why is it less? Two sales and something that went back: the smaller figure opens into plus and minus.
    moment = timezone.now() - timedelta(days=1)
    sold(cooperative.pk, 100_000, at=moment)
    refunded(cooperative.pk, 30_000, at=moment)
    hand.begin()
    hand.press(4)
    hand.seen("money")
    smaller = page.locator("details.opened:has(> summary .price--minus)").first
    hand.tap(smaller.locator("summary"))
    steps = smaller.locator(".opened__steps li")
    hand.seen("why")
    assert hand.taps == 2
    figures = [
        float(text.replace("\u200e", "").replace("\u2212", "-").replace(".", "").replace(",", "."))
        for text in smaller.locator(".opened__steps .price > span:first-child").all_inner_texts()
    ]
    assert figures == [-300, 30]
    assert steps.locator("svg").count() == steps.count()
