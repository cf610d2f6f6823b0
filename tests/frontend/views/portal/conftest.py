"""A market, and people of its cooperatives in front of a browser."""

from dataclasses import dataclass

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from tests.factories.ground import MembershipFactory, UserFactory
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.once import fresh, once


@dataclass
class Member:
    """A person of a cooperative with their browser."""

    user: User
    client: Client
    organisation: Organisation


def member_of(organisation: Organisation, *roles: str) -> Member:
    """Let somebody with these roles (default: president) come in."""
    user = UserFactory.create()
    for role in roles or (Role.PRESIDENT,):
        MembershipFactory.create(organisation=organisation, user=user, role=role)
    client = Client()
    client.force_login(user)
    return Member(user, client, organisation)


def _market_with_payouts() -> Market:
    SettlementTermFactory.create()
    return market()


built = once(_market_with_payouts)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    """A market of three sellers, and the calendar of payouts."""
    return fresh(built)


@pytest.fixture
def president(shop: Market) -> Member:
    """The president of the first seller."""
    return member_of(shop.sellers[0])


@pytest.fixture
def stranger(shop: Market) -> Member:
    """The president of the second seller."""
    return member_of(shop.sellers[1])
