import pytest

from logistics.events import RecallOpened
from logistics.models.lot import Lot
from logistics.models.recall import RecallParcel
from logistics.services.recall_open import recall_open
from logistics.states import FailureReason, RecallTrigger, TrackingKind
from marketplace.accounts.models import User
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render
from marketplace.outbox.models import Message as Fact
from marketplace.outbox.models import Receipt, ReceiptState
from orders.events import CashCaseOpened, OrderPlaced, OrderReleased
from orders.handlers_members import tell_cash_case, tell_cooperatives
from orders.handlers_messages import tell_placed, tell_recall_buyers
from orders.models.cash import CashCase
from orders.services.order_cancel import order_cancel
from tests.factories.ground import NOON, MembershipFactory, UserFactory
from tests.factories.orders import market
from tests.orders.journey import banked, delivered, shipped, told, tracked


@pytest.fixture
def shop(db):
    return market()


def sent(template):
    return list(Message.objects.filter(template=template).order_by("pk"))


def words(message):
    return render(
        key=message.key, channel=message.channel, to=message.to, language=message.language,
        template=message.template, context=message.context,
    ).text  # fmt: skip


def test_a_customer_is_sent_the_secret_link_by_mail_in_their_language(shop):
    order = shop.order({0: 1})
    told()

    [mail] = sent("order_placed")
    assert (mail.channel, mail.to, mail.language) == ("email", "amina@example.com", "fr")
    assert f"/fr/order/{order.access_token}/" in words(mail)


def test_a_customer_without_mail_gets_a_text_message(shop):
    order = shop.order({0: 1})
    order.email = ""
    order.language = "ar"
    order.save(update_fields=["email", "language"])
    told()

    [sms] = sent("order_placed")
    assert (sms.channel, sms.to, sms.language) == ("sms", "+212612345678", "ar")
    assert f"/ar/order/{order.access_token}/" in words(sms)


def test_facts_that_are_heard_twice_are_told_once(shop):
    told()
    MembershipFactory.create(organisation=shop.sellers[0])
    order = shop.order({0: 1})
    told()
    before = Message.objects.count()

    tell_placed(OrderPlaced(order_id=str(order.pk), happened_at=NOON), now=NOON)
    tell_cooperatives(OrderReleased(order_id=str(order.pk), happened_at=NOON), now=NOON)
    again = Receipt.objects.filter(handler__startswith="orders.")
    again.update(state=ReceiptState.PENDING, attempts=0, due_at=NOON)
    told()

    assert before == 3
    assert Message.objects.count() == before


def test_whoever_pays_by_transfer_is_told_what_to_write_on_it(shop):
    order = shop.order({0: 1}, pay="transfer")
    told()

    [mail] = sent("payment_awaited")
    assert mail.context["reference"] == f"CM{order.number}"
    assert mail.context["reference"] in words(mail)
    assert sent("order_to_prepare") == []


def test_each_cooperative_is_told_its_own_part_in_the_inbox_and_by_text_message(shop):
    seller, other = shop.sellers[0], shop.sellers[1]
    president = MembershipFactory.create(organisation=seller, user__language="ar").user
    clerk = MembershipFactory.create(organisation=seller, role=Role.SALES, user__phone=None).user
    MembershipFactory.create(organisation=seller, role=Role.TREASURER)
    MembershipFactory.create(organisation=other, user__is_active=False)
    order = shop.order({0: 3})
    told()

    found = sent("order_to_prepare")
    part = order.sub_orders.get()
    assert {(row.channel, row.to, row.language) for row in found} == {
        ("inbox", f"user:{president.pk}", "ar"),
        ("sms", president.phone, "ar"),
        ("inbox", f"user:{clerk.pk}", "fr"),
        ("email", clerk.email, "fr"),
    }
    assert {row.context["items"] for row in found} == {"3"}
    assert {row.context["order"] for row in found} == {part.number}
    assert all(f"/portal/orders/{part.pk}/" in row.context["url"] for row in found)


def test_a_person_with_two_roles_is_told_once(shop):
    member = MembershipFactory.create(organisation=shop.sellers[0])
    MembershipFactory.create(organisation=shop.sellers[0], user=member.user, role=Role.SALES)
    shop.order({0: 1})
    told()

    assert len(sent("order_to_prepare")) == 2


def test_the_customer_follows_the_parcel(shop):
    order = shop.order({0: 1})
    delivered(order, NOON)

    [on_its_way], [arrived] = sent("order_shipped"), sent("order_delivered")
    assert on_its_way.context["carrier"] == shop.carrier.name("fr")
    assert on_its_way.context["order"] == arrived.context["order"] == str(order.number)


def test_a_courier_who_came_in_vain_is_told_with_the_reason(shop):
    order = shop.order({0: 1})
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.OUT_FOR_DELIVERY, NOON)
    tracked(parcel, TrackingKind.ATTEMPT_FAILED, NOON, reason=FailureReason.ABSENT)

    [failed] = sent("delivery_failed")
    assert failed.context["order"] == str(order.number)
    assert failed.context["reason"] not in ("", "absent")


@pytest.mark.parametrize(("reason", "known"), [("customer", True), ("unpaid", True), ("Lot perdu", False)])
def test_a_cancelled_order_is_told_with_words_and_never_with_a_code(shop, reason, known):
    order = shop.order({0: 1})
    order_cancel(
        actor=Actor.of_machine("test"), order_id=order.pk, holds_secret=False, reason=reason, now=NOON
    )
    told()

    [mail] = sent("order_canceled")
    assert (mail.context["reason"] == reason) is not known


def test_missing_cash_is_told_to_the_staff_for_cash_alone(shop):
    clerk = UserFactory.create(is_staff=True, staff_permissions=[Permission.MANAGE_ORDERS])
    order = shop.order({0: 1})
    delivered(order, NOON)
    banked(shop, [order], NOON, missing=1_000)
    told()

    case = CashCase.objects.get()
    keeper = User.objects.get(pk=shop.accountant.user_id)
    found = sent("cash_case")
    assert {(row.channel, row.to) for row in found} == {
        ("inbox", f"user:{keeper.pk}"),
        ("email", keeper.email),
    }
    assert f"user:{clerk.pk}" not in {row.to for row in found}
    assert {row.context["holder"] for row in found} == {shop.carrier.name("fr")}
    tell_cash_case(CashCaseOpened(case_id=case.pk, happened_at=NOON), now=NOON)
    assert len(sent("cash_case")) == 2


def test_lesson_25_a_recall_notice_reaches_the_buyer_by_phone_and_mail_in_their_language(shop):
    order = shop.order({0: 2})
    order.language = "ar"
    order.save(update_fields=["language"])
    shipped(order, NOON)
    told()
    lot = Lot.objects.filter(stocks__allocations__line__fulfilment__reference=f"order:{order.pk}").earliest(
        "pk"
    )
    carrier = MembershipFactory.create(organisation=order.delivery_method.carrier)

    recall = recall_open(
        actor=Actor.of_machine("test"),
        warehouse_id=lot.warehouse_id,
        lot_ids=[lot.pk],
        trigger=RecallTrigger.AUTHORITY,
        reason="جسم غريب",
        key="r",
        now=NOON,
    )
    told()

    messages = sent("recall_notice")
    assert {(row.channel, row.to, row.language) for row in messages} == {
        ("sms", "+212612345678", "ar"),
        ("email", "amina@example.com", "ar"),
    }
    for message in messages:
        assert lot.code in words(message)
        assert "جسم غريب" in words(message)
        assert f"/ar/order/{order.access_token}/" in words(message)
    row = RecallParcel.objects.get(recall=recall)
    assert row.told_at is not None
    [stop, *_] = sent("recall_stop")
    assert row.parcel.number in words(stop)
    assert carrier.user.phone in {each.to for each in sent("recall_stop")}


def test_a_recall_notice_that_is_heard_twice_is_told_once(shop):
    order = shop.order({0: 2})
    shipped(order, NOON)
    told()
    lot = Lot.objects.filter(stocks__allocations__line__fulfilment__reference=f"order:{order.pk}").earliest(
        "pk"
    )
    recall_open(
        actor=Actor.of_machine("test"), warehouse_id=lot.warehouse_id, lot_ids=[lot.pk],
        trigger=RecallTrigger.AUTHORITY, reason="x", key="r", now=NOON,
    )  # fmt: skip
    told()
    fact = RecallOpened.of_body(Fact.objects.get(topic=RecallOpened.topic).body)
    before = len(sent("recall_notice"))

    tell_recall_buyers(fact, now=NOON)

    assert len(sent("recall_notice")) == before == 2
