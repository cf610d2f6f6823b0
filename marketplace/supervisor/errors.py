"""What keeps the product from starting, said so that a person can act on it."""


class CannotStart(Exception):
    """A start or a server failed; the message says what, why, and what to do."""
