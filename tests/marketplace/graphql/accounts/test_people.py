"""Customers, staff and groups of permissions, as those who look after them handle them."""

from typing import Any

import pytest
from django.utils import translation

from marketplace.accounts.models import PermissionGroup, User
from marketplace.cooperatives.selectors import actor_of
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import MembershipFactory, UserFactory, staff_actor
from tests.marketplace.graphql.accounts.test_account import PLACE, told
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def clerk(*permissions: Permission) -> Actor:
    return staff_actor(*permissions)


def superuser() -> Actor:
    return actor_of(UserFactory.create(is_staff=True, is_superuser=True))


CUSTOMER = """mutation ($i: UserCreateInput!) { customerCreate(input: $i) {
  user { id email firstName isConfirmed isActive note externalReference privateMetafield(key: "k")
    defaultShippingAddress { city } defaultBillingAddress { city } } errors { field code } } }"""


def test_a_customer_is_opened_with_addresses_and_a_link_for_the_password() -> None:
    made = data_of(
        CUSTOMER,
        {
            "i": {
                "email": "Amina@Example.com",
                "firstName": "Amina",
                "note": "Kind.",
                "externalReference": "crm-7",
                "privateMetadata": [{"key": "k", "value": "v"}],
                "defaultShippingAddress": PLACE,
                "redirectUrl": "http://shop.example/password",
            }
        },
        actor=clerk(Permission.MANAGE_USERS),
    )["customerCreate"]

    assert made["errors"] == []
    assert {**made["user"], "id": ""} == {
        "id": "",
        "email": "amina@example.com",
        "firstName": "Amina",
        "isConfirmed": False,
        "isActive": True,
        "note": "Kind.",
        "externalReference": "crm-7",
        "privateMetafield": "v",
        "defaultShippingAddress": {"city": "MARRAKECH"},
        "defaultBillingAddress": {"city": "MARRAKECH"},
    }
    ((to, link),) = told("set_password")
    assert (to, link.startswith("http://shop.example/password?email=amina%40example.com&token=")) == (
        "amina@example.com",
        True,
    )


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({}, "email", "REQUIRED"),
        ({"email": "known@example.com"}, "email", "UNIQUE"),
        ({"email": "no address"}, "email", "INVALID"),
        ({"email": "new@example.com", "externalReference": "crm-1"}, "externalReference", "UNIQUE"),
        ({"email": "new@example.com", "metadata": [{"key": " ", "value": ""}]}, "metadata", "REQUIRED"),
    ],
)
def test_a_customer_that_cannot_be_is_refused(given: Any, field: str, code: str) -> None:
    UserFactory.create(email="known@example.com", external_reference="crm-1")
    count = User.objects.count() + 1  # the clerk

    found = data_of(CUSTOMER, {"i": given}, actor=clerk(Permission.MANAGE_USERS))["customerCreate"]

    assert found["errors"] == [{"field": field, "code": code}]
    assert User.objects.count() == count


def test_a_customer_is_found_and_changed_by_the_key_of_another_system() -> None:
    user = UserFactory.create(external_reference="crm-1")
    change = """mutation ($r: String, $i: CustomerInput!) { customerUpdate(externalReference: $r, input: $i) {
      user { firstName lastName isActive isConfirmed } errors { field code } } }"""

    found = data_of(
        change,
        {"r": "crm-1", "i": {"firstName": "Amina", "lastName": "B", "isActive": False, "isConfirmed": True}},
        actor=clerk(Permission.MANAGE_USERS),
    )["customerUpdate"]

    assert found["user"] == {
        "firstName": "Amina",
        "lastName": "B",
        "isActive": False,
        "isConfirmed": True,
    }
    user.refresh_from_db()
    assert user.full_name == "Amina B"


def test_who_looks_after_customers_cannot_take_over_the_staff() -> None:
    boss = UserFactory.create(is_staff=True, is_superuser=True, email="boss@example.com")
    change = """mutation ($i: ID!) { customerUpdate(id: $i, input: {email: "mine@example.com"}) {
      errors { field code } } }"""
    delete = "mutation ($i: ID!) { customerDelete(id: $i) { errors { field code } } }"
    key = {"i": global_id("User", boss.pk)}
    actor = clerk(Permission.MANAGE_USERS)

    assert data_of(change, key, actor=actor)["customerUpdate"]["errors"] == [
        {"field": "id", "code": "NOT_FOUND"}
    ]
    assert data_of(delete, key, actor=actor)["customerDelete"]["errors"] == [
        {"field": "id", "code": "DELETE_STAFF_ACCOUNT"}
    ]
    boss.refresh_from_db()
    assert boss.email == "boss@example.com"


def test_customers_are_changed_in_bulk_all_or_none_unless_said_otherwise() -> None:
    first, second = UserFactory.create(), UserFactory.create(email="second@example.com")
    bulk = """mutation ($c: [CustomerBulkUpdateInput!]!, $p: ErrorPolicyEnum) {
      customerBulkUpdate(customers: $c, errorPolicy: $p) {
        count results { customer { note } errors { path code } } errors { path } } }"""
    given = [
        {"id": global_id("User", first.pk), "input": {"note": "Kind."}},
        {"id": global_id("User", second.pk), "input": {"email": first.email}},
    ]
    actor = clerk(Permission.MANAGE_USERS)
    refused = {"customer": None, "errors": [{"path": "email", "code": "UNIQUE"}]}

    none = data_of(bulk, {"c": given}, actor=actor)["customerBulkUpdate"]
    first.refresh_from_db()
    assert (none["count"], none["results"][1], first.note) == (0, refused, "")
    some = data_of(bulk, {"c": given, "p": "REJECT_FAILED_ROWS"}, actor=actor)["customerBulkUpdate"]
    first.refresh_from_db()
    assert some["results"] == [{"customer": {"note": "Kind."}, "errors": []}, refused]
    assert (some["count"], first.note) == (1, "Kind.")


GROUP = """mutation ($i: PermissionGroupCreateInput!) { permissionGroupCreate(input: $i) {
  group { id name permissions { code } users { email } userCanManage } errors { field code } } }"""


def test_a_group_gives_its_members_what_it_holds_and_takes_it_back() -> None:
    person = UserFactory.create(is_staff=True)
    boss = superuser()
    made = data_of(
        GROUP,
        {
            "i": {
                "name": "Shop",
                "addPermissions": ["MANAGE_PRODUCTS", "MANAGE_ORDERS"],
                "addUsers": [global_id("User", person.pk)],
            }
        },
        actor=boss,
    )["permissionGroupCreate"]

    assert made == {
        "group": {
            "id": made["group"]["id"],
            "name": "Shop",
            "permissions": [{"code": "MANAGE_PRODUCTS"}, {"code": "MANAGE_ORDERS"}],
            "users": [{"email": person.email}],
            "userCanManage": True,
        },
        "errors": [],
    }
    assert actor_of(person).permissions == {"manage_products", "manage_orders"}
    change = """mutation ($i: ID!, $g: PermissionGroupUpdateInput!) { permissionGroupUpdate(id: $i, input: $g) {
      group { permissions { code } } errors { field code } } }"""
    data_of(change, {"i": made["group"]["id"], "g": {"removePermissions": ["MANAGE_ORDERS"]}}, actor=boss)
    assert actor_of(person).permissions == {"manage_products"}
    data_of(
        "mutation ($i: ID!) { permissionGroupDelete(id: $i) { group { id } } }",
        {"i": made["group"]["id"]},
        actor=boss,
    )
    assert actor_of(person).permissions == frozenset()
    assert not PermissionGroup.objects.exists()


def test_roles_and_permissions_of_groups_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    person = UserFactory.create(is_staff=True, staff_permissions=["manage_cash"])
    membership = MembershipFactory.create(user=person)
    PermissionGroup.objects.create(name="Shop", permissions=["manage_products"]).members.add(person)

    with django_assert_num_queries(1):
        actor = actor_of(person)

    assert actor.permissions == {"manage_cash", "manage_products"}
    assert actor.roles == {membership.organisation_id: frozenset({"president"})}


def test_a_group_does_nothing_for_who_is_no_longer_staff() -> None:
    person = UserFactory.create(is_staff=False)
    PermissionGroup.objects.create(name="Shop", permissions=["manage_products"]).members.add(person)

    assert actor_of(person).permissions == frozenset()


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"name": "Known"}, "name", "UNIQUE"),
        ({"name": "New", "addPermissions": ["MANAGE_ORDERS"]}, "addPermissions", "OUT_OF_SCOPE_PERMISSION"),
        ({"name": "New", "addUsers": ["customer"]}, "addUsers", "ASSIGN_NON_STAFF_MEMBER"),
        ({"name": "New", "addUsers": ["boss"]}, "addUsers", "OUT_OF_SCOPE_USER"),
        (
            {"name": "New", "restrictedAccessToChannels": True},
            "restrictedAccessToChannels",
            "OUT_OF_SCOPE_CHANNEL",
        ),
    ],
)
def test_a_group_that_gives_too_much_is_refused(given: Any, field: str, code: str) -> None:
    people = {
        "customer": UserFactory.create(),
        "boss": UserFactory.create(is_staff=True, staff_permissions=["manage_orders"]),
    }
    PermissionGroup.objects.create(name="Known")
    given = {**given}
    if "addUsers" in given:
        given["addUsers"] = [global_id("User", people[name].pk) for name in given["addUsers"]]

    found = data_of(GROUP, {"i": given}, actor=clerk(Permission.MANAGE_STAFF))["permissionGroupCreate"]

    assert found["errors"] == [{"field": field, "code": code}]
    assert PermissionGroup.objects.count() == 1


STAFF = """mutation ($i: StaffCreateInput!) { staffCreate(input: $i) {
  user { id email isStaff permissionGroups { name }
    userPermissions { code sourcePermissionGroups(userId: "x") { name } } }
  errors { field code } } }"""


def test_somebody_is_let_in_with_a_group_changed_and_let_go() -> None:
    boss = superuser()
    group = PermissionGroup.objects.create(name="Shop", permissions=["manage_products"])
    made = data_of(
        STAFF,
        {
            "i": {
                "email": "new@example.com",
                "addGroups": [global_id("Group", group.pk)],
                "redirectUrl": "http://shop.example/password",
            }
        },
        actor=boss,
    )["staffCreate"]

    assert made["user"] == {
        "id": made["user"]["id"],
        "email": "new@example.com",
        "isStaff": True,
        "userPermissions": [{"code": "MANAGE_PRODUCTS", "sourcePermissionGroups": [{"name": "Shop"}]}],
        "permissionGroups": [{"name": "Shop"}],
    }
    assert [to for to, _link in told("set_password")] == ["new@example.com"]
    change = """mutation ($i: ID!, $g: [ID!]) { staffUpdate(id: $i, input: {removeGroups: $g, isActive: false}) {
      user { isActive permissionGroups { name } } errors { field code } } }"""
    changed = data_of(change, {"i": made["user"]["id"], "g": [global_id("Group", group.pk)]}, actor=boss)
    assert changed["staffUpdate"]["user"] == {"isActive": False, "permissionGroups": []}
    delete = "mutation ($i: ID!) { staffDelete(id: $i) { errors { field code } } }"
    assert data_of(delete, {"i": made["user"]["id"]}, actor=boss)["staffDelete"]["errors"] == []
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_customer_who_proved_the_address_becomes_staff_and_no_other() -> None:
    proved = UserFactory.create(email="proved@example.com", phone=None)
    UserFactory.create(email="claimed@example.com", email_verified_at=None)
    boss = superuser()

    joined = data_of(STAFF, {"i": {"email": "proved@example.com"}}, actor=boss)["staffCreate"]
    refused = data_of(STAFF, {"i": {"email": "claimed@example.com"}}, actor=boss)["staffCreate"]

    assert joined["user"]["id"] == global_id("User", proved.pk)
    assert refused["errors"] == [{"field": "email", "code": "UNIQUE"}]
    assert not User.objects.get(email="claimed@example.com").is_staff


def test_nobody_is_managed_by_who_holds_less_and_nobody_shuts_out_themselves() -> None:
    boss = UserFactory.create(is_staff=True, staff_permissions=["manage_orders"])
    customer = UserFactory.create()
    me = UserFactory.create(is_staff=True, staff_permissions=["manage_staff"])
    actor = actor_of(me)
    change = "mutation ($i: ID!) { staffUpdate(id: $i, input: {isActive: false}) { errors { field code } } }"
    delete = "mutation ($i: ID!) { staffDelete(id: $i) { errors { field code } } }"

    def code(query: str, person: User) -> str:
        (found,) = data_of(query, {"i": global_id("User", person.pk)}, actor=actor).values()
        return str(found["errors"][0]["code"])

    assert code(change, boss) == "OUT_OF_SCOPE_USER"
    assert code(delete, boss) == "OUT_OF_SCOPE_USER"
    assert code(change, me) == "DEACTIVATE_OWN_ACCOUNT"
    assert code(delete, me) == "DELETE_OWN_ACCOUNT"
    assert code(delete, customer) == "DELETE_NON_STAFF_USER"
    group = PermissionGroup.objects.create(name="Orders", permissions=["manage_orders"])
    found = data_of(
        STAFF, {"i": {"email": "n@example.com", "addGroups": [global_id("Group", group.pk)]}}, actor=actor
    )
    assert found["staffCreate"]["errors"] == [{"field": "addGroups", "code": "OUT_OF_SCOPE_GROUP"}]
    assert User.objects.filter(is_active=True).count() == 3


def test_an_app_gives_nobody_rights() -> None:
    app = Actor.of_app(1, frozenset({Permission.MANAGE_STAFF.value}))

    assert errors_of(GROUP, {"i": {"name": "New"}}, actor=app) == ["You may not manage the staff."]


PEOPLE = """query ($f: CustomerFilterInput, $w: CustomerWhereInput, $s: UserSortingInput) {
  customers(first: 10, filter: $f, where: $w, sortBy: $s) { totalCount edges { node { email } } } }"""


def found_people(**given: Any) -> list[str]:
    page = data_of(PEOPLE, given, actor=clerk(Permission.MANAGE_USERS))["customers"]
    assert page["totalCount"] == len(page["edges"])
    return [edge["node"]["email"] for edge in page["edges"]]


def test_customers_are_searched_filtered_and_sorted() -> None:
    UserFactory.create(email="b@example.com", full_name="Amina Bennani", metadata={"plan": "gold"})
    UserFactory.create(email="a@example.com", full_name="Brahim Alaoui", is_active=False)
    UserFactory.create(email="c@example.com", is_staff=True)
    up = {"direction": "ASC", "field": "EMAIL"}

    assert found_people(s=up) == ["a@example.com", "b@example.com"]
    assert found_people(f={"search": "amina ben"}) == ["b@example.com"]
    assert found_people(f={"metadata": [{"key": "plan", "value": "gold"}]}) == ["b@example.com"]
    assert found_people(f={"metadata": [{"key": "plan", "value": "tin"}]}) == []
    assert found_people(w={"isActive": False}) == ["a@example.com"]
    assert found_people(w={"OR": [{"isActive": False}, {"email": {"eq": "b@example.com"}}]}, s=up) == [
        "a@example.com",
        "b@example.com",
    ]
    assert found_people(f={"numberOfOrders": {"gte": 1}}) == []
    assert found_people(w={"numberOfOrders": {"eq": 0}}, s={"direction": "DESC", "field": "ORDER_COUNT"})


def test_a_list_of_staff_with_groups_and_permissions_has_a_fixed_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    group = PermissionGroup.objects.create(name="Shop", permissions=["manage_products"])
    actor = clerk(Permission.MANAGE_STAFF)
    query = """{ staffUsers(first: 50) { edges { node { email userPermissions { code } permissionGroups { name
      users { email } } addresses { city } } } } }"""
    for count in (1, 6):
        for _turn in range(count):
            group.members.add(UserFactory.create(is_staff=True))
        with django_assert_num_queries(6):
            data_of(query, actor=actor)


def test_the_rules_of_an_address_are_those_of_morocco() -> None:
    query = """{ addressValidationRules(countryCode: MA) { countryName requiredFields postalCodeMatchers
      countryAreaChoices { raw } } }"""

    assert data_of(query)["addressValidationRules"] == {
        "countryName": "MOROCCO",
        "requiredFields": ["streetAddress1", "city"],
        "postalCodeMatchers": ["^\\d{5}$"],
        "countryAreaChoices": [],
    }
    assert errors_of("{ addressValidationRules(countryCode: FR) { countryName } }") == [
        "Parcels go to addresses in Morocco only."
    ]
