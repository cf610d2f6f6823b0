"""A cooperative with one of everything, and all who might ask for it."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from catalog.services.order_cycle_set import order_cycle_set
from logistics.models.pooled import Contribution
from logistics.services.capacity_set import capacity_set
from logistics.services.supply_call import supply_call
from marketplace.cooperatives.models.alliance import AllianceInvitation
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.services.assistance_grant import assistance_grant
from marketplace.cooperatives.services.closure_announce import closure_announce
from marketplace.cooperatives.services.invitation_send import invitation_send
from marketplace.cooperatives.services.proposal_open import proposal_open
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.network.services.recording_keep import recording_keep
from orders.models.order import OrderLine, SubOrder
from tests.factories.ground import (
    NOON,
    AllianceFactory,
    BankAccountFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
    staff_actor,
)
from tests.factories.logistics import received_goods, sent_notice
from tests.factories.payouts import SettlementTermFactory
from tests.factories.pooled import pooled
from tests.frontend.views.people import customer, hub_worker, staff
from tests.frontend.views.portal.conftest import member_of
from tests.marketplace.network.asking import asked
from tests.orders.journey import told

# Who asks, in the order of the letters of a row
PEOPLE = (
    "visitor", "customer", "stranger", "treasurer", "officer", "helper", "narrow helper", "hub", "operator",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Keys of what is one cooperative's, by the name that an address gives them, and the browsers of all people."""

    keys: dict[str, object]
    browsers: dict[str, Client]


def world() -> World:
    """Build it: the first seller of a common product, with an order, a notice, papers, people, votes and calls."""
    SettlementTermFactory.create()
    pool, now = pooled(), timezone.now()
    own, shop = pool.members[0], pool.shop
    president = member_of(own)
    actor = member_actor(own)
    order = shop.order({1: 1, 0: 1})
    told()
    today = timezone.localdate()
    proposal = proposal_open(
        actor=actor, organisation_id=own.pk, alliance_id=pool.alliance.pk, kind="other", effect={},
        text="Un camion", deadline_at=now + timedelta(days=7), key="v", now=now,
    )  # fmt: skip
    call = supply_call(
        actor=actor, organisation_id=own.pk, listing_id=pool.listing.pk, variant_id=pool.variant.pk, quantity=9,
        needed_date=today + timedelta(days=5), note="", key="c", now=now,
    )  # fmt: skip
    promise = Contribution.objects.create(
        listing=pool.listing, variant=pool.variant, organisation=own, quantity=5, grade="1", grade_price_minor=6_000,
        from_date=today, until_date=today, created_at=now,
    )  # fmt: skip
    asked_in = AllianceInvitation.objects.create(
        alliance=AllianceFactory.create(), organisation=own, invited_at=now
    )
    invited = invitation_send(
        actor=actor, organisation_id=own.pk, phone="0611111111", role=Role.SALES.value, language="fr", now=now
    )
    closed = closure_announce(
        actor=actor, organisation_id=own.pk, from_date=today + timedelta(days=9), until_date=today + timedelta(days=9),
        reason="rest", sells_on=True, now=now,
    )  # fmt: skip
    limit = capacity_set(
        actor=actor, organisation_id=own.pk, product_id=None, per="week", measure="kg", most=90_000, now=now
    )
    cycle = order_cycle_set(
        actor=actor, organisation_id=own.pk, product_id=None, opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=2), ready_date=today + timedelta(days=3), repeats_days=7, now=now,
    )  # fmt: skip
    receipt = received_goods(pool.variant)
    account = BankAccountFactory.create(organisation=own, is_active=False, submitted_by=president.user)
    voice = recording_keep(
        actor=staff_actor(Permission.MANAGE_SETTINGS), action="portal-today", language="fr",
        content=b"OggS" + b"x" * 60, now=now,
    )  # fmt: skip
    helpers = {
        name: _helper(own, actor, phone, role)
        for name, phone, role in (
            ("helper", "+212622222222", Role.SALES),
            ("narrow helper", "+212633333333", Role.PRODUCTION),
        )
    }
    keys: dict[str, object] = {
        "sub_order_id": SubOrder.objects.get(order=order, organisation=own).pk,
        "line_id": OrderLine.objects.get(order=order, sub_order__organisation=own).pk,
        "product_id": pool.variant.product_id,
        "variant_id": pool.variant.pk,
        "alliance_id": pool.alliance.pk,
        "listing_id": pool.listing.pk,
        "proposal_id": proposal.pk,
        "call_id": call.pk,
        "contribution_id": promise.pk,
        "portal-alliance-answer:invitation_id": asked_in.pk,
        "portal-people-withdraw:invitation_id": invited.pk,
        "question_id": asked(own, key="q", now=NOON).pk,
        "closure_id": closed.pk,
        "capacity_id": limit.pk,
        "cycle_id": cycle.pk,
        "notice_id": sent_notice(pool.variant, ready_date=today, now=now).pk,
        "receipt_id": receipt.pk,
        "account_id": account.pk,
        "assistance_id": own.assistances.order_by("pk")[0].pk,
        "recording_id": voice.pk,
        "family": pool.variant.product.product_type.key,
        "bucket": "maturing",
        "paper": "a4",
        "form": "pdf",
        "language": "fr",
    }
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "stranger": member_of(OrganisationFactory.create(active=True)).client,
        "treasurer": member_of(own, Role.TREASURER).client,
        "officer": president.client,
        **helpers,
        "hub": hub_worker(),
        "operator": staff(*(set(Permission) - {Permission.MANAGE_PRODUCTS})),
    }
    return World(keys, {name: browsers[name] for name in PEOPLE})


def _helper(own: Organisation, actor: Actor, phone: str, role: Role) -> Client:
    now = timezone.now()
    user = UserFactory.create(phone=phone, phone_verified_at=now)
    lent = assistance_grant(
        actor=actor, organisation_id=own.pk, phone=phone, roles=[role.value], consent="spoken",
        ends_date=(now + timedelta(days=30)).date(), now=now,
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    client.post("/fr/portal/helping/", {"assistance": str(lent.pk), "reason": "Elle est au souk"})
    return client
