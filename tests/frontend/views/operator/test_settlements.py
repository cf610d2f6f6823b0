"""A settlement from its draft to the bank's answer, page by page."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.payouts.models.payout import Payout, PayoutFile, ResultImport
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.states import PayoutState, RunState
from tests.factories.ground import BankAccountFactory, MembershipFactory, OrganisationFactory, staff_actor
from tests.factories.payouts import sold
from tests.frontend.views.operator.world import DUE, NOW, OperatorWorld, first_statement, operator_world
from tests.frontend.views.people import browser_of, page_of


def act(browser: Client, run: SettlementRun, step: str, data: dict[str, object] | None = None) -> object:
    """Take a step with a run."""
    return browser.post(f"/en/operator/settlements/{run.pk}/{step}/", data or {})


def test_the_form_offers_the_newest_date_of_the_calendar(world: OperatorWorld, preparer: Client) -> None:
    assert 'value="2026-11-16"' in page_of(preparer.get("/en/operator/settlements/"))


def test_preparing_twice_makes_one_run(world: OperatorWorld, preparer: Client) -> None:
    first, second = (
        preparer.post("/en/operator/settlements/", {"due_date": "2026-11-16"}) for _press in range(2)
    )

    run = SettlementRun.objects.get()
    assert first["Location"] == second["Location"] == f"/en/operator/settlements/{run.pk}/"
    assert (run.due_date, run.prepared_by_id) == (DUE, world.preparer.user_id)


@pytest.mark.parametrize(
    "due_date", ["", "2026-11-17", "2026-12-01", "yesterday", "16/11/2026", "9999-99-99"]
)
def test_a_date_that_is_not_due_is_refused_beside_its_field_and_kept(
    world: OperatorWorld, preparer: Client, due_date: str
) -> None:
    response = preparer.post("/en/operator/settlements/", {"due_date": due_date})

    assert response.status_code == 422
    assert 'id="id_due_date_error"' in page_of(response)
    assert not due_date or f'value="{due_date}"' in page_of(response)
    assert SettlementRun.objects.count() == 0


def test_an_approver_who_may_not_prepare_is_not_offered_to_and_refused(
    world: OperatorWorld, approver: Client
) -> None:
    assert 'name="due_date"' not in page_of(approver.get("/en/operator/settlements/"))
    assert approver.post("/en/operator/settlements/", {"due_date": "2026-11-16"}).status_code == 403
    assert SettlementRun.objects.count() == 0


def test_a_second_person_approves(world: OperatorWorld, approver: Client) -> None:
    run = world.drafted()

    act(approver, run, "approve")

    run.refresh_from_db()
    assert (run.state, run.approved_by_id) == (RunState.APPROVED, world.approver.user_id)


def test_whoever_prepared_is_told_that_a_second_person_approves(world: OperatorWorld) -> None:
    both = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
    browser = browser_of(both)
    browser.post("/en/operator/settlements/", {"due_date": "2026-11-16"})
    run = SettlementRun.objects.get()

    page = page_of(browser.get(f"/en/operator/settlements/{run.pk}/"))
    response = act(browser, run, "approve")

    run.refresh_from_db()
    assert "You prepared this settlement: a second person approves it." in page
    assert "/approve/" not in page
    assert response.status_code == 403  # type: ignore[attr-defined]
    assert run.state == RunState.DRAFT


def test_locking_makes_the_payouts_once(world: OperatorWorld, preparer: Client) -> None:
    run = world.approved()

    for _press in range(2):
        act(preparer, run, "lock")

    run.refresh_from_db()
    assert run.state == RunState.LOCKED
    assert [payout.amount for payout in Payout.objects.all()] == [Money(8_500)]
    assert balance(chart.payouts_in_transit()) == Money(-8_500)


@pytest.mark.parametrize("step", ["lock", "approve"])
def test_a_step_that_cannot_be_taken_is_told_and_moves_nothing(world: OperatorWorld, step: str) -> None:
    run = world.drafted() if step == "lock" else world.approved()
    browser = browser_of(world.preparer if step == "lock" else world.approver)
    before = run.state

    page = page_of(browser.post(f"/en/operator/settlements/{run.pk}/{step}/", follow=True))

    run.refresh_from_db()
    assert "This cannot be done any more" in page
    assert run.state == before


def test_a_draft_is_given_up_with_its_reason(world: OperatorWorld, preparer: Client) -> None:
    run = world.drafted()

    empty = act(preparer, run, "discard", {"reason": " "})
    run.refresh_from_db()
    assert empty.status_code == 422  # type: ignore[attr-defined]
    assert run.state == RunState.DRAFT

    act(preparer, run, "discard", {"reason": "mauvaise date"})
    run.refresh_from_db()
    assert (run.state, run.discard_reason) == (RunState.DISCARDED, "mauvaise date")


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [("csv", "text/csv; charset=utf-8", b""), ("pain001", "application/xml", b"<?xml")],
)
def test_the_file_for_the_bank_is_written_once_and_given_byte_by_byte(
    world: OperatorWorld, preparer: Client, form: str, kind: str, begins: bytes
) -> None:
    run = world.locked()

    for _press in range(2):
        act(preparer, run, "export", {"file_format": form})

    file = PayoutFile.objects.get()
    response = preparer.get(f"/en/operator/settlements/{run.pk}/file")
    assert response.content == bytes(file.content)
    assert response.content.startswith(begins)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert response["Cache-Control"] == "private, no-store"


def test_a_run_is_never_written_in_a_second_form(world: OperatorWorld, preparer: Client) -> None:
    run = world.locked()
    act(preparer, run, "export", {"file_format": "csv"})

    response = act(preparer, run, "export", {"file_format": "pain001"})

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert PayoutFile.objects.get().format == "csv"


@pytest.mark.parametrize("form", ["", "xlsx", "x" * 1000])
def test_an_unknown_form_of_file_is_refused(world: OperatorWorld, preparer: Client, form: str) -> None:
    run = world.locked()

    response = act(preparer, run, "export", {"file_format": form})

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert PayoutFile.objects.count() == 0


def answer(*payouts: Payout, status: str = "paid", reason: str = "") -> SimpleUploadedFile:
    """The bank's file."""
    lines = ["end_to_end_id;status;date;amount;reason"]
    lines += [f"{each.end_to_end_id};{status};2026-11-17;{each.amount.amount};{reason}" for each in payouts]
    return SimpleUploadedFile("answer.csv", "\n".join(lines).encode())


def test_the_answer_of_the_bank_closes_the_run(world: OperatorWorld, preparer: Client) -> None:
    (payout,) = world.exported()
    run = payout.statement.run

    for _press in range(2):
        act(preparer, run, "result", {"file": answer(payout)})

    payout.refresh_from_db()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.PAID, RunState.CLOSED)
    assert ResultImport.objects.count() == 1
    assert balance(chart.payouts_in_transit()) == Money(0)


def test_a_returned_payout_shows_the_reason_of_the_bank(world: OperatorWorld, preparer: Client) -> None:
    (payout,) = world.exported()
    run = payout.statement.run

    act(preparer, run, "result", {"file": answer(payout, status="returned", reason="compte clos")})

    page = page_of(preparer.get(f"/en/operator/settlements/{run.pk}/"))
    assert "compte clos" in page
    assert "Returned; owed again" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "id_file_error"),
        (b"\xff\xfe\x00nonsense", "The file was refused, nothing was changed."),
        (b"end_to_end_id;status;date;amount;reason\nX;paid;2026-11-17;85.00;", "no payout is called X"),
        (b"a;b;c\n1;2;3", "the columns must be"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    world: OperatorWorld, preparer: Client, content: bytes, said: str
) -> None:
    (payout,) = world.exported()

    response = act(preparer, payout.statement.run, "result", {"file": SimpleUploadedFile("a.csv", content)})

    payout.refresh_from_db()
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert said in page_of(response)
    assert payout.state == PayoutState.EXPORTED
    assert ResultImport.objects.count() == 0


def test_no_file_at_all_is_told_beside_the_field(world: OperatorWorld, preparer: Client) -> None:
    (payout,) = world.exported()

    response = act(preparer, payout.statement.run, "result")

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert 'id="id_file_error"' in page_of(response)


def test_each_line_opens_to_the_steps_that_lead_to_its_amount(world: OperatorWorld, preparer: Client) -> None:
    statement = first_statement(world.drafted())

    page = page_of(preparer.get(f"/en/operator/statements/{statement.pk}/"))

    assert "Why this amount?" in page
    assert "Commission of 10%" in page
    assert "You earn 85.00" in page.replace("\u00a0", " ")
    assert page.count("<details") >= 1


def test_a_line_whose_facts_lead_nowhere_is_shown_as_such(
    world: OperatorWorld, preparer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = first_statement(world.drafted())
    statement.lines.update(amount_minor=1)

    page = page_of(preparer.get(f"/en/operator/statements/{statement.pk}/"))

    assert "do not lead to its amount" in page
    assert "You earn" not in page


def test_the_paper_is_set_when_the_workers_have_not_come_yet(world: OperatorWorld, preparer: Client) -> None:
    statement = first_statement(world.locked())

    response = preparer.get(f"/ar/operator/statements/{statement.pk}.pdf")

    assert response.content.startswith(b"%PDF-")
    assert "-ar.pdf" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"


def test_all_lines_come_as_a_file(world: OperatorWorld, preparer: Client) -> None:
    statement = first_statement(world.drafted())

    response = preparer.get(f"/en/operator/statements/{statement.pk}.csv")

    rows = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert rows[0].startswith("date;kind;order")


def test_a_missed_date_cries_out(world: OperatorWorld, preparer: Client) -> None:
    SettlementAlarm.objects.create(due_date=date(2026, 11, 1), currency="MAD", raised_at=NOW)

    page = page_of(preparer.get("/en/operator/settlements/"))

    assert 'role="alert"' in page
    assert "The settlement of 1 November 2026 was missed" in page


def test_statements_are_filtered_by_what_becomes_of_them(db: None) -> None:
    world = operator_world(2)
    run = world.drafted()
    browser = browser_of(world.preparer)

    payable = page_of(browser.get(f"/en/operator/settlements/{run.pk}/?outcome=payable"))
    negative = page_of(browser.get(f"/en/operator/settlements/{run.pk}/?outcome=negative"))

    assert payable.count("/en/operator/statements/") == 2
    assert negative.count("/en/operator/statements/") == 0
    assert browser.get(f"/en/operator/settlements/{run.pk}/?outcome=nonsense").status_code == 404


def test_a_cooperative_without_account_is_paid_in_cash_step_by_step(
    world: OperatorWorld, preparer: Client, approver: Client
) -> None:
    organisation = OrganisationFactory.create(active=True)
    officer = MembershipFactory.create(
        organisation=organisation, user__full_name="Fatima Demo", role="president"
    ).user
    sold(organisation.pk, 30_000, at=NOW - timedelta(days=3))
    preparer.post("/en/operator/settlements/", {"due_date": "2026-11-16"})
    run = SettlementRun.objects.get()
    statement = run.statements.get(organisation=organisation)
    address = f"/en/operator/statements/{statement.pk}/"
    assert "Pay in cash" in page_of(preparer.get(f"/en/operator/settlements/{run.pk}/"))
    assert "Fatima Demo" in page_of(preparer.get(address))

    refused = preparer.post(f"{address}mandate/", {"officer": "0"})
    assert refused.status_code == 422
    preparer.post(f"{address}mandate/", {"officer": officer.pk})
    assert "Wait for an account after all" in page_of(preparer.get(address))
    preparer.post(f"{address}mandate/", {"withdraw": "1"})
    preparer.post(f"{address}mandate/", {"officer": officer.pk})
    assert "a second person approves it" in page_of(preparer.get(f"/en/operator/settlements/{run.pk}/"))

    act(approver, run, "approve")
    act(preparer, run, "lock")
    act(preparer, run, "export", {"file_format": "mandate"})
    page = page_of(preparer.get(f"/en/operator/settlements/{run.pk}/"))
    assert 'value="pain001"' in page and 'value="mandate"' not in page
    file = preparer.get(f"/en/operator/settlements/{run.pk}/file?way=mandate")
    assert b"Fatima Demo" in file.content
    assert preparer.get(f"/en/operator/settlements/{run.pk}/file").status_code == 404


def test_a_cooperative_that_is_paid_at_stripe_is_seen_before_and_after_it_is_sent(
    world: OperatorWorld, preparer: Client, approver: Client
) -> None:
    organisation = OrganisationFactory.create(active=True)
    BankAccountFactory.create(organisation=organisation, rib="", connected_id="acct_1Amal7BB7WZ01")
    sold(organisation.pk, 30_000, at=NOW - timedelta(days=3))
    preparer.post("/en/operator/settlements/", {"due_date": "2026-11-16"})
    run = SettlementRun.objects.get()
    address, statement = f"/en/operator/settlements/{run.pk}/", run.statements.get(organisation=organisation)
    assert "Stripe transfer" in page_of(preparer.get(address))
    assert "Stripe transfer" in page_of(preparer.get(f"/en/operator/statements/{statement.pk}/"))

    act(approver, run, "approve")
    act(preparer, run, "lock")
    assert "Stripe transfers leave at once" in page_of(preparer.get(address))
    act(preparer, run, "export", {"file_format": "stripe"})

    page = page_of(preparer.get(address))
    assert "their answers come by themselves" in page and "…B7WZ01" in page
    assert b"acct_1Amal7BB7WZ01" in preparer.get(f"{address}file?way=stripe").content
    assert Payout.objects.get(organisation=organisation).state == "exported"
