"""How the events of a transaction add up."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.services.transaction_report import EVENT_TYPES
from orders.transaction_sums import Sums, sums_of


@dataclass
class Event:
    type: str
    amount_minor: int
    psp_reference: str = ""


def added(*events: tuple[str, int, str]) -> Sums:
    return sums_of(Event(*each) for each in events)


@pytest.mark.parametrize(
    ("events", "sums"),
    [
        ((), Sums()),
        ((("authorization_request", 100, ""),), Sums(authorize_pending=100)),
        ((("authorization_request", 100, "a"), ("authorization_failure", 100, "a")), Sums()),
        ((("authorization_request", 100, "a"), ("authorization_success", 90, "a")), Sums(authorized=90)),
        ((("authorization_success", 100, "a"), ("charge_request", 100, "")), Sums(charge_pending=100)),
        (
            (("authorization_success", 100, "a"), ("charge_request", 60, "b"), ("charge_success", 60, "b")),
            Sums(authorized=40, charged=60),
        ),
        (
            (("authorization_success", 100, "a"), ("charge_request", 60, "b"), ("charge_failure", 60, "b")),
            Sums(authorized=100),
        ),
        ((("authorization_success", 100, "a"), ("cancel_success", 100, "c")), Sums(canceled=100)),
        ((("authorization_success", 100, "a"), ("cancel_request", 100, "")), Sums(cancel_pending=100)),
        ((("authorization_success", 100, "a"), ("authorization_adjustment", 70, "d")), Sums(authorized=70)),
        ((("charge_success", 100, "a"), ("refund_request", 30, "")), Sums(charged=70, refund_pending=30)),
        ((("charge_success", 100, "a"), ("refund_success", 30, "r")), Sums(charged=70, refunded=30)),
        (
            (("charge_success", 100, "a"), ("refund_success", 30, "r"), ("refund_reverse", 30, "v")),
            Sums(charged=100),
        ),
        ((("charge_success", 100, "a"), ("charge_back", 100, "d")), Sums(charged=0)),
        ((("charge_action_required", 100, "a"), ("info", 5, "i")), Sums()),
    ],
)
def test_money_is_where_the_events_say(events, sums):
    assert added(*events) == sums


EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(sorted(EVENT_TYPES)),
        st.integers(0, 10**9),
        st.sampled_from(["", "a", "b", "c"]),
    ),
    max_size=12,
)


@given(EVENTS)
def test_nothing_but_what_is_charged_can_be_below_zero(events):
    sums = sums_of(events)

    assert all(getattr(sums, name) >= 0 for name in Sums.__dataclass_fields__ if name != "charged")


@given(EVENTS)
def test_asking_again_for_all_that_is_promised_leaves_nothing_to_ask_for(events):
    promised = sums_of(events).authorized

    assert sums_of([*events, Event("charge_request", promised)]).authorized == 0
