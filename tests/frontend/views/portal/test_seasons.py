"""What was sold, in bars: test that ..."""

import pytest
from django.utils import timezone

from orders.models.order import SubOrder

pytestmark = pytest.mark.django_db


def test_bars_have_a_picture_a_digit_and_words_for_whoever_does_not_see_them(shop, president, stranger):
    assert "<ol" not in president.client.get("/fr/portal/sold/").content.decode()
    order = shop.order({0: 3})
    SubOrder.objects.filter(order=order).update(placed_at=timezone.now())
    product = shop.variants[0].product

    page = president.client.get("/ar/portal/sold/").content.decode()
    alone = president.client.get(f"/fr/portal/sold/?product={product.pk}").content.decode()

    assert page.count('class="season__month"') == 12
    # The month that runs fills its bar, and so does the product
    assert page.count('<rect width="100.0" height="8"/>') == 4
    assert "<caption>" in page and page.count('<th scope="row"') == 12
    assert product.names["ar"] in page and 'class="picto"' in page
    assert f"<bdi>{product.names['fr']}</bdi>" in alone
    for other in ("/fr/portal/sold/?product=0", "/fr/portal/sold/?product=x"):
        assert president.client.get(other).status_code == 404
    assert stranger.client.get(f"/fr/portal/sold/?product={product.pk}").status_code == 404
