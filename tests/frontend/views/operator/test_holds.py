"""Money that is held: placed once, with a reason and a last day, and released."""

import pytest
from django.test import Client

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.payouts.models.hold import Hold
from tests.frontend.views.operator.world import OperatorWorld
from tests.frontend.views.people import page_of


def form(world: OperatorWorld, **changes: str) -> dict[str, str]:
    """A hold that can be placed."""
    return {
        "key": "desk:1",
        "organisation": world.payees[0].slug,
        "amount": "50,00",
        "reason": "Réclamation de la commande 1042",
        "release_date": "2026-12-02",
        **changes,
    }


def test_a_hold_moves_the_amount_and_is_shown_with_its_reason(world: OperatorWorld, preparer: Client) -> None:
    page = page_of(preparer.post("/en/operator/holds/", form(world), follow=True))

    hold = Hold.objects.get()
    assert (hold.amount, hold.placed_by_id) == (Money(5_000), world.preparer.user_id)
    assert balance(chart.payable_held(world.payees[0].pk)) == Money(-5_000)
    assert "Réclamation de la commande 1042" in page


def test_the_same_form_twice_holds_once(world: OperatorWorld, preparer: Client) -> None:
    for _press in range(2):
        preparer.post("/en/operator/holds/", form(world))

    assert Hold.objects.count() == 1


def test_each_shown_form_has_a_key_of_its_own(world: OperatorWorld, preparer: Client) -> None:
    keys = {
        page_of(preparer.get("/en/operator/holds/")).split('name="key" value="')[1].split('"')[0]
        for _time in range(2)
    }

    assert len(keys) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", ""),
        ("organisation", "nobody"),
        ("amount", ""),
        ("amount", "0"),
        ("amount", "-50"),
        ("amount", "fifty"),
        ("reason", "   "),
        ("reason", "x" * 301),
        ("release_date", ""),
        ("release_date", "2026-11-18"),
        ("release_date", "2020-01-01"),
        ("release_date", "soon"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_held(
    world: OperatorWorld, preparer: Client, field: str, value: str
) -> None:
    response = preparer.post("/en/operator/holds/", form(world, **{field: value}))

    page = page_of(response)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert field == "organisation" or f'value="{world.payees[0].slug}"' in page
    assert Hold.objects.count() == 0
    assert balance(chart.payable_held(world.payees[0].pk)) == Money(0)


def test_a_key_that_names_another_hold_is_refused(world: OperatorWorld, preparer: Client) -> None:
    preparer.post("/en/operator/holds/", form(world))

    response = preparer.post("/en/operator/holds/", form(world, amount="60"))

    assert response.status_code == 422
    assert Hold.objects.get().amount == Money(5_000)


def test_releasing_twice_gives_the_amount_back_once(world: OperatorWorld, preparer: Client) -> None:
    hold = world.hold()

    for _press in range(2):
        preparer.post(f"/en/operator/holds/{hold.pk}/release/")

    hold.refresh_from_db()
    assert hold.released_by_id == world.preparer.user_id
    assert balance(chart.payable_held(world.payees[0].pk)) == Money(0)
    assert "pot cassé" not in page_of(preparer.get("/en/operator/holds/"))
    assert "pot cassé" in page_of(preparer.get("/en/operator/holds/?show=all"))


def test_who_only_approves_reads_holds_but_places_and_releases_none(
    world: OperatorWorld, approver: Client
) -> None:
    hold = world.hold()

    page = page_of(approver.get("/en/operator/holds/"))

    assert "pot cassé" in page
    assert 'name="amount"' not in page
    assert approver.post("/en/operator/holds/", form(world)).status_code == 403
    assert approver.post(f"/en/operator/holds/{hold.pk}/release/").status_code == 403
    hold.refresh_from_db()
    assert hold.released_at is None
    assert Hold.objects.count() == 1
