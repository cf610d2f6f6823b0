"""Who may read all books."""

from marketplace.kernel.actor import Actor, Permission


def may_audit(actor: Actor) -> bool:
    """Auditors and machines read everything, and change nothing."""
    return actor.may(Permission.AUDIT_BOOKS)
