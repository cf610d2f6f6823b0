import pytest
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.kernel.actor import Permission
from tests.factories.ground import AddressFactory, UserFactory

LIST = "/admin/accounts/user/"


def page(person):
    return reverse("admin:accounts_user_change", args=[person.pk])


@pytest.fixture
def manager(db):
    return UserFactory.create(is_staff=True, staff_permissions=[Permission.MANAGE_USERS])


def test_staff_for_people_see_them_and_their_addresses(client, manager):
    person = AddressFactory.create().user
    client.force_login(manager)

    assert client.get(LIST).status_code == 200
    assert client.get(page(person)).status_code == 200


@pytest.mark.parametrize(
    ("_case", "values"),
    [
        ("a customer", {}),
        ("staff for something else", {"is_staff": True, "staff_permissions": [Permission.MANAGE_HUB]}),
    ],
)
def test_others_do_not(client, db, _case, values):
    person = UserFactory.create()
    client.force_login(UserFactory.create(**values))

    assert client.get(LIST).status_code in {302, 403}
    assert client.get(page(person)).status_code in {302, 403}


def test_nobody_but_a_superuser_gives_powers(client, manager):
    person = UserFactory.create(full_name="Before")
    client.force_login(manager)
    form = client.get(page(person)).context["adminform"].form
    values = {name: form.initial.get(name) or "" for name in form.fields}
    inline = {f"addresses-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    client.post(
        page(person),
        {**values, **inline, "full_name": "After", "is_active": "on", "is_superuser": "on", "is_staff": "on",
         "staff_permissions": "manage_settings"},
    )  # fmt: skip

    person.refresh_from_db()
    assert person.full_name == "After"
    assert (person.is_staff, person.is_superuser, person.staff_permissions) == (False, False, [])


def test_nobody_but_a_superuser_changes_those_who_have_powers(client, manager):
    chief = User.objects.create_superuser("chief@example.com", "secret-demo-1")
    client.force_login(manager)

    client.post(page(chief), {"full_name": "Changed", "email": "manager@example.com"})

    chief.refresh_from_db()
    assert (chief.full_name, chief.email) == ("", "chief@example.com")
