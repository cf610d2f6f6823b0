"""One file, once, in one form."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from marketplace.payouts.models.payout import Payout, PayoutFile
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.settlement_export import settlement_export
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def test_the_csv_names_every_payout_and_they_are_noted_as_sent(settle: Settle, preparer: Actor) -> None:
    for gross in (30000, 15050):
        sold(payee().pk, gross, at=SOLD)
    run = settle.locked()

    file = settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=NOW)

    rows = list(csv.reader(io.StringIO(bytes(file.content).decode()), delimiter=";"))
    payouts = list(Payout.objects.order_by("pk"))
    assert rows[0] == ["end_to_end_id", "rib", "holder", "amount", "currency", "execution_date", "remittance"]
    assert rows[1:] == [
        [row.end_to_end_id, row.rib, row.holder, amount, "MAD", "2026-11-16", f"Releve {row.end_to_end_id}"]
        for row, amount in zip(payouts, ("270.00", "135.45"), strict=True)
    ]
    assert [row.state for row in payouts] == ["exported", "exported"]
    assert (file.payout_count, file.total_minor, file.created_by_id) == (2, 40545, preparer.user_id)
    assert file.sha256 == sha256(bytes(file.content)).hexdigest()
    run.refresh_from_db()
    assert (run.state, run.exported_at) == ("exported", NOW)


def test_asking_again_gives_the_same_bytes_even_later(settle: Settle, preparer: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()
    first = settlement_export(actor=preparer, run_id=run.pk, file_format="pain001", now=NOW)

    again = settlement_export(
        actor=preparer, run_id=run.pk, file_format="pain001", now=NOW + timedelta(days=3)
    )

    assert (again.pk, bytes(again.content)) == (first.pk, bytes(first.content))


def test_a_second_form_is_refused_because_the_bank_would_pay_twice(settle: Settle, preparer: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()
    settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=NOW)

    with pytest.raises(IllegalMove):
        settlement_export(actor=preparer, run_id=run.pk, file_format="pain001", now=NOW)

    assert PayoutFile.objects.get().format == "csv"


def test_only_a_locked_run_in_a_known_form_is_written(settle: Settle, preparer: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.approved()

    with pytest.raises(IllegalMove):
        settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=NOW)
    with pytest.raises(InvalidInput):
        settlement_export(actor=preparer, run_id=run.pk, file_format="xls", now=NOW)

    assert PayoutFile.objects.count() == 0


@pytest.mark.parametrize("lost", [{"payer_rib": ""}, {"payer_name": ""}, {"payer_rib": "0" * 23 + "1"}])
def test_without_an_account_that_pays_nothing_is_written(
    settle: Settle, preparer: Actor, lost: dict[str, str]
) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()
    SettlementTerm.objects.update(**lost)

    with pytest.raises(InvalidInput):
        settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=NOW)

    assert PayoutFile.objects.count() == 0
    assert Payout.objects.get().state == "ready"


@pytest.mark.parametrize("who", ["visitor", "member", "machine", "hub"])
def test_others_get_no_file(settle: Settle, who: str) -> None:
    organisation = payee()
    sold(organisation.pk, 30000, at=SOLD)
    run = settle.locked()
    actors = {
        "visitor": Actor.anonymous(),
        "member": member_actor(organisation),
        "machine": Actor.of_machine("m"),
        "hub": staff_actor(Permission.MANAGE_HUB),
    }

    with pytest.raises(NotAllowed):
        settlement_export(actor=actors[who], run_id=run.pk, file_format="csv", now=NOW)

    assert PayoutFile.objects.count() == 0
