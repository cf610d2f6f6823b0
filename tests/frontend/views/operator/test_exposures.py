"""Whose turn it is: who may read it, in how many queries, and what the log says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models.exposure import ExposureView
from catalog.services.turns_take import turns_take
from marketplace.kernel.actor import Permission
from tests.factories.ground import member_actor
from tests.factories.orders import market
from tests.frontend.views.people import answers, browser_of, cashier, customer, hub_worker, queries_of, staff

pytestmark = pytest.mark.django_db


def test_the_staff_concerned_reads_turns_and_log_and_nobody_else():
    shop = market()
    today = timezone.localdate()
    Client().get("/fr/search/")
    Client().get("/fr/search/?order=price_up")
    assert [row.surface for row in ExposureView.objects.all()] == ["shelf"]
    ExposureView.objects.update(day=today - timedelta(days=1))
    turns_take(today=today)
    inside = {
        "verifier": staff(Permission.VERIFY_COOPERATIVES),
        "products": staff(Permission.MANAGE_PRODUCTS),
        "auditor": staff(Permission.AUDIT_BOOKS),
    }
    outside = {
        "customer": customer(),
        "seller": browser_of(member_actor(shop.sellers[0])),
        "hub worker": hub_worker(),
        "cashier": cashier(),
    }
    for place in ("operator/exposure/", "operator/exposure.csv"):
        assert set(answers(f"/en/{place}", inside).values()) == {200}, place
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert Client().get(f"/en/{place}").status_code == 302, place

    page = inside["auditor"].get("/en/operator/exposure/").content.decode()
    log = inside["auditor"].get("/en/operator/exposure.csv").getvalue().decode().splitlines()

    assert all(seller.name("en") in page for seller in shop.sellers)
    assert log[0] == "day,cooperative,surface,shown,turn"
    assert len(log) == 1 + len(shop.sellers)
    assert log[1].startswith(f"{today - timedelta(days=1)},")
    assert queries_of(inside["auditor"], "/en/operator/exposure/") == 6
    assert "0" in Client().get("/en/ranking/").content.decode()
