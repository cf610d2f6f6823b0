"""Who may do what with messages."""

from marketplace.kernel.actor import Actor, Permission


def may_manage_messages(actor: Actor) -> bool:
    """Staff who keep the settings may send dead messages round again."""
    return actor.may(Permission.MANAGE_SETTINGS)


def may_read_inbox(actor: Actor, *, user_id: int) -> bool:
    """Everybody reads their own inbox, and nobody another's."""
    return actor.user_id is not None and actor.user_id == user_id
