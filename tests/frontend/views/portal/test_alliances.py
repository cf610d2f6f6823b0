"""Selling together in the portal: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models.pooled import PooledListing
from logistics.models.inbound import Notice
from logistics.models.lot import Lot
from logistics.models.pooled import Contribution, SupplyCall
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from marketplace.cooperatives.models.alliance import AllianceInvitation, Proposal, Vote
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Permission
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from tests.factories.ground import NOON, OrganisationFactory
from tests.factories.logistics import MACHINE
from tests.factories.payouts import SettlementTermFactory
from tests.factories.pooled import Pooled, pooled
from tests.factories.refunds import LATER, transferred
from tests.frontend.views.people import page_of, queries_of, staff
from tests.frontend.views.portal.conftest import Member, member_of
from tests.orders.journey import packed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> Pooled:
    SettlementTermFactory.create()
    return pooled()


@pytest.fixture
def presidents(pool: Pooled) -> list[Member]:
    return [member_of(organisation) for organisation in pool.members]


def sold(pool: Pooled) -> None:
    """One common sale that has matured and was shared."""
    order = transferred(pool.shop, {0: 3})
    packed(order, NOON)
    order.sub_orders.update(state="shipped")
    order_delivered(
        actor=MACHINE, order_id=order.pk, carrier_id=pool.shop.carrier.pk, happened_at=NOON, now=NOON
    )
    earnings_mature(actor=MACHINE, now=LATER)


def proposal(member: Member, alliance: Alliance, **more: Any) -> Any:
    form = {"kind": "rule", "policy": "fefo", "overhead": "3", "solidarity": "1", "days": "7", "key": "k"}
    return member.client.post(f"/fr/portal/alliances/{alliance.pk}/propose/", form | more)


def test_an_alliance_is_proposed_and_accepted_with_taps(pool: Pooled, presidents: list[Member]) -> None:
    first, second, third = presidents
    form = {
        "name": "Figues d’Or", "policy": "quota", "overhead": "5", "solidarity": "2",
        "invited": [str(second.organisation.pk), str(third.organisation.pk)],
    }  # fmt: skip
    page = first.client.get("/fr/portal/alliances/new/")
    founded = first.client.post("/fr/portal/alliances/new/", form)
    alliance = Alliance.objects.get(slug="figues-dor")
    asked = page_of(second.client.get("/fr/portal/alliances/"))
    for member, answer in ((second, "yes"), (third, "no")):
        invitation = AllianceInvitation.objects.get(alliance=alliance, organisation=member.organisation)
        member.client.post(f"/fr/portal/alliances/asked/{invitation.pk}/", {"answer": answer})

    alliance.refresh_from_db()
    assert (page.status_code, founded.status_code, "Figues d’Or" in asked) == (200, 302, True)
    assert (alliance.state, list(alliance.members.order_by("pk"))) == (
        "active", [first.organisation, second.organisation],
    )  # fmt: skip
    shown = page_of(second.client.get(f"/ar/portal/alliances/{alliance.pk}/"))
    assert first.organisation.name("ar") in shown


def test_what_is_missing_is_said_and_nothing_is_founded(presidents: list[Member]) -> None:
    answer = presidents[0].client.post("/fr/portal/alliances/new/", {"name": "", "policy": "rotation"})

    assert (answer.status_code, Alliance.objects.count()) == (422, 1)
    assert {"name", "invited"} <= answer.context["form"].errors.keys()


def test_a_vote_is_asked_for_given_changed_and_changes_the_rule(
    pool: Pooled, presidents: list[Member]
) -> None:
    opened = proposal(presidents[1], pool.alliance)
    row = Proposal.objects.get()
    url = f"/fr/portal/votes/{row.pk}/"
    presidents[0].client.post(url, {"ballot": "no"})
    presidents[0].client.post(url, {"ballot": "yes"})
    presidents[1].client.post(url, {"ballot": "yes"})
    presidents[2].client.post(url, {"ballot": "no"})

    row.refresh_from_db()
    page = page_of(presidents[2].client.get(f"/fr/portal/alliances/{pool.alliance.pk}/"))
    assert (opened.status_code, row.state, Vote.objects.count()) == (302, "passed", 3)
    assert pool.alliance.rules.order_by("-from_at")[0].policy == "fefo"
    assert "3 %" in page


def test_a_proposal_that_cannot_be_is_shown_with_its_reason(pool: Pooled, presidents: list[Member]) -> None:
    answers = [
        proposal(presidents[1], pool.alliance, kind="other", text=""),
        proposal(presidents[1], pool.alliance, kind="spend", fund="overhead", amount="x"),
        proposal(presidents[1], pool.alliance, kind="exclude", organisation=str(pool.members[0].pk)),
        proposal(presidents[1], pool.alliance, policy="quota", **{f"share_{pool.members[0].pk}": "0"}),
    ]

    assert [answer.status_code for answer in answers[:3]] == [422, 422, 422]
    assert answers[3].status_code == 302
    assert Proposal.objects.get().effect["quotas"] == {str(member.pk): 1 for member in pool.members}


@pytest.mark.parametrize(
    ("kind", "more"),
    [("spend", {"fund": "overhead", "amount": "50"}), ("exclude", {}), ("wind_down", {}), ("admit", {})],
)
def test_everything_that_can_be_decided_can_be_proposed_and_is_shown(
    pool: Pooled, presidents: list[Member], kind: str, more: dict[str, str]
) -> None:
    new = OrganisationFactory.create(active=True)
    target = new if kind == "admit" else pool.members[2]

    answer = proposal(presidents[1], pool.alliance, kind=kind, organisation=str(target.pk), **more)

    page = page_of(presidents[0].client.get(f"/fr/portal/alliances/{pool.alliance.pk}/"))
    assert answer.status_code == 302
    if kind != "wind_down":
        assert f"<bdi>{target.name('fr')}</bdi>" in page or target.name("fr") in page
    taken = presidents[1].client.post(f"/fr/portal/votes/{Proposal.objects.get().pk}/withdraw/")
    assert (taken.status_code, Proposal.objects.get().state) == (302, "withdrawn")


def test_goods_are_promised_announced_counted_and_become_ones_lot(
    pool: Pooled, presidents: list[Member]
) -> None:
    member = presidents[1]
    url = f"/fr/portal/together/{pool.listing.pk}/"
    until = timezone.localdate() + timedelta(days=20)
    member.client.post(
        f"{url}bring/",
        {
            "variant": pool.variant.pk,
            "quantity": "40",
            "grade": "1",
            "until_date": until.isoformat(),
            "key": "p",
        },
    )
    promise = Contribution.objects.get(key="p")
    page = page_of(presidents[2].client.get(url))
    tiles = member.client.get("/fr/portal/deliveries/new/").context["tiles"]
    form_url = f"/fr/portal/deliveries/new/{pool.variant.pk}/"
    form = member.client.get(form_url)
    member.client.post(
        form_url,
        {
            "crates": "2", "units": "20", "arrival": "drop_off", "key": "n-1",
            "warehouse": form.context["hubs"][0][0], "ready_date": timezone.localdate().isoformat(),
        },
    )  # fmt: skip
    notice = Notice.objects.get(key="n-1")
    goods_receive(
        actor=MACHINE,
        delivery=Delivery(warehouse_id=notice.warehouse_id, notice_id=notice.pk, brought_by="Hassan"),
        lines=[Counted(variant_id=pool.variant.pk, counted=38)],
        key="r-1",
        now=timezone.now(),
    )

    promise.refresh_from_db()
    lot = Lot.objects.latest("pk")
    assert member.organisation.name("fr") in page and "40" in page
    assert pool.variant.pk in [tile["variant_id"] for tile in tiles]
    assert (promise.lot, promise.quantity, lot.organisation) == (lot, 38, member.organisation)


def test_a_call_is_answered_by_several_and_ended(pool: Pooled, presidents: list[Member]) -> None:
    url = f"/fr/portal/together/{pool.listing.pk}/"
    day = timezone.localdate() + timedelta(days=10)
    presidents[0].client.post(
        f"{url}ask/",
        {
            "variant": pool.variant.pk,
            "quantity": "100",
            "needed_date": day.isoformat(),
            "note": "Hôtel",
            "key": "c",
        },
    )
    call = SupplyCall.objects.get()
    for member, quantity in ((presidents[1], "60"), (presidents[2], "30")):
        member.client.post(
            f"{url}bring/",
            {
                "variant": pool.variant.pk, "call": call.pk, "quantity": quantity, "grade": "2",
                "until_date": day.isoformat(), "key": f"a-{quantity}",
            },
        )  # fmt: skip
    row = presidents[1].client.get(url).context["calls"][0]
    presidents[0].client.post(f"/fr/portal/calls/{call.pk}/close/")
    late = presidents[0].client.post(
        f"{url}bring/",
        {"variant": pool.variant.pk, "call": call.pk, "quantity": "5", "grade": "1",
         "until_date": day.isoformat(), "key": "late"},
    )  # fmt: skip
    own = Contribution.objects.get(key="a-30")
    foreign = presidents[1].client.post(f"/fr/portal/contributions/{own.pk}/take-back/")
    presidents[2].client.post(f"/fr/portal/contributions/{own.pk}/take-back/")

    own.refresh_from_db()
    assert (row["promised"], row["missing"], row["own"]) == (90, 10, 60)
    assert (late.status_code, foreign.status_code, own.withdrawn_at is not None) == (422, 404, True)


def test_what_cannot_be_promised_or_asked_for_is_said(pool: Pooled, presidents: list[Member]) -> None:
    url = f"/fr/portal/together/{pool.listing.pk}/"
    bad = presidents[1].client.post(
        f"{url}bring/",
        {"variant": pool.variant.pk, "quantity": "0", "grade": "9", "until_date": "2020-01-01", "key": "p"},
    )
    past = presidents[1].client.post(
        f"{url}ask/", {"variant": pool.variant.pk, "quantity": "5", "needed_date": "2020-01-01", "key": "c"}
    )

    assert (bad.status_code, past.status_code) == (422, 422)
    assert (Contribution.objects.filter(lot=None).count(), SupplyCall.objects.count()) == (0, 0)


def test_the_seller_puts_a_product_in_common(pool: Pooled, presidents: list[Member]) -> None:
    own, stranger = presidents[0], presidents[1]
    PooledListing.objects.all().update(closed_at=None)
    product = pool.shop.variants[1].product
    product.organisation = own.organisation
    product.save(update_fields=["organisation"])
    url = f"/fr/portal/products/{product.pk}/together/"
    form = {"alliance": pool.alliance.pk, "first": "60", "second": "50"}

    offered = page_of(own.client.get(f"/fr/portal/products/{product.pk}/"))
    wrong = own.client.post(url, form | {"second": "70"})
    none_made = PooledListing.objects.filter(product=product).count()
    refused = stranger.client.post(url, form)
    made = own.client.post(url, form)

    assert (url in offered, wrong.status_code, none_made, refused.status_code) == (True, 302, 0, 404)
    assert PooledListing.objects.get(product=product).grades == {"1": 6_000, "2": 5_000}
    assert made["Location"].endswith(f"/portal/together/{PooledListing.objects.get(product=product).pk}/")


def test_all_members_read_the_same_sheet_and_the_same_reasons(pool: Pooled, presidents: list[Member]) -> None:
    sold(pool)
    base = f"/fr/portal/alliances/{pool.alliance.pk}/"

    sheets = [member.client.get(f"{base}sales/").context["rows"][0] for member in presidents]
    reasons = [member.client.get(f"{base}choices/").context["rows"] for member in presidents]

    assert [sheet["own"] is not None for sheet in sheets] == [True, False, False]
    assert (
        len({tuple((who, units, part) for who, units, part, _own in sheet["parts"]) for sheet in sheets}) == 1
    )
    assert reasons[0] == reasons[1] == reasons[2]
    assert [verdict["taken"] for verdict in reasons[0][0]["verdicts"]] == [3, 0, 0]


PLACES = ["", "sales/", "choices/"]


def test_strangers_see_nothing_of_an_alliance_and_change_nothing(
    pool: Pooled, presidents: list[Member]
) -> None:
    sold(pool)
    proposal(presidents[1], pool.alliance)
    row = Proposal.objects.get()
    stranger = member_of(OrganisationFactory.create(active=True))
    clerk = member_of(pool.members[1], Role.TREASURER)
    base = f"/fr/portal/alliances/{pool.alliance.pk}/"
    common = f"/fr/portal/together/{pool.listing.pk}/"

    seen = [stranger.client.get(f"{base}{place}").status_code for place in PLACES]
    seen.append(stranger.client.get(common).status_code)
    done = [
        who.client.post(url, form).status_code
        for who in (stranger, clerk)
        for url, form in (
            (f"{base}propose/", {"kind": "wind_down", "days": "7", "key": "x"}),
            (f"{base}leave/", {}),
            (f"/fr/portal/votes/{row.pk}/", {"ballot": "yes"}),
            (f"/fr/portal/votes/{row.pk}/withdraw/", {}),
        )
    ]
    visitors = [Client().get(f"{base}{place}").status_code for place in PLACES]

    assert (seen, done[:4], done[4:]) == ([404] * 4, [404] * 4, [403] * 4)
    assert visitors == [302] * 3
    assert (Proposal.objects.count(), Vote.objects.count(), pool.alliance.members.count()) == (1, 0, 3)


def test_one_leaves_and_the_page_says_so(pool: Pooled, presidents: list[Member]) -> None:
    presidents[2].client.post(f"/fr/portal/alliances/{pool.alliance.pk}/leave/")
    gone = presidents[2].client.get(f"/fr/portal/alliances/{pool.alliance.pk}/")

    assert (gone.status_code, pool.alliance.members.count()) == (404, 2)


def test_the_staff_who_verify_see_alliances_and_nobody_else_does(
    pool: Pooled, presidents: list[Member]
) -> None:
    sold(pool)
    proposal(presidents[1], pool.alliance)
    verifier = staff(Permission.VERIFY_COOPERATIVES)
    others = [staff(Permission.MANAGE_ORDERS), presidents[0].client]
    urls = ["/fr/operator/alliances/", f"/fr/operator/alliances/{pool.alliance.pk}/"]

    assert [verifier.get(url).status_code for url in urls] == [200, 200]
    assert [other.get(url).status_code for other in others for url in urls] == [403] * 4
    assert verifier.get("/fr/operator/alliances/999999/").status_code == 404


def test_everybody_sees_what_an_alliance_sells_in_common(pool: Pooled) -> None:
    page = Client().get(f"/fr/alliances/{pool.alliance.slug}/")

    assert [card.url for card in page.context["common"]] != []
    assert page_of(page).count(pool.members[1].name("fr")) >= 1


def test_pages_ask_the_same_for_one_row_and_for_many(pool: Pooled, presidents: list[Member]) -> None:
    base, common = f"/fr/portal/alliances/{pool.alliance.pk}/", f"/fr/portal/together/{pool.listing.pk}/"
    urls = ["/fr/portal/alliances/", base, f"{base}sales/", f"{base}choices/", common]
    verifier = staff(Permission.VERIFY_COOPERATIVES)
    sold(pool)
    proposal(presidents[1], pool.alliance)
    before = [queries_of(presidents[0].client, url) for url in urls]
    before.append(queries_of(verifier, f"/fr/operator/alliances/{pool.alliance.pk}/"))
    for number in range(5):
        sold(pool)
        proposal(
            presidents[1],
            pool.alliance,
            key=f"k{number}",
            kind="exclude",
            organisation=str(pool.members[2].pk),
        )
        Contribution.objects.create(
            listing=pool.listing, variant=pool.variant, organisation=pool.members[1], quantity=5, grade="1",
            grade_price_minor=6_000, from_date=date(2026, 1, 1), until_date=date(2026, 1, 1), created_at=NOON,
        )  # fmt: skip
    for row in Proposal.objects.all()[:2]:
        for member in presidents:
            member.client.post(f"/fr/portal/votes/{row.pk}/", {"ballot": "abstain"})

    after = [queries_of(presidents[0].client, url) for url in urls]
    after.append(queries_of(verifier, f"/fr/operator/alliances/{pool.alliance.pk}/"))

    assert after == before
