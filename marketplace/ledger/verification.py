"""Recompute the whole chain from the books as they stand, and say where they were changed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from marketplace.kernel.findings import Finding
from marketplace.ledger.chain import GENESIS, SealedEntry, sealed_entries
from marketplace.ledger.models import DailyRoot, Entry

# The sealer runs each minute; an entry that has no seal after an hour was kept from it
SEALED_WITHIN = timedelta(hours=1)
MOST_FINDINGS = 100


@dataclass
class Verification:
    """What the chain says: how many entries were recomputed, its head, and every place that does not fit."""

    count: int = 0
    head: str = GENESIS
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was altered."""
        return not self.findings


def journal_verified(*, now: datetime | None = None) -> Verification:
    """
    Recompute each entry's hash, its link, and each daily root; memory does not grow with the journal.

    :param now: when given, entries that should have been sealed by then are findings too
    """
    found = Verification()
    roots: dict[int, list[DailyRoot]] = {}
    for root in DailyRoot.objects.order_by("day"):
        roots.setdefault(root.position, []).append(root)
    for sealed in sealed_entries():
        found.count += 1
        problem = _problem(sealed, found.count, found.head)
        others = [root for root in roots.pop(sealed.position, []) if root.hash != sealed.hash]
        if problem is None and others:
            problem = f"the root of {others[0].day} is another one"
        if problem is not None and len(found.findings) < MOST_FINDINGS:
            found.findings.append(_finding(sealed, problem))
        # Go on from what is written, so that one altered entry is one finding
        found.count, found.head = sealed.position, sealed.hash
    found.findings += [
        Finding("ROOT_WITHOUT_SEAL", "The chain ends before this root.", str(root.day))
        for some in roots.values()
        for root in some
    ]
    if now is not None:
        found.findings += _unsealed(now)
    return found


def _problem(sealed: SealedEntry, position: int, head: str) -> str | None:
    """Say what is wrong with a seal, if anything."""
    if sealed.position != position:
        return f"seals {position} to {sealed.position - 1} are gone"
    if sealed.previous_hash != head:
        return "it does not follow the seal before it"
    if sealed.content is None:
        return "the entry is gone"
    if not sealed.is_whole:
        return "the entry or its postings are not what was sealed"
    return None


def _finding(sealed: SealedEntry, problem: str) -> Finding:
    name = f"entry {sealed.entry_id} ({sealed.key})" if sealed.key else f"entry {sealed.entry_id}"
    return Finding("JOURNAL_ALTERED", f"Seal {sealed.position}: {problem}.", name)


def _unsealed(now: datetime) -> list[Finding]:
    late = Entry.objects.filter(seal=None, recorded_at__lt=now - SEALED_WITHIN).order_by("pk")
    return [
        Finding("ENTRY_NOT_SEALED", "The entry has no place in the chain.", f"entry {pk} ({key})")
        for pk, key in late.values_list("pk", "key")[:MOST_FINDINGS]
    ]
