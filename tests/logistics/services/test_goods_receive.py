"""goods_receive and discrepancy_settle: test that ..."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.evidence import Evidence
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice, ReceiptLine
from logistics.models.lot import Lot, Movement
from logistics.services.discrepancy_settle import discrepancy_settle
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.notice_cancel import notice_cancel
from logistics.services.notice_send import Announced
from logistics.states import DiscrepancyOutcome
from marketplace.documents.models import private_storage
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductTypeFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, TODAY, WarehouseFactory, picture, quarantined_lot, sent_notice

pytestmark = pytest.mark.django_db


def receive(*lines: Counted, notice: Notice | None = None, **values: Any) -> GoodsReceipt:
    """Count these lines in."""
    delivery = {
        "warehouse_id": WarehouseFactory.create().pk,
        "notice_id": notice.pk if notice else None,
        **{name: values.pop(name) for name in list(values) if name in Delivery.__dataclass_fields__},
    }
    return goods_receive(
        **{
            "actor": MACHINE,
            "delivery": Delivery(**delivery),
            "lines": lines,
            "key": "gate-1",
            "now": NOON,
            **values,
        }
    )


def cases() -> list[tuple[str, int]]:
    """Every case with its amount."""
    return list(Discrepancy.objects.order_by("id").values_list("kind", "amount"))


def nothing_came_in() -> bool:
    """Whether no row of a receipt was written."""
    return not (
        GoodsReceipt.objects.exists()
        or ReceiptLine.objects.exists()
        or Lot.objects.exists()
        or Movement.objects.exists()
        or Evidence.objects.exists()
    )


def test_what_was_announced_and_counted_becomes_a_lot_in_quarantine_with_its_origin() -> None:
    variant = VariantFactory.create()
    notice = sent_notice(
        variant,
        lines=[
            Announced(
                variant_id=variant.pk,
                crates=2,
                units_per_crate=12,
                harvest_date=TODAY - timedelta(days=20),
                best_before_date=TODAY + timedelta(days=300),
            )
        ],
    )

    receipt = receive(
        Counted(variant_id=variant.pk, counted=24, weight_g=24 * 560, bin_code="A-1", photo=picture()),
        notice=notice,
        brought_by=" Hassan ",
        temperature_c=Decimal("12.5"),
    )

    notice.refresh_from_db()
    line = ReceiptLine.objects.select_related("lot").get()
    assert line.lot is not None
    assert (notice.state, notice.closed_at, receipt.brought_by, receipt.number[0]) == (
        "received",
        NOON,
        "Hassan",
        "R",
    )
    assert (line.announced, line.counted, line.damaged, cases()) == (24, 24, 0, [])
    assert (line.lot.state, line.lot.organisation_id, line.lot.quantity_received) == (
        "quarantine",
        variant.product.organisation_id,
        24,
    )
    assert (line.lot.harvest_date, line.lot.best_before_date, line.lot.province) == (
        TODAY - timedelta(days=20),
        TODAY + timedelta(days=300),
        variant.product.province,
    )
    assert Evidence.objects.get().subject == f"receipt-line:{line.pk}"
    body = Message.objects.get(topic="logistics.goods-received.v1").body
    assert (body["units"], body["discrepancies"], body["notice"]) == (24, 0, notice.number)
    assert stock_findings() == []


@pytest.mark.parametrize(
    ("counted", "damaged", "expected"),
    [
        (20, 0, [("short", 4)]),
        (30, 0, [("over", 6)]),
        (22, 2, [("damaged", 2)]),
        (20, 2, [("short", 2), ("damaged", 2)]),
        (0, 0, [("short", 24)]),
        (0, 24, [("damaged", 24)]),
    ],
)
def test_each_difference_opens_a_case(counted: int, damaged: int, expected: list[tuple[str, int]]) -> None:
    variant = VariantFactory.create()

    receive(Counted(variant_id=variant.pk, counted=counted, damaged=damaged), notice=sent_notice(variant))

    assert cases() == expected
    assert Lot.objects.count() == (1 if counted else 0)
    assert not counted or Lot.objects.get().quantity_received == counted


@pytest.mark.parametrize(
    ("weight_g", "expected"),
    [(56_000, []), (61_600, []), (61_601, [("weight", 5601)]), (50_000, [("weight", 6000)])],
)
def test_scales_that_do_not_fit_the_count_open_a_case(weight_g: int, expected: list[tuple[str, int]]) -> None:
    # A hundred packs of 560 g are 56 kg; a tenth is tolerated.
    receive(Counted(variant_id=VariantFactory.create().pk, counted=100, weight_g=weight_g))

    assert cases() == expected


@pytest.mark.parametrize(
    ("limits", "temperature", "expected"),
    [([0, 4], "6.5", [("temperature", 25)]), ([0, 4], "4.0", []), ([5, 25], "38.0", []), (None, "38.0", [])],
)
def test_only_goods_of_a_cold_family_must_arrive_cold(
    limits: list[int] | None, temperature: str, expected: list[tuple[str, int]]
) -> None:
    facts = {"storage": {"temp_c": limits}} if limits else {}
    kind = ProductTypeFactory.create(key="cold", facts=facts)
    variant = VariantFactory.create(product__product_type=kind)

    receive(Counted(variant_id=variant.pk, counted=1), temperature_c=Decimal(temperature))

    assert cases() == expected


def test_goods_that_nobody_announced_open_no_case_for_their_count() -> None:
    receive(Counted(variant_id=VariantFactory.create().pk, counted=7))

    assert (cases(), GoodsReceipt.objects.get().notice) == ([], None)


def test_an_article_that_was_not_announced_beside_others_is_over() -> None:
    variant = VariantFactory.create()
    other = VariantFactory.create(product__organisation=variant.product.organisation)

    receive(
        Counted(variant_id=variant.pk, counted=24),
        Counted(variant_id=other.pk, counted=3),
        notice=sent_notice(variant),
    )

    assert cases() == [("over", 3)]


def test_the_same_form_sent_twice_takes_in_once() -> None:
    variant = VariantFactory.create()
    notice = sent_notice(variant)
    line = Counted(variant_id=variant.pk, counted=24)

    first, again = receive(line, notice=notice), receive(line, notice=notice)

    assert (first, Lot.objects.count(), Movement.objects.count()) == (again, 1, 1)
    assert Message.objects.filter(topic="logistics.goods-received.v1").count() == 1


def test_a_key_used_for_another_load_is_refused() -> None:
    variant = VariantFactory.create()
    receive(Counted(variant_id=variant.pk, counted=1))

    with pytest.raises(Conflict):
        receive(Counted(variant_id=variant.pk, counted=24), notice=sent_notice(variant))
    assert Lot.objects.count() == 1


@pytest.mark.parametrize("ending", ["received", "cancelled"])
def test_a_notice_is_received_once_and_never_after_its_cancellation(ending: str) -> None:
    variant = VariantFactory.create()
    notice = sent_notice(variant)
    line = Counted(variant_id=variant.pk, counted=24)
    if ending == "received":
        receive(line, notice=notice)
    else:
        notice_cancel(actor=MACHINE, notice_id=notice.pk, now=NOON)
    before = Lot.objects.count()

    with pytest.raises(IllegalMove):
        receive(line, notice=notice, key="gate-2")

    assert Lot.objects.count() == before


def test_every_announced_article_is_counted_even_if_none_came() -> None:
    variant = VariantFactory.create()
    other = VariantFactory.create(product__organisation=variant.product.organisation)

    with pytest.raises(InvalidInput) as refused:
        receive(Counted(variant_id=other.pk, counted=3), notice=sent_notice(variant))

    assert refused.value.field == "lines"
    assert nothing_came_in()


def kept_files() -> set[str]:
    """What lies in the private store."""
    return set(private_storage().listdir("evidence")[1]) if private_storage().exists("evidence") else set()


def test_the_goods_of_two_owners_are_not_mixed_in_one_receipt_and_their_photo_is_thrown_away() -> None:
    before = kept_files()

    with pytest.raises(InvalidInput):
        receive(
            Counted(variant_id=VariantFactory.create().pk, counted=1, photo=picture()),
            Counted(variant_id=VariantFactory.create().pk, counted=1),
        )

    assert nothing_came_in()
    assert kept_files() == before


def test_a_notice_of_another_hub_is_refused() -> None:
    variant = VariantFactory.create()
    other = WarehouseFactory.create(slug="other-hub")

    with pytest.raises(InvalidInput) as refused:
        receive(
            Counted(variant_id=variant.pk, counted=24), notice=sent_notice(variant), warehouse_id=other.pk
        )

    assert (refused.value.field, nothing_came_in()) == ("notice", True)


@pytest.mark.parametrize(
    ("_case", "line", "field"),
    [
        ("a negative count", {"counted": -1}, "counted"),
        ("a million and one", {"counted": 1_000_001}, "counted"),
        ("negative damage", {"counted": 1, "damaged": -1}, "damaged"),
        ("a negative weight", {"counted": 1, "weight_g": -5}, "weight_g"),
        ("no weight at all", {"counted": 1, "weight_g": 0}, "weight_g"),
        ("forty tonnes and more", {"counted": 1, "weight_g": 40_000_001}, "weight_g"),
        ("made tomorrow", {"counted": 1, "produced_date": TODAY + timedelta(days=1)}, "produced_date"),
        ("over its date", {"counted": 1, "best_before_date": TODAY - timedelta(days=1)}, "best_before_date"),
        ("a photo that is none", {"counted": 1, "photo": b"GIF89a"}, "photo"),
    ],
)
def test_a_count_that_cannot_be_is_refused(_case: str, line: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive(Counted(variant_id=VariantFactory.create().pk, **line))

    assert (refused.value.field, nothing_came_in()) == (field, True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"temperature_c": Decimal("80.1")}, "temperature_c"),
        ({"temperature_c": Decimal("-60.1")}, "temperature_c"),
        ({"received_at": NOON + timedelta(minutes=11)}, "received_at"),
        ({"key": ""}, "key"),
        ({"key": "k" * 81}, "key"),
    ],
)
def test_a_load_that_cannot_be_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive(Counted(variant_id=VariantFactory.create().pk, counted=1), **values)

    assert (refused.value.field, nothing_came_in()) == (field, True)


def test_nothing_at_all_and_the_same_article_twice_are_refused() -> None:
    line = Counted(variant_id=VariantFactory.create().pk, counted=1)

    for lines in ((), (line, line)):
        with pytest.raises(InvalidInput) as refused:
            receive(*lines)
        assert refused.value.field == "lines"
    assert nothing_came_in()


def test_a_lot_number_that_exists_is_refused_and_nothing_of_the_load_comes_in() -> None:
    first: Variant = VariantFactory.create()
    second = VariantFactory.create(product__organisation=first.product.organisation)
    quarantined_lot(second, 5, code="AG-1")

    with pytest.raises(Conflict):
        receive(
            Counted(variant_id=first.pk, counted=4, code="AG-2"),
            Counted(variant_id=second.pk, counted=4, code="AG-1"),
        )

    assert (Lot.objects.count(), GoodsReceipt.objects.count()) == (1, 0)


def test_what_is_not_there_is_not_found() -> None:
    variant = VariantFactory.create()
    for values in ({"warehouse_id": "00000000-0000-0000-0000-000000000000"}, {"notice_id": 0}):
        with pytest.raises(NotFound):
            receive(Counted(variant_id=variant.pk, counted=1), **values)
    with pytest.raises(NotFound):
        receive(Counted(variant_id=0, counted=1))
    assert nothing_came_in()


def test_the_tap_at_the_gate_counts_not_the_upload() -> None:
    receipt = receive(
        Counted(variant_id=VariantFactory.create().pk, counted=1), received_at=NOON - timedelta(hours=5)
    )

    assert (receipt.received_at, receipt.recorded_at) == (NOON - timedelta(hours=5), NOON)
    assert Movement.objects.get().happened_at == NOON - timedelta(hours=5)


def people(variant: Variant) -> dict[str, Actor]:
    """Who may not take goods in."""
    return {
        "visitor": Actor.anonymous(),
        "owner": member_actor(variant.product.organisation),
        "another hub": member_actor(OrganisationFactory.create(hub=True), "hub"),
    }


@pytest.mark.parametrize("who", ["visitor", "owner", "another hub"])
def test_strangers_take_nothing_in_and_settle_nothing(who: str) -> None:
    variant = VariantFactory.create()
    receive(Counted(variant_id=variant.pk, counted=20), notice=sent_notice(variant))
    case = Discrepancy.objects.get()
    actor = people(variant)[who]

    with pytest.raises(NotAllowed):
        receive(Counted(variant_id=variant.pk, counted=1), actor=actor, key="gate-2")
    with pytest.raises(NotAllowed):
        settle(case, actor=actor)

    case.refresh_from_db()
    assert (GoodsReceipt.objects.count(), case.closed_at) == (1, None)


def settle(case: Discrepancy, **values: Any) -> Discrepancy:
    """Close a case."""
    return discrepancy_settle(
        **{
            "actor": MACHINE,
            "discrepancy_id": case.pk,
            "outcome": DiscrepancyOutcome.AGREED,
            "note": "vu avec Hassan",
            "now": NOON,
            **values,
        }
    )


def test_a_case_is_settled_once_with_its_reason_and_the_count_stays() -> None:
    variant = VariantFactory.create()
    receive(Counted(variant_id=variant.pk, counted=20), notice=sent_notice(variant))

    case = settle(Discrepancy.objects.get())

    assert (case.outcome, case.note, case.closed_at, case.closed_by) == (
        "agreed",
        "vu avec Hassan",
        NOON,
        "machine:test",
    )
    assert ReceiptLine.objects.get().counted == 20
    with pytest.raises(IllegalMove):
        settle(case, outcome=DiscrepancyOutcome.RETURNED)


@pytest.mark.parametrize(("values", "field"), [({"outcome": "burnt"}, "outcome"), ({"note": " "}, "note")])
def test_a_case_needs_an_outcome_and_a_reason(values: dict[str, Any], field: str) -> None:
    variant = VariantFactory.create()
    receive(Counted(variant_id=variant.pk, counted=20), notice=sent_notice(variant))
    case = Discrepancy.objects.get()

    with pytest.raises(InvalidInput) as refused:
        settle(case, **values)

    case.refresh_from_db()
    assert (refused.value.field, case.closed_at) == (field, None)


def test_a_case_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        discrepancy_settle(
            actor=MACHINE, discrepancy_id=0, outcome=DiscrepancyOutcome.AGREED, note="x", now=NOON
        )
