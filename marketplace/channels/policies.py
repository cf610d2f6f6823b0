"""Who may do what with channels; pure."""

from marketplace.kernel.actor import Actor, Permission


def may_keep_channels(actor: Actor) -> bool:
    """The staff for channels opens, changes and closes them; so may who keeps the settings of the whole shop."""
    return actor.may(Permission.MANAGE_CHANNELS) or actor.may(Permission.MANAGE_SETTINGS)


def may_keep_channel_taxes(actor: Actor) -> bool:
    """The staff for taxes says how a channel is taxed; so may who keeps the settings of the whole shop."""
    return actor.may(Permission.MANAGE_TAXES) or actor.may(Permission.MANAGE_SETTINGS)
