"""Every page that can be reached is usable by everybody: axe-core finds nothing, nothing runs over the side."""

from functools import partial
from zlib import crc32

import pytest
from playwright.sync_api import Page

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from tests.factories.ground import MembershipFactory, UserFactory
from tests.factories.payouts import SettlementTermFactory
from tests.journeys.accessibility import USUAL, Look, sign_in, walk_as
from tests.journeys.conftest import Site
from tests.journeys.goods import stocked_shelves

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "secret-demo-1"


def everybody(site: Site) -> User:
    """A person who holds every role of a cooperative and of the hub, and every permission."""
    SettlementTermFactory.create()
    shelves = stocked_shelves()
    person = UserFactory.create(is_staff=True, is_superuser=True)
    for organisation, roles in (
        (shelves.sellers[0], (Role.PRESIDENT, Role.TREASURER, Role.SALES, Role.PRODUCTION)),
        (Organisation.objects.get(is_hub=True), (Role.HUB, Role.CASHIER)),
    ):
        for role in roles:
            MembershipFactory.create(organisation=organisation, user=person, role=role)
    return person


def colours_of_half(usual: Look, name: str) -> bool:
    """
    Measure the colours of each page in one of the two looks: that takes half of the walk's time.

    Every pair of colours is computed by a test in both themes; the command measures them on each page in each look.
    """
    return crc32(name.encode()) % len(USUAL) == USUAL.index(usual)


@pytest.mark.parametrize("usual", USUAL, ids=str)
def test_no_page_of_the_shop_or_of_a_desk_is_closed_to_anybody(site: Site, usual: Look) -> None:
    person = everybody(site)

    def visitor(look: Look) -> Page:
        page = site.open(phone=look.size == "phone", language=look.language)
        page.context.add_cookies([{"name": "theme", "value": look.theme, "url": site.url}])
        return page

    def signed_in(look: Look) -> Page:
        page = visitor(look)
        sign_in(page, site.url, look.language, person.email or "", PASSWORD)
        return page

    measured = partial(colours_of_half, usual)
    outside = walk_as(visitor, site.url, [usual], ["", "offline/"], contrast=measured)
    inside = walk_as(
        signed_in,
        site.url,
        [usual],
        ["account/desks/", "account/", "account/data/", "kept/", "hub/", "cash/", "operator/", "portal/"],
        contrast=measured,
    )

    assert outside.wrong + inside.wrong == []
    assert [each.counts[usual] for each in (outside, inside) if each.counts[usual] < 15] == []
    assert len(inside.seen) > 60
