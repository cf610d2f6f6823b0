"""A cooperative closes for some days, and opens earlier after all."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.cooperatives.closures import closed_days, closure_on, closures_of
from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.services.closure_announce import closure_announce
from marketplace.cooperatives.services.closure_end import closure_end
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import NOON, OrganisationFactory, member_actor

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def announced(organisation, first, last, *, role=Role.PRESIDENT, **more):
    """Say that it is closed from the one day to the other, counted from today."""
    return closure_announce(
        **{
            "actor": member_actor(organisation, role),
            "organisation_id": organisation.pk,
            "from_date": TODAY + timedelta(days=first),
            "until_date": TODAY + timedelta(days=last),
            "reason": "rest",
            "sells_on": False,
            "now": NOON,
            **more,
        }
    )


def test_a_closure_holds_on_its_days_and_is_told():
    own, other = OrganisationFactory.create_batch(2, active=True)

    later = announced(own, 10, 12, role=Role.SALES)
    first = announced(own, 0, 2, sells_on=True)

    assert closures_of(actor=member_actor(own), organisation_id=own.pk, on=TODAY) == [first, later]
    assert [closure_on(own.pk, on=TODAY + timedelta(days=n)) for n in (0, 2, 3, 10)] == [
        first,
        first,
        None,
        later,
    ]
    assert closed_days([own.pk, other.pk], since=TODAY)[own.pk][0] == (TODAY, TODAY + timedelta(days=2))
    told = Message.objects.filter(topic="cooperatives.closure-changed.v1").order_by("pk")
    assert [row.body["closure_id"] for row in told] == [later.pk, first.pk]
    with pytest.raises(NotAllowed):
        closures_of(actor=member_actor(other), organisation_id=own.pk, on=TODAY)


def test_what_cannot_be_meant_is_refused_and_nothing_is_kept():
    own, other = OrganisationFactory.create_batch(2, active=True)
    announced(own, 5, 8)
    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (Conflict, {"first": 8, "last": 9}),
        (InvalidInput, {"first": -1, "last": 2}),
        (InvalidInput, {"first": 400, "last": 401}),
        (InvalidInput, {"first": 20, "last": 19}),
        (InvalidInput, {"first": 20, "last": 201}),
        (InvalidInput, {"first": 20, "last": 21, "reason": "bored"}),
        (NotAllowed, {"first": 20, "last": 21, "role": Role.PRODUCTION}),
        (NotFound, {"first": 20, "last": 21, "actor": member_actor(other)}),
    ]

    for error, asked in refused:
        with pytest.raises(error):
            announced(own, **asked)

    assert Closure.objects.count() == 1


def test_opening_again_ends_what_has_begun_and_withdraws_what_has_not():
    own, other = OrganisationFactory.create_batch(2, active=True)
    begun, ahead = announced(own, 0, 5), announced(own, 10, 12)
    later = NOON + timedelta(days=2)
    known: dict[str, Any] = {"actor": member_actor(own), "organisation_id": own.pk, "now": later}

    for _twice in range(2):
        closure_end(**known, closure_id=begun.pk)
        closure_end(**known, closure_id=ahead.pk)

    begun.refresh_from_db()
    ahead.refresh_from_db()
    assert (begun.until_date, begun.withdrawn_at) == (TODAY + timedelta(days=1), None)
    assert ahead.withdrawn_at == later
    assert closure_on(own.pk, on=later.date()) is None
    assert Message.objects.filter(topic="cooperatives.closure-changed.v1").count() == 4
    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (NotAllowed, {"actor": member_actor(own, Role.TREASURER)}),
        (NotFound, {"closure_id": 0}),
        (NotFound, {"organisation_id": other.pk, "actor": member_actor(other), "closure_id": begun.pk}),
    ]
    for error, changed in refused:
        with pytest.raises(error):
            closure_end(**{**known, "closure_id": begun.pk, **changed})
