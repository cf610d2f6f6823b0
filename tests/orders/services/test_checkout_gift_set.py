"""A basket that is a gift: test that ..."""

import pytest
from django.db import IntegrityError, transaction

from logistics.models.parcel import ParcelDocument
from logistics.services.parcel_document_render import parcel_document_render
from logistics.states import ParcelPaper, TrackingKind
from marketplace.documents.models import FiscalDocument
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render
from orders.gifting import GiftWish, gift_read
from orders.links import gift_token
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.payment import Payment
from orders.selectors.gifts import gift_by_token
from orders.services.checkout_contact_set import checkout_shipping_address_set
from orders.services.checkout_gift_set import checkout_gift_set
from orders.services.checkout_place import checkout_place
from orders.services.invoice_issue import invoices_issue
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, address, market
from tests.logistics.test_papers import content, text_of
from tests.once import fresh, once
from tests.orders.journey import packed, shipped, told, tracked

built = once(market)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)


def wish(**changes: object) -> GiftWish:
    values = {
        "sender": "Younes",
        "message": "Joyeuse fête 🎁\nÀ bientôt",
        "hides_prices": True,
        "phone": "+33612345678",
        "email": "",
    }
    return gift_read(**{**values, **changes})  # type: ignore[arg-type]


def given(checkout: Checkout, said: GiftWish | None) -> Checkout:
    return checkout_gift_set(actor=VISITOR, checkout_id=checkout.pk, wish=said, now=NOON)


def placed(checkout: Checkout) -> Order:
    return checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)


def words(message: Message) -> str:
    return render(
        key=message.key, channel=message.channel, to=message.to, language=message.language,
        template=message.template, context=message.context,
    ).text  # fmt: skip


def test_the_giver_is_reached_and_the_receiver_is_on_the_label(shop: Market) -> None:
    checkout = given(shop.checkout({0: 1}, pay="transfer"), wish())
    assert (checkout.is_gift, checkout.phone, checkout.address["phone"]) == (
        True,
        "+33612345678",
        "+212612345678",
    )
    checkout_shipping_address_set(
        actor=VISITOR, checkout_id=checkout.pk, address=address(phone="0698765432"), now=NOON
    )

    order = placed(checkout)

    assert (order.phone, order.address["phone"]) == ("+33612345678", "+212698765432")
    assert (order.gift_sender, order.hides_prices) == ("Younes", True)
    with pytest.raises(Conflict):
        given(checkout, None)


def test_it_can_be_taken_back(shop: Market) -> None:
    checkout = given(given(shop.checkout({0: 1}), wish()), None)

    assert (checkout.is_gift, checkout.hides_prices, checkout.gift_sender, checkout.gift_message) == (
        False,
        False,
        "",
        "",
    )
    assert placed(checkout).phone == "+212612345678"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "prix sont cachés"),
        ({"hides_prices": False, "phone": "", "email": "y@example.com"}, "votre propre téléphone"),
    ],
)
def test_nobody_is_asked_for_money_at_the_door_who_must_not_see_the_price(
    shop: Market, said: dict[str, object], why: str
) -> None:
    checkout = given(shop.checkout({0: 1}, pay="cash"), wish(**said))

    with pytest.raises(InvalidInput, match=why) as refused:
        placed(checkout)

    assert refused.value.field == "payment_method"
    assert not Order.objects.exists()


def test_with_prices_shown_a_gift_may_be_paid_at_the_door(shop: Market) -> None:
    order = placed(given(shop.checkout({0: 1}, pay="cash"), wish(hides_prices=False)))

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(hides_prices=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(is_gift=False)
    told()
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.OUT_FOR_DELIVERY, NOON)

    today = Message.objects.get(template="gift_today")
    assert "135,00" in words(today)


def test_no_paper_or_message_for_the_receiver_has_a_price_or_leads_to_one(shop: Market) -> None:
    order = placed(given(shop.checkout({0: 1}, pay="transfer"), wish()))
    payment = Payment.objects.get(order=order)
    transfer_confirm(
        actor=shop.accountant,
        payment_id=payment.pk,
        received=payment.amount,
        bank_reference="VIR-1",
        now=NOON,
    )
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.OUT_FOR_DELIVERY, NOON)

    papers = {
        kind: text_of(content(parcel_document_render(parcel_id=parcel.pk, kind=kind, now=NOON)))
        for kind in ParcelPaper
    }
    told_receiver = {row.template: words(row) for row in Message.objects.filter(to="+212612345678")}
    for text in [*papers.values(), *told_receiver.values()]:
        assert order.access_token not in text
        assert "100,00" not in text
        assert "135,00" not in text
    card = papers[ParcelPaper.GIFT_CARD]
    assert "Joyeuse fête" in card
    assert "Younes" in card
    assert "🎁" not in card
    assert set(ParcelDocument.objects.values_list("kind", flat=True)) == set(ParcelPaper.values)
    link = f"/fr/gift/{gift_token(order.pk)}/"
    assert set(told_receiver) == {"gift_coming", "gift_today"}
    assert all(link in text for text in told_receiver.values())
    # All else goes to the giver
    assert Message.objects.get(template="order_placed").to == "amina@example.com"

    tracked(parcel, TrackingKind.DELIVERED, NOON)
    invoices_issue(order_id=order.pk, now=NOON)
    buyers = {row.data["buyer"]["names"]["fr"] for row in FiscalDocument.objects.all()}
    assert buyers == {"Younes"}


def test_other_parcels_have_no_card(shop: Market) -> None:
    parcel = packed(placed(shop.checkout({0: 1})), NOON)

    assert set(ParcelDocument.objects.values_list("kind", flat=True)) == {"parcel_label", "packing_slip"}
    with pytest.raises(NotFound):
        parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.GIFT_CARD, now=NOON)


def test_the_code_of_the_card_shows_the_makers_and_nothing_else(shop: Market) -> None:
    order = placed(given(shop.checkout({0: 1, 1: 1}, pay="transfer"), wish()))
    plain = placed(shop.checkout({0: 1}))

    found = gift_by_token(gift_token(order.pk))

    assert (found.sender, len(found.parts)) == ("Younes", 2)
    for token in (gift_token(plain.pk), order.pk.hex, f"{order.pk.hex}~x", "\x00", "~"):
        with pytest.raises(NotFound):
            gift_by_token(token)
    order.sub_orders.update(state="cancelled")
    with pytest.raises(NotFound):
        gift_by_token(gift_token(order.pk))
