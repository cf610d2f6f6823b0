from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.selectors import (
    Term,
    actor_of,
    alliances_listed,
    commission_term_for,
    officers_of,
    organisation_page,
    organisations_listed,
    organisations_named,
    payable_accounts,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.money import Money
from tests.factories.ground import (
    NOON,
    AllianceFactory,
    BankAccountFactory,
    CommissionTermFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def test_an_actor_holds_all_roles_in_one_query(django_assert_num_queries):
    user = UserFactory.create(is_staff=True, staff_permissions=["manage_cash"])
    first = MembershipFactory.create(user=user)
    MembershipFactory.create(user=user, organisation=first.organisation, role="treasurer")
    second = MembershipFactory.create(user=user, role="sales")
    MembershipFactory.create()

    with django_assert_num_queries(1):
        actor = actor_of(user)

    assert actor == Actor(
        user_id=user.pk,
        permissions=frozenset({"manage_cash"}),
        roles={
            first.organisation_id: frozenset({"president", "treasurer"}),
            second.organisation_id: frozenset({"sales"}),
        },
    )


def test_who_is_no_longer_staff_or_no_longer_active_may_nothing():
    assert (
        actor_of(UserFactory.create(is_staff=False, staff_permissions=["manage_cash"])).permissions
        == frozenset()
    )
    assert actor_of(UserFactory.create(is_active=False, is_superuser=True)) == Actor.anonymous()
    assert actor_of(AnonymousUser()) == Actor.anonymous()


def test_active_sellers_are_listed_newest_first_in_one_query(django_assert_num_queries):
    rows = [OrganisationFactory.create(active=True) for _ in range(3)]
    OrganisationFactory.create()
    OrganisationFactory.create(hub=True)

    with django_assert_num_queries(1):
        page = organisations_listed(first=2)
    rest = organisations_listed(first=2, after=page.cursor)

    assert [card.organisation_id for card in (*page.items, *rest.items)] == [row.pk for row in rows[::-1]]
    assert (page.has_next, rest.has_next) == (True, False)


def test_organisations_are_found_by_region_sector_and_alliance():
    south = OrganisationFactory.create(active=True, province="MA-MAR", sector="crafts")
    east = OrganisationFactory.create(active=True)
    AllianceFactory.create(slug="east").members.add(east)

    def found(**filters):
        return [card.organisation_id for card in organisations_listed(**filters).items]

    assert found(region="MA-07") == [south.pk]
    assert found(sector="food") == [east.pk]
    assert found(alliance="east") == [east.pk]
    assert found(alliance="east", sector="crafts") == []


def test_a_page_of_an_organisation_takes_three_queries(django_assert_num_queries):
    organisation = OrganisationFactory.create(active=True, slug="ich", stories={"fr": "Depuis 1990"})
    AllianceFactory.create(slug="east").members.add(organisation)

    with django_assert_num_queries(3):
        page = organisation_page("ich", on=TODAY)

    assert page.card.name("ar") == organisation.name("ar")
    assert [alliance.slug for alliance in page.alliances] == ["east"]
    assert page.alliances[0].name("ar").startswith("Alliance")
    assert page.food_authorisation.startswith("CAHV.18.")
    Identifier.objects.update(expires_date=date(2026, 11, 15))
    assert organisation_page("ich", on=TODAY).food_authorisation == ""


def test_who_does_not_sell_has_no_page():
    OrganisationFactory.create(slug="invited")
    OrganisationFactory.create(slug="hub", hub=True)

    for slug in ("invited", "hub", "nobody"):
        with pytest.raises(NotFound):
            organisation_page(slug, on=TODAY)


def test_names_and_alliances_are_one_query_each(django_assert_num_queries):
    rows = [OrganisationFactory.create() for _ in range(3)]
    AllianceFactory.create(slug="young", since_date=TODAY)
    AllianceFactory.create(slug="old")

    with django_assert_num_queries(1):
        assert sorted(organisations_named([row.pk for row in rows])) == [row.pk for row in rows]
    with django_assert_num_queries(1):
        assert [alliance.slug for alliance in alliances_listed()] == ["old", "young"]


def test_ones_own_newest_term_that_has_begun_counts(django_assert_num_queries):
    own, general = OrganisationFactory.create(), OrganisationFactory.create()
    common = CommissionTermFactory.create()
    CommissionTermFactory.create(organisation=own, rate=Decimal("0.05"), from_date=date(2025, 1, 1))
    term = CommissionTermFactory.create(
        organisation=own, rate=Decimal("0.06"), from_date=TODAY, hub_fee_minor=0
    )
    CommissionTermFactory.create(organisation=own, rate=Decimal("0.07"), from_date=TODAY + timedelta(days=1))
    CommissionTermFactory.create(rate=Decimal("0.2"), from_date=TODAY + timedelta(days=1))

    with django_assert_num_queries(1):
        terms = commission_term_for([own.pk, general.pk], TODAY)

    assert terms == {
        own.pk: Term(term.pk, Decimal("0.0600"), Money(0), TODAY),
        general.pk: Term(common.pk, Decimal("0.1000"), Money(500), date(2024, 1, 1)),
    }


def test_without_any_term_nothing_may_be_sold():
    with pytest.raises(Conflict):
        commission_term_for([OrganisationFactory.create().pk], TODAY)


def test_an_account_that_cools_is_not_paid_to():
    ready, cooling, none = (
        BankAccountFactory.create(),
        BankAccountFactory.create(usable_from=NOON + timedelta(hours=1)),
        OrganisationFactory.create(),
    )
    BankAccountFactory.create(is_active=False)
    ids = [ready.organisation_id, cooling.organisation_id, none.pk]

    assert payable_accounts(ids, NOON) == {ready.organisation_id: ready}
    assert sorted(payable_accounts(ids, NOON + timedelta(hours=1))) == sorted(ids[:2])


def test_officers_are_named_once():
    president = MembershipFactory.create()
    MembershipFactory.create(organisation=president.organisation, user=president.user, role="treasurer")
    MembershipFactory.create(organisation=president.organisation, role="sales")

    assert list(officers_of(president.organisation_id)) == [president.user]
