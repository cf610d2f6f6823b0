"""What a message needs to be told."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """What a message needs to be told, by name, with what each value is."""

    context: Mapping[str, str]
    secret: bool = False
