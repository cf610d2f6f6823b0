"""What a check of the books found to be wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up: a code for machines, words for people, and what it is about."""

    code: str
    message: str
    subject: str = ""
