"""Bank statements as files, in both forms."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from marketplace.kernel.actor import Actor
from orders.models.bank import BankStatement
from orders.services.bank_statement_import import bank_statement_import
from tests.factories.ground import NOON, rib_of
from tests.factories.payouts import SettlementTermFactory

OURS = rib_of(999_999)
HEADING = "record;account;date;amount;currency;reference;counterparty;text"
DAY = date(2026, 11, 16)
# (amount in dirhams, text)
Movements = Sequence[tuple[str, str]]


def csv_statement(
    movements: Movements,
    *,
    number: str = "2026-320",
    opening: str = "1000.00",
    closing: str = "",
    day: date = DAY,
) -> bytes:
    """A statement that is right, unless another closing balance is given."""
    end = closing or str(Decimal(opening) + sum(Decimal(amount) for amount, _text in movements))
    rows = [
        f"opening;{OURS};{day};{opening};MAD;{number};;",
        *[
            f"entry;{OURS};{day};{amount};MAD;B{number}-{place};Amina;{text}"
            for place, (amount, text) in enumerate(movements)
        ],
        f"closing;{OURS};{day};{end};MAD;;;",
    ]
    return "\r\n".join([HEADING, *rows, ""]).encode()


def _balance(code: str, amount: str, day: date) -> str:
    way = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='MAD'>{amount.lstrip('-')}</Amt>"
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(amount: str, text: str, reference: str, day: date) -> str:
    way = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Ntry><Amt Ccy='MAD'>{amount.lstrip('-')}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>Amina</Nm></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def camt_statement(
    movements: Movements,
    *,
    number: str = "2026-320",
    opening: str = "1000.00",
    closing: str = "",
    day: date = DAY,
) -> bytes:
    """The same as camt.053.001.02, one element a line."""
    end = closing or str(Decimal(opening) + sum(Decimal(amount) for amount, _text in movements))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>',
        "<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt>",
        f"<Id>{number}</Id>",
        f"<Acct><Id><IBAN>MA64 {OURS}</IBAN></Id></Acct>",
        _balance("OPBD", opening, day),
        _balance("CLBD", end, day),
        f"<TxsSummry><TtlNtries><NbOfNtries>{len(movements)}</NbOfNtries></TtlNtries></TxsSummry>",
        *[_entry(amount, text, f"B{number}-{place}", day) for place, (amount, text) in enumerate(movements)],
        "</Stmt></BkToCstmrStmt></Document>",
    ]
    return "\n".join(lines).encode()


def statement_read(actor: Actor, content: bytes, *, form: str = "csv") -> BankStatement:
    """Import a statement of our account."""
    SettlementTermFactory.create()
    return bank_statement_import(actor=actor, file=io.BytesIO(content), form=form, name="releve", now=NOON)
