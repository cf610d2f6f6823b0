"""Who does what next: test that ..."""

import inspect

import pytest
from django.db.models import TextChoices

from logistics import carrying, collecting, states
from logistics.next_actions import CLOSED, next_action
from logistics.states import FULFILMENT_FLOW, NOTICE_FLOW, OPEN_STATES

# Every set of states that logistics knows; a new one is found by its name.
KINDS = [
    kind
    for module in (states, carrying, collecting)
    for name, kind in inspect.getmembers(module, inspect.isclass)
    if name.endswith("State") and issubclass(kind, TextChoices) and kind.__module__ == module.__name__
]


def test_the_kinds_are_found() -> None:
    assert len(KINDS) >= 8


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_open_state_has_an_owner_and_a_next_action(kind: type[TextChoices]) -> None:
    orphans = [state for state in kind if (next_action(state) is None) != (state in CLOSED[kind])]

    assert orphans == []


def test_what_no_flow_leads_on_from_is_closed_and_nothing_else() -> None:
    for state in FULFILMENT_FLOW.moves:
        assert FULFILMENT_FLOW.is_final(state) == (next_action(state) is None), state
    for notice in NOTICE_FLOW.moves:
        assert NOTICE_FLOW.is_final(notice) == (next_action(notice) is None), notice
    assert all(next_action(state) for state in OPEN_STATES)
