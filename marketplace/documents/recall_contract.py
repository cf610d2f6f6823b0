"""What the report of a recall is given: plain strings, as in `contracts.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReportLine:
    """One lot of a recall: what came in, what stands at the hub, what left in parcels, what is accounted for."""

    product_ar: str
    product_fr: str
    cooperative: str
    lot: str
    received: str
    standing: str
    packed: str
    balance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReport:
    """The report of a recall or a drill, in Arabic and French; it names no buyer."""

    number: str
    hub: str
    trigger: str
    reason: str
    opened_at: str
    closed_at: str
    seconds: str
    conclusion: str
    parcels: str
    told: str
    reached: str
    returned: str
    destroyed: str
    balance: str
    lines: tuple[RecallReportLine, ...]
