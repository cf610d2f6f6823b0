"""Another cooperative's ids in every address and form of the portal: refused, and nothing moved."""

import pytest
from django.test import Client

from catalog.models.offer import Price
from catalog.models.product import Product
from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.notifications.models import Message
from marketplace.notifications.services.notify import notify
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.services import statement_render
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.services.statement_render import statements_render
from orders.models.order import SubOrder
from orders.models.shortage import LineShortage
from tests.factories.ground import NOON, BankAccountFactory, rib_of, staff_actor
from tests.factories.payouts import sold
from tests.factories.shortages import other_product
from tests.frontend.views.portal.conftest import member_of
from tests.orders.journey import told


@pytest.fixture
def part(shop, president):
    """A sub-order of the first seller, to be prepared."""
    order = shop.order({0: 1})
    told()
    return SubOrder.objects.get(order=order)


@pytest.fixture
def statement(shop, president):
    """A settled statement of the first seller with its papers."""
    sold(president.organisation.pk, 100_000, at=NOON.replace(day=10))
    preparer = staff_actor(Permission.PREPARE_SETTLEMENTS)
    approver = staff_actor(Permission.APPROVE_SETTLEMENTS)
    run = settlement_prepare(actor=preparer, due_date=NOON.date(), now=NOON)
    settlement_approve(actor=approver, run_id=run.pk, now=NOON)
    settlement_lock(actor=preparer, run_id=run.pk, now=NOON)
    statements_render(actor=Actor.of_machine("test"), now=NOON)
    return Statement.objects.get(organisation=president.organisation)


def test_the_parts_of_a_long_paper_are_given_as_far_as_they_stand(statement, president, monkeypatch):
    monkeypatch.setattr(statement_render, "PART_LINES", 1)
    Statement.objects.filter(pk=statement.pk).update(line_count=3, papers_at=None)
    url = f"/fr/portal/earnings/{statement.pk}/"
    accountant = Client()
    accountant.force_login(User.objects.get(pk=staff_actor(Permission.PREPARE_SETTLEMENTS).user_id or 0))
    desk = f"/fr/operator/statements/{statement.pk}"

    shown = president.client.get(url).content.decode()
    staff = accountant.get(f"{desk}/").content.decode()

    assert ("fr.pdf?part=1" in shown, "fr.pdf?part=2" in shown, "1 / 3" in shown) == (True, False, True)
    assert f"{desk}.pdf?part=3" in staff
    answers = [president.client.get(f"{url}fr.pdf?part={part}").status_code for part in ("1", "2", "x", "-1")]
    assert answers == [200, 404, 404, 404]
    # The staff need not wait for the worker
    assert [accountant.get(f"{desk}.pdf?part={part}").status_code for part in (1, 2, 4, "x")] == [
        200,
        200,
        404,
        404,
    ]


def test_another_cooperatives_order_is_not_there(part, president, stranger):
    own = president.client.get(f"/fr/portal/orders/{part.pk}/")
    other = stranger.client.get(f"/fr/portal/orders/{part.pk}/")
    moved = stranger.client.post(f"/fr/portal/orders/{part.pk}/acknowledge/", {"acknowledged": "yes"})

    assert (own.status_code, other.status_code, moved.status_code) == (200, 404, 404)
    part.refresh_from_db()
    assert part.acknowledged_at is None


def test_own_orders_are_acknowledged_and_that_is_taken_back(part, president):
    url = f"/fr/portal/orders/{part.pk}/acknowledge/"

    seen = president.client.post(url, {"acknowledged": "yes"})
    part.refresh_from_db()
    noted = part.acknowledged_at
    president.client.post(url, {"acknowledged": "no"})

    part.refresh_from_db()
    assert (seen.status_code, noted is not None, part.acknowledged_at) == (302, True, None)


def test_a_treasurer_acknowledges_nothing(shop, part):
    treasurer = member_of(shop.sellers[0], Role.TREASURER)

    answer = treasurer.client.post(f"/fr/portal/orders/{part.pk}/acknowledge/", {"acknowledged": "yes"})

    part.refresh_from_db()
    assert (answer.status_code, part.acknowledged_at) == (403, None)


@pytest.mark.parametrize("act", ["submit", "publish", "pause", "archive"])
def test_another_cooperatives_product_does_not_move(shop, stranger, act):
    product = shop.variants[0].product
    before = Product.objects.values().get(pk=product.pk)

    page = stranger.client.get(f"/fr/portal/products/{product.pk}/")
    moved = stranger.client.post(f"/fr/portal/products/{product.pk}/{act}/")

    assert (page.status_code, moved.status_code) == (404, 404)
    assert Product.objects.values().get(pk=product.pk) == before


def test_another_cooperatives_price_does_not_change_by_either_id(shop, president, stranger):
    theirs, own = shop.variants[0], shop.variants[1]
    before = list(Price.objects.order_by("pk").values())

    by_product = stranger.client.post(
        f"/fr/portal/products/{theirs.product_id}/price/", {"variant": own.pk, "amount": "1"}
    )
    by_variant = stranger.client.post(
        f"/fr/portal/products/{own.product_id}/price/", {"variant": theirs.pk, "amount": "1"}
    )

    assert (by_product.status_code, by_variant.status_code) == (404, 302)
    assert list(Price.objects.order_by("pk").values()) == before


def test_another_cooperatives_statement_is_not_there_in_any_form(statement, president, stranger):
    places = ["", "fr.pdf", "ar.pdf", "lines.csv"]
    addresses = [f"/fr/portal/earnings/{statement.pk}/{place}" for place in places]

    own = [president.client.get(address) for address in addresses]
    other = [stranger.client.get(address).status_code for address in addresses]

    assert [answer.status_code for answer in own] == [200, 200, 200, 200]
    assert b"".join(own[1].streaming_content).startswith(b"%PDF")
    assert other == [404, 404, 404, 404]


def test_another_cooperatives_account_is_neither_confirmed_nor_stopped(shop, president, stranger):
    account = BankAccountFactory.create(
        organisation=president.organisation, is_active=False, submitted_by=president.user
    )
    before = list(BankAccount.objects.order_by("pk").values())

    answers = [
        stranger.client.post(f"/fr/portal/papers/accounts/{account.pk}/{act}/")
        for act in ("confirm", "block")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert list(BankAccount.objects.order_by("pk").values()) == before


def test_an_account_needs_a_second_officer(shop, president):
    treasurer = member_of(president.organisation, Role.TREASURER)
    clerk = member_of(president.organisation, Role.SALES)
    rib = rib_of(424_242)

    president.client.post("/fr/portal/papers/", {"rib": rib, "holder": "Coopérative"})
    account = BankAccount.objects.get(rib=rib)
    url = f"/fr/portal/papers/accounts/{account.pk}/confirm/"
    refused = [president.client.post(url).status_code, clerk.client.post(url).status_code]
    account.refresh_from_db()
    still = account.is_active
    treasurer.client.post(url)

    account.refresh_from_db()
    assert (refused, still, account.is_active) == ([403, 403], False, True)


def test_accounts_are_shown_by_their_last_digits_alone(shop, president):
    account = BankAccount.objects.get(organisation=president.organisation)

    page = president.client.get("/fr/portal/papers/").content.decode()

    assert account.rib[-4:] in page
    assert account.rib[:12] not in page
    assert account.rib[-6:] not in page


def test_a_wrong_account_is_refused_beside_its_field(shop, president):
    answer = president.client.post("/fr/portal/papers/", {"rib": "1" * 24, "holder": "Coopérative"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["rib"]
    assert BankAccount.objects.filter(organisation=president.organisation).count() == 1


def test_another_persons_messages_are_neither_shown_nor_marked(shop, president, stranger):
    message = notify(
        key="test", channel="inbox", to=f"user:{president.user.pk}", language="fr", template="order_to_prepare",
        context={"order": "1-1", "cooperative": "Elle", "items": "3", "url": "http://testserver/x/"}, now=NOON,
    )  # fmt: skip

    other = stranger.client.get("/fr/portal/messages/")
    stranger.client.post("/fr/portal/messages/read/", {"up_to": message.pk})
    unread = Message.objects.get().read_at
    own = president.client.get("/fr/portal/messages/")
    president.client.post("/fr/portal/messages/read/", {"up_to": message.pk})

    assert (len(other.context["rows"]), len(own.context["rows"]), unread) == (0, 1, None)
    assert Message.objects.get().read_at is not None


@pytest.mark.parametrize(
    "address",
    [
        "orders/?after=nonsense",
        "messages/?before=x",
        "stock/?after=%00",
        "earnings/?after=1",
        "products/?after=é",
    ],
)
def test_addresses_that_are_not_ours_are_told_so(president, address):
    assert president.client.get(f"/fr/portal/{address}").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["orders/00000000-0000-4000-8000-000000000000/", "products/99999999999999999999/", "earnings/999999/",
     "products/new/nothing/", "orders/?show=all"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(president, address):
    assert president.client.get(f"/fr/portal/{address}").status_code == 404


def test_what_cannot_be_supplied_is_said_with_digits_and_asked_of_the_customer(
    shop, president, stranger, part
):
    other = other_product(shop, price=9_000)
    line = part.lines.get()
    order_page, url = f"/fr/portal/orders/{part.pk}/", f"/fr/portal/supply/{line.pk}/"
    assert url in president.client.get(order_page).content.decode()
    assert other.product.names["fr"] in president.client.get(url).content.decode()
    said = {"quantity": "1", "reason": "sold_out", "substitute": str(other.pk), "days": "3"}

    assert stranger.client.post(url, said).status_code == 404
    assert president.client.post(url, {**said, "quantity": "7"}).status_code == 422
    assert president.client.post(url, {**said, "reason": "not_found"}).status_code == 422
    assert not LineShortage.objects.exists()
    answer = president.client.post(url, said)

    assert (answer.status_code, answer.headers["Location"]) == (302, order_page)
    row = LineShortage.objects.get()
    assert (row.line, row.quantity, row.substitute, row.origin) == (line, 1, other, "cooperative")
    assert str(row.get_state_display()) in president.client.get(order_page).content.decode()
