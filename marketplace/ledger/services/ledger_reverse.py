"""Mend a mistake by its contrary entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.ledger.selectors import entry_by_key
from marketplace.ledger.services.ledger_post import Line, PostedEntry, ledger_post


def ledger_reverse(
    *,
    key: str,
    of_key: str,
    happened_at: datetime,
    recorded_at: datetime,
    actor: Actor,
    reason: str = "reversal",
    facts: Mapping[str, Any] | None = None,
) -> PostedEntry:
    """
    Post the contrary of an entry under a key of its own; the entry itself stays as it is.

    :raises NotFound: if no entry has the key `of_key`
    :raises Conflict: if `key` stands in the books with other lines
    """
    entry = entry_by_key(of_key)
    if entry is None:
        raise NotFound(_("No entry has the key %(key)s.") % {"key": of_key}, field="of_key")
    return ledger_post(
        key=key,
        reason=reason,
        happened_at=happened_at,
        recorded_at=recorded_at,
        lines=[Line(line.account, -line.amount, line.subject) for line in entry.lines],
        actor=actor,
        reference=entry.reference,
        facts={"reversal_of": of_key, **(facts or {})},
    )
