"""Query sets that are written once: test that they answer as the query sets from which they are made."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.kernel.prepared import AnyOf, Slot, among, prepared
from tests.factories.ground import MembershipFactory, OrganisationFactory

WRITTEN: list[str] = []


@prepared
def _members(organisation_ids: Slot, since: Slot) -> QuerySet[Membership]:
    WRITTEN.append("members")
    rows = Membership.objects.filter(
        Q(organisation__is_platform=False) | Q(role="president"),
        AnyOf("organisation_id", organisation_ids),
        since_date__gte=since,
    )
    return rows.select_related("organisation").order_by("-id")


@prepared
def _names(organisation_ids: Slot) -> QuerySet[Organisation, tuple[int, dict[str, str], bool]]:
    rows = Organisation.objects.filter(AnyOf("id", organisation_ids))
    return rows.annotate(same=Q(pk=F("id"))).values_list("id", "names", "same").order_by("id")


@prepared
def _with_members(organisation_id: Slot) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=organisation_id).prefetch_related("memberships")


@prepared
def _channel_locked(channel_id: Slot) -> QuerySet[Channel]:
    return Channel.objects.select_for_update().filter(pk=channel_id)


@pytest.mark.django_db
def test_rows_are_those_of_the_query_set_and_its_sql_is_written_once() -> None:
    made = [MembershipFactory.create(since_date=date(2026, day, 1)) for day in (1, 2, 3)]
    keys = [row.organisation_id for row in made]
    WRITTEN.clear()

    with CaptureQueriesContext(connection) as once:
        found = _members(organisation_ids=keys, since=date(2026, 2, 1))
        names = [row.organisation.names for row in found]
    fewer = _members(organisation_ids=keys[:2], since=date(2026, 1, 1))

    assert [row.pk for row in found] == [made[2].pk, made[1].pk]
    assert [row.pk for row in fewer] == [made[1].pk, made[0].pk]
    assert _members(organisation_ids=[], since=date(2026, 1, 1)) == []
    assert names == [made[2].organisation.names, made[1].organisation.names]
    assert len(once) == 1
    assert len(WRITTEN) <= 1
    assert _names(organisation_ids=keys) == [
        (row.organisation_id, row.organisation.names, True) for row in made
    ]


@pytest.mark.django_db
def test_what_is_prefetched_is_read_for_each_call_and_one_is_the_first_or_nothing() -> None:
    first, second = MembershipFactory.create(), MembershipFactory.create()

    for row in (first, second, first):
        with CaptureQueriesContext(connection) as asked:
            found = _with_members.one(organisation_id=row.organisation_id)
            assert found is not None
            assert list(found.memberships.all()) == [row]
        assert len(asked) == 2
    assert _with_members.one(organisation_id=0) is None


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_only_in_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        _channel_locked(channel_id=1)
    with transaction.atomic(), CaptureQueriesContext(connection) as locking:
        _channel_locked(channel_id=1)
    with pytest.raises(TransactionManagementError):
        _channel_locked(channel_id=1)

    assert "FOR UPDATE" in locking[0]["sql"]


def test_every_slot_wants_its_value() -> None:
    with pytest.raises(TypeError, match="organisation_ids, since"):
        _members(organisation_ids=[1])
    with pytest.raises(TypeError):
        _names(organisation_ids=[1], more=2)


@pytest.mark.django_db
def test_one_of_a_list_is_asked_for_by_its_value_so_that_the_plan_is_kept() -> None:
    first, second = (OrganisationFactory.create() for _n in range(2))
    asked = "SELECT id FROM cooperatives_organisation WHERE id = ANY(%(ids)s) ORDER BY id"

    def found(*keys: int) -> list[int]:
        sql, ids = among(asked, keys)
        assert ("ANY" in sql) == (len(keys) != 1)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"ids": ids})
            return [row[0] for row in cursor.fetchall()]

    assert found() == []
    assert found(second.pk) == [second.pk]
    assert found(second.pk, first.pk) == [first.pk, second.pk]
