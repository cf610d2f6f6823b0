"""Members of an alliance hear that goods are asked for: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.pooled import SupplyCall
from logistics.services.supply_call import supply_call, supply_call_close
from marketplace.cooperatives.states import Role
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, member_actor
from tests.factories.pooled import Pooled, pooled

pytestmark = pytest.mark.django_db


def called(pool: Pooled, key: str = "c") -> SupplyCall:
    return supply_call(
        actor=member_actor(pool.members[0]), organisation_id=pool.members[0].pk, listing_id=pool.listing.pk,
        variant_id=pool.variant.pk, quantity=90, needed_date=(NOON + timedelta(days=5)).date(), note="",
        key=key, now=NOON,
    )  # fmt: skip


def test_all_who_announce_goods_are_told_once_and_nobody_of_a_closed_call() -> None:
    pool = pooled()
    maker, seller = member_actor(pool.members[1], Role.PRODUCTION), member_actor(pool.members[2], Role.SALES)
    treasurer = member_actor(pool.members[1], Role.TREASURER)
    row = called(pool)
    deliver(now=NOON)
    deliver(now=NOON)
    told = Message.objects.filter(template="supply_called", channel="inbox")
    people = {message.to for message in told}
    closed = called(pool, "d")
    supply_call_close(
        actor=member_actor(pool.members[0]), organisation_id=pool.members[0].pk, call_id=closed.pk, now=NOON
    )
    deliver(now=NOON)

    assert {f"user:{maker.user_id}", f"user:{seller.user_id}"} <= people
    assert f"user:{treasurer.user_id}" not in people
    assert told[0].context["url"].endswith(f"/portal/together/{pool.listing.pk}/#call-{row.pk}")
    assert not Message.objects.filter(key__startswith=f"supply-call:{closed.pk}:").exists()
