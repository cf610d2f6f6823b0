"""notice_send and notice_cancel: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.models.evidence import Evidence
from logistics.models.inbound import Notice, NoticeLine
from logistics.services.notice_cancel import notice_cancel
from logistics.services.notice_send import Announced
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.logistics import MACHINE, TODAY, WarehouseFactory, picture, sent_notice

pytestmark = pytest.mark.django_db


def test_the_hub_knows_what_will_come() -> None:
    variant = VariantFactory.create()
    actor = member_actor(variant.product.organisation, Role.PRODUCTION.value)

    notice = sent_notice(variant, actor=actor, note=" deux palettes ", photo=picture())

    line = NoticeLine.objects.get()
    assert (notice.state, notice.number[0], notice.note, notice.created_by) == (
        "announced",
        "N",
        "deux palettes",
        f"user:{actor.user_id}",
    )
    assert (line.variant, line.crates, line.units_per_crate, line.quantity) == (variant, 2, 12, 24)
    row = Evidence.objects.get()
    assert (row.subject, row.kind, row.content_type, row.organisation) == (
        f"notice:{notice.pk}",
        "photo",
        "image/jpeg",
        variant.product.organisation,
    )
    assert row.file.storage.exists(str(row.file.name))


def test_the_same_form_sent_twice_announces_once() -> None:
    variant = VariantFactory.create()

    first, again = sent_notice(variant), sent_notice(variant)

    assert (first, Notice.objects.count(), NoticeLine.objects.count()) == (again, 1, 1)


def test_a_key_of_another_cooperative_is_not_answered_with_its_notice() -> None:
    sent_notice(VariantFactory.create())

    with pytest.raises(Conflict):
        sent_notice(VariantFactory.create())
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("yesterday", {"ready_date": TODAY - timedelta(days=1)}, "ready_date"),
        ("next year", {"ready_date": TODAY + timedelta(days=91)}, "ready_date"),
        ("no key", {"key": ""}, "key"),
        ("a long key", {"key": "k" * 81}, "key"),
        ("nothing", {"lines": []}, "lines"),
        ("no picture", {"photo": b"<svg onload=alert(1)>"}, "photo"),
    ],
)
def test_what_cannot_be_is_refused(_case: str, values: dict[str, Any], field: str) -> None:
    variant = VariantFactory.create()

    with pytest.raises(InvalidInput) as refused:
        sent_notice(variant, **values)

    assert (refused.value.field, Notice.objects.count(), Evidence.objects.count()) == (field, 0, 0)


@pytest.mark.parametrize(
    ("crates", "units", "field"),
    [
        (0, 1, "crates"),
        (-1, 1, "crates"),
        (1001, 1, "crates"),
        (1, 0, "units_per_crate"),
        (1, 10_001, "units_per_crate"),
    ],
)
def test_numbers_of_crates_are_kept_in_bounds(crates: int, units: int, field: str) -> None:
    variant = VariantFactory.create()

    with pytest.raises(InvalidInput) as refused:
        sent_notice(variant, lines=[Announced(variant_id=variant.pk, crates=crates, units_per_crate=units)])

    assert (refused.value.field, Notice.objects.count()) == (field, 0)


def test_an_article_is_announced_once() -> None:
    variant = VariantFactory.create()
    line = Announced(variant_id=variant.pk, crates=1, units_per_crate=1)

    with pytest.raises(InvalidInput):
        sent_notice(variant, lines=[line, line])


def test_the_goods_of_others_cannot_be_announced() -> None:
    variant, foreign = VariantFactory.create(), VariantFactory.create()

    with pytest.raises(NotFound) as refused:
        sent_notice(
            variant, lines=[Announced(variant_id=foreign.pk, crates=1, units_per_crate=1)], photo=picture()
        )

    assert (refused.value.field, Notice.objects.count(), Evidence.objects.count()) == ("variant", 0, 0)


def test_goods_are_sent_to_a_hub_that_works() -> None:
    shop = WarehouseFactory.create(slug="shop", kind="shop")

    with pytest.raises(NotFound) as refused:
        sent_notice(VariantFactory.create(), warehouse_id=shop.pk)

    assert refused.value.field == "warehouse"


def strangers(owner: Any) -> dict[str, Actor]:
    """People who may not speak for a cooperative."""
    return {
        "visitor": Actor.anonymous(),
        "customer": Actor(user_id=1),
        "other cooperative": member_actor(OrganisationFactory.create(active=True)),
        "treasurer": member_actor(owner, Role.TREASURER.value),
        "staff for orders": staff_actor(Permission.MANAGE_ORDERS),
    }


@pytest.mark.parametrize("who", ["visitor", "customer", "other cooperative", "treasurer", "staff for orders"])
def test_strangers_announce_and_cancel_nothing(who: str) -> None:
    variant = VariantFactory.create()
    notice = sent_notice(variant)
    actor = strangers(variant.product.organisation)[who]

    with pytest.raises(NotAllowed):
        sent_notice(variant, actor=actor, key="form-2")
    with pytest.raises(NotAllowed):
        notice_cancel(actor=actor, notice_id=notice.pk, now=NOON)

    notice.refresh_from_db()
    assert (Notice.objects.count(), notice.state) == (1, "announced")


def test_a_notice_is_taken_back_once() -> None:
    variant = VariantFactory.create()
    notice = sent_notice(variant)
    actor = member_actor(variant.product.organisation, Role.SALES.value)

    cancelled = notice_cancel(actor=actor, notice_id=notice.pk, now=NOON)

    assert (cancelled.state, cancelled.closed_at) == ("cancelled", NOON)
    with pytest.raises(IllegalMove):
        notice_cancel(actor=actor, notice_id=notice.pk, now=NOON)


def test_a_notice_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        notice_cancel(actor=MACHINE, notice_id=0, now=NOON)
