"""return_label_pdf, and taking a return in by its barcode: test that ..."""

from datetime import timedelta

import pytest
from django.test import Client

from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import IllegalMove
from orders.models.order import Order
from orders.models.returning import ReturnRequest
from orders.refund_states import ReturnReason
from orders.services.return_label import return_label_pdf
from orders.services.return_request import WantedBack, return_request
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, market
from tests.factories.refunds import line_of
from tests.frontend.views.people import customer, staff
from tests.logistics.test_papers import codes_of, text_of
from tests.orders.journey import delivered

pytestmark = pytest.mark.django_db
RECEIVED = NOON + timedelta(hours=2)


@pytest.fixture
def row() -> ReturnRequest:
    """A change of mind inside the legal window: accepted at once."""
    shop = market()
    order: Order = shop.order({0: 3, 1: 1})
    delivered(order, RECEIVED)
    return return_request(
        actor=VISITOR,
        order_id=order.pk,
        holds_secret=True,
        key="one",
        lines=[WantedBack(line_of(order, 0).pk, 2, ReturnReason.CHANGED_MIND)],
        note="",
        now=RECEIVED,
    )


def test_the_label_bears_the_number_as_a_barcode_and_leads_to_the_hub(row: ReturnRequest) -> None:
    label = return_label_pdf(row)

    assert row.number in codes_of(label)
    assert "Amina Client" in text_of(label)
    page = Client().get(f"/fr/order/{row.order.access_token}/return/{row.number}.pdf")
    assert (page.status_code, page.content[:4]) == (200, b"%PDF")
    assert Client().get(f"/fr/order/{row.order.access_token}/return/R0-9.pdf").status_code == 404


def test_a_scan_takes_the_return_in_once_and_then_there_is_no_label(row: ReturnRequest) -> None:
    hub = staff(Permission.MANAGE_HUB)
    path = "/fr/hub/sent-back/"
    for wrong in ("", "R0-9"):
        assert hub.post(path, {"code": wrong}).status_code == 422

    answer = hub.post(path, {"code": f" {row.number.lower()} "})

    assert (answer.status_code, answer["Location"]) == (302, f"/fr/hub/sent-back/{row.number}/")
    row.refresh_from_db()
    assert (row.state, row.received_at is not None) == ("received", True)
    # Scanned again, it simply opens
    assert hub.post(path, {"code": row.number}).status_code == 302
    with pytest.raises(IllegalMove):
        return_label_pdf(row)
    assert Client().get(f"/fr/order/{row.order.access_token}/return/{row.number}.pdf").status_code == 404
    assert customer().post(path, {"code": row.number}).status_code == 403
