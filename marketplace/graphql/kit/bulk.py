"""
Several things written by one mutation: each is a row, and a policy says what a refused one does to the others.

A row is written in parts. Its first part is the thing itself; the others (a stock, a price, a picture) may fail alone.
What a refused row did is undone, in the database by a savepoint and elsewhere by what it told with `on_undo`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, TypeVar

import graphene
from django.db import transaction
from graphene.utils.str_converters import to_camel_case

from marketplace.graphql.kit.errors import InvalidId
from marketplace.graphql.kit.mutation import each_refusal, error_code
from marketplace.kernel.errors import Conflict, DomainError, NotAllowed

T = TypeVar("T")


class Policy(StrEnum):
    """What a refusal does: to the part alone, to its row, or to all rows."""

    IGNORE_FAILED = "IGNORE_FAILED"
    REJECT_EVERYTHING = "REJECT_EVERYTHING"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"

    @classmethod
    def said(cls, given: Any) -> "Policy":
        """Return the policy that a client chose; the contract's default is to reject everything."""
        return cls.REJECT_EVERYTHING if given is None else cls(str(getattr(given, "value", given)))


class NamedTwice(Conflict):
    """Two items of a list speak of the same thing."""

    code = "DUPLICATED_INPUT_ITEM"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part was not written; `named` are the IDs that clients are told with it, by the name of their kind."""

    path: str
    error: DomainError | InvalidId
    named: Mapping[str, Sequence[str]]


@dataclass(slots=True)
class WrittenRow:
    """One of several things to write: its key once it stands, and what was refused."""

    key: int | None = None
    refusals: list[Refusal] = field(default_factory=list)
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def part(self, path: str, act: Callable[[], T], **named: Sequence[str]) -> T | None:
        """
        Write a part; where it is refused nothing of it stays and None is returned.

        :param path: where the client gave it, in the contract's words: `stocks.0`
        :raises NotAllowed: if the actor may not write it, which is no fault of the row
        """
        try:
            with transaction.atomic():
                return act()
        except NotAllowed:
            raise
        except (DomainError, InvalidId) as refusal:
            self.refusals.append(Refusal(path, refusal, named))
        except ExceptionGroup as group:
            refusals, others = group.split(DomainError)
            if others is not None or refusals is None:
                raise
            self.refusals.extend(Refusal(path, each, named) for each in each_refusal(refusals))
        return None

    def on_undo(self, act: Callable[[], object]) -> None:
        """Say what is to be done if the row is given up: the database forgets by itself, a store of files does not."""
        self._undo.append(act)

    def give_up(self) -> None:
        """Forget what was written of it."""
        self.key = None
        while self._undo:
            self._undo.pop()()


def rows_written(
    given: Sequence[Mapping[str, Any]],
    policy: Policy,
    write: Callable[[WrittenRow, Mapping[str, Any]], object],
) -> list[WrittenRow]:
    """
    Write each row in one transaction, and return them all in their order.

    :param write: writes one in parts and gives the row its key
    :raises NotAllowed: if the actor may not write one of them; then nothing is written
    """
    rows: list[WrittenRow] = []
    try:
        with transaction.atomic():
            for each in given:
                rows.append(WrittenRow())
                _write(rows[-1], each, policy, write)
            if policy is Policy.REJECT_EVERYTHING and any(row.refusals for row in rows):
                transaction.set_rollback(True)
                for row in rows:
                    row.give_up()
    except BaseException:
        for row in rows:
            row.give_up()
        raise
    return rows


def _write(
    row: WrittenRow,
    given: Mapping[str, Any],
    policy: Policy,
    write: Callable[[WrittenRow, Mapping[str, Any]], object],
) -> None:
    with transaction.atomic():
        write(row, given)
        if row.key is None or (row.refusals and policy is not Policy.IGNORE_FAILED):
            transaction.set_rollback(True)
            row.give_up()


def errors_told(
    row: WrittenRow, codes: type[graphene.Enum], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """
    Return what was refused of a row as errors of the contract, with the path to each.

    :param names: parts as errors call them, where they differ from the services' words
    """
    return [_told(each, codes, names) for each in row.refusals]


def _told(refusal: Refusal, codes: type[graphene.Enum], names: Mapping[str, str]) -> dict[str, Any]:
    error = refusal.error
    said = error.field if isinstance(error, DomainError) else None
    name = (names.get(said) or to_camel_case(said.rsplit(".", 1)[-1])) if said else None
    code: Enum = error_code(codes, error.code if isinstance(error, DomainError) else "GRAPHQL_ERROR")
    path = ".".join(each for each in (refusal.path, name) if each) or None
    return {"field": name, "message": str(error.message), "code": code, "path": path, **refusal.named}
