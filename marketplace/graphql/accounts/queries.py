"""What can be asked of people and of groups of permissions."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Exists, OuterRef, Q

from marketplace.accounts.models import Address as AddressModel
from marketplace.accounts.models import PermissionGroup
from marketplace.accounts.models import User as Person
from marketplace.accounts.policies import may_see_addresses
from marketplace.graphql.accounts.address_rules import AddressValidationData, rules_of
from marketplace.graphql.accounts.groups import Group, GroupConnection
from marketplace.graphql.accounts.people_filters import (
    CustomerFilterInput,
    CustomerWhereInput,
    PermissionGroupFilterInput,
    PermissionGroupSortingInput,
    StaffUserInput,
    UserSortingInput,
    customers_filtered,
    customers_where,
    plain,
    searched,
    sorted_people,
)
from marketplace.graphql.catalog.inputs import ONE_FILTER
from marketplace.graphql.guards import one_of, require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.orders.types import User, address_of_model
from marketplace.graphql.shop.addresses import Address
from marketplace.graphql.shop.countries import CountryCode
from marketplace.kernel.actor import Permission
from orders.models.order import Order

UserConnection = connection_of("User", lambda: User)


class AccountQueries(graphene.ObjectType):
    """What can be asked of people and of groups of permissions."""

    user = graphene.Field(
        User,
        id=graphene.ID(description="ID of the user."),
        email=graphene.String(description="Email address of the user."),
        external_reference=graphene.String(description="External ID of the user."),
        description="Look up a person. Requires MANAGE_STAFF, MANAGE_USERS or MANAGE_ORDERS.",
    )
    customers = connection_field(
        UserConnection,
        filter=graphene.Argument(CustomerFilterInput, description="Filtering options for customers."),
        where=graphene.Argument(CustomerWhereInput, description="Where filtering options for customers."),
        sort_by=graphene.Argument(UserSortingInput, description="Sort customers."),
        search=graphene.String(description="Part of a name, an address or a phone number."),
        description="List of customers, newest first. Requires MANAGE_ORDERS or MANAGE_USERS.",
    )
    staff_users = connection_field(
        UserConnection,
        filter=graphene.Argument(StaffUserInput, description="Filtering options for staff users."),
        sort_by=graphene.Argument(UserSortingInput, description="Sort staff users."),
        description="List of the staff, newest first. Requires MANAGE_STAFF.",
    )
    permission_groups = connection_field(
        GroupConnection,
        filter=graphene.Argument(PermissionGroupFilterInput, description="Filtering options for groups."),
        sort_by=graphene.Argument(PermissionGroupSortingInput, description="Sort permission groups."),
        description="List of permission groups, by name. Requires MANAGE_STAFF.",
    )
    permission_group = graphene.Field(
        Group,
        id=graphene.ID(required=True, description="ID of the group."),
        description="Look up a permission group. Requires MANAGE_STAFF.",
    )
    address = graphene.Field(
        Address,
        id=graphene.ID(required=True, description="ID of the address."),
        description="Look up one's own address; any, for holders of MANAGE_USERS.",
    )
    address_validation_rules = graphene.Field(
        AddressValidationData,
        country_code=graphene.Argument(CountryCode, required=True, description="The country."),
        country_area=graphene.String(description="Designation of a region, province or state."),
        city=graphene.String(description="City or a town name."),
        city_area=graphene.String(description="Sublocality like a district."),
        description="What an address must hold.",
    )

    @staticmethod
    def resolve_user(
        _root: object,
        info: Info,
        id: str | None = None,
        email: str | None = None,
        external_reference: str | None = None,
    ) -> Person | None:
        """Return one person: customers for those who serve them, staff for those who look after the staff."""
        actor = info.context.actor
        require_permission(info, Permission.MANAGE_STAFF, Permission.MANAGE_USERS, Permission.MANAGE_ORDERS)
        one_of(id=id, email=email, external_reference=external_reference)
        if "\x00" in f"{email}{external_reference}":
            return None
        wanted = Q(email__iexact=email) if email else Q(external_reference=external_reference)
        found = Person.objects.filter(Q(pk=key_of(id, "User")) if id is not None else wanted)
        if not actor.may(Permission.MANAGE_STAFF):
            found = found.filter(_customers())
        elif not (actor.may(Permission.MANAGE_USERS) or actor.may(Permission.MANAGE_ORDERS)):
            found = found.filter(is_staff=True)
        return found.first()

    @staticmethod
    def resolve_customers(
        _root: object,
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        where: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        search: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of customers."""
        require_permission(info, Permission.MANAGE_ORDERS, Permission.MANAGE_USERS)
        if filter and where:
            raise ApiError(ONE_FILTER)
        rows = searched(Person.objects.filter(_customers()), search)
        rows = customers_filtered(rows, filter or {})
        if where:
            rows = customers_where(rows, where)
        return connect(QuerySetPages(*sorted_people(rows, sort_by)), info)

    @staticmethod
    def resolve_staff_users(
        _root: object,
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of the staff."""
        require_permission(info, Permission.MANAGE_STAFF)
        given = filter or {}
        rows = searched(Person.objects.filter(is_staff=True), given.get("search"))
        if (ids := given.get("ids")) is not None:
            rows = rows.filter(pk__in=keys_of(ids, "User"))
        if (status := given.get("status")) is not None:
            rows = rows.filter(is_active=plain(status) == "ACTIVE")
        return connect(QuerySetPages(*sorted_people(rows, sort_by)), info)

    @staticmethod
    def resolve_permission_groups(
        _root: object,
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of groups."""
        require_permission(info, Permission.MANAGE_STAFF)
        given, rows = filter or {}, PermissionGroup.objects.all()
        if (ids := given.get("ids")) is not None:
            rows = rows.filter(pk__in=keys_of(ids, "Group"))
        for word in (given.get("search") or "").replace("\x00", "").split():
            rows = rows.filter(name__icontains=word)
        down = sort_by is not None and plain(sort_by["direction"]) == "DESC"
        return connect(QuerySetPages(rows, (Column("name", down), Column("id", down))), info)

    @staticmethod
    def resolve_permission_group(_root: object, info: Info, id: str) -> PermissionGroup | None:
        """Return one group."""
        require_permission(info, Permission.MANAGE_STAFF)
        key = key_of(id, "Group")
        return PermissionGroup.objects.filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_address(_root: object, info: Info, id: str) -> dict[str, Any] | None:
        """Return one address of those that who asks may see."""
        key = key_of(id, "Address")
        row = AddressModel.objects.filter(pk=key).first() if key is not None else None
        if row is None or not may_see_addresses(info.context.actor, row.user_id):
            return None
        return address_of_model(row)

    @staticmethod
    def resolve_address_validation_rules(
        _root: object, _info: Info, country_code: Any, **_place: object
    ) -> dict[str, Any]:
        """Return the rules of a country."""
        return rules_of(country_code)


def _customers() -> Q:
    """Return who is a customer: whoever does not work here, and of the staff those who have ordered."""
    return Q(is_staff=False) | Q(Exists(Order.objects.filter(user=OuterRef("pk"))))
