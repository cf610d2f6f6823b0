"""Who may do what with apps; pure, so that every face and every test can ask."""

from collections.abc import Collection

from marketplace.kernel.actor import OWN_PERMISSIONS, Actor, Permission


def may_manage_apps(actor: Actor) -> bool:
    """The staff who look after apps."""
    return actor.may(Permission.MANAGE_APPS)


def may_manage_webhooks(actor: Actor, app_id: int) -> bool:
    """An app says itself what it wants to be told; so do the staff who look after apps."""
    return actor.app_id == app_id or may_manage_apps(actor)


def may_grant(actor: Actor, permissions: Collection[str]) -> bool:
    """Nobody gives an app what they do not hold, and nobody what concerns our own money and hubs."""
    wanted = frozenset(permissions)
    return not wanted & OWN_PERMISSIONS and (actor.is_superuser or actor.permissions >= wanted)


def may_look_after(actor: Actor, permissions: Collection[str]) -> bool:
    """Whoever manages apps manages those that hold no more than they do."""
    return may_manage_apps(actor) and (actor.is_superuser or actor.permissions >= frozenset(permissions))
