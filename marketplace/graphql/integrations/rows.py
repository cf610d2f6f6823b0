"""The rows of apps."""

from collections.abc import Sequence
from typing import Any

from marketplace.apps.models.app import App as AppModel
from marketplace.apps.selectors import apps_by_id
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers
from marketplace.kernel.actor import Permission as May
from marketplace.promotions.models.gift_card import GiftCard


class AppRow:
    """An app, and what the contract keeps with it."""

    api_type = "App"
    private_permissions = (May.MANAGE_APPS,)

    def __init__(self, app: AppModel) -> None:
        self.app = app
        self.id = app.pk

    @property
    def metadata_public(self) -> dict[str, str]:
        """What a client kept with it."""
        found: dict[str, str] = self.app.metadata
        return found

    @property
    def metadata_private(self) -> dict[str, str]:
        """What the staff and the app itself keep with it."""
        found: dict[str, str] = self.app.private_metadata
        return found


def app_row(app: AppModel | None) -> AppRow | None:
    """Return the row of an app."""
    return AppRow(app) if app is not None else None


def apps_named(keys: Sequence[int | None], info: Info) -> list[AppRow | None]:
    """Return apps by id, to who may see apps and to the app itself."""
    actor = info.context.actor
    sees = actor.may(May.MANAGE_APPS)
    own = [key if sees or (key is not None and key == actor.app_id) else None for key in keys]
    return [app_row(app) for app in info.context.load(apps_by_id, own)]


@answers("GiftCard.app")
def _apps_of_cards(parents: Sequence[GiftCard], info: Info) -> list[AppRow | None]:
    """Return which app issued each card."""
    return apps_named([each.created_app_id for each in parents], info)


@answers("GiftCardEvent.app")
def _apps_of_card_events(parents: Sequence[Any], info: Info) -> list[AppRow | None]:
    """Return which app did each thing."""
    return apps_named([each.app_id for each in parents], info)


@answers("Shop.availableTaxApps")
def _tax_apps(parents: Sequence[object], info: Info) -> list[list[AppRow]]:
    """Return the active apps that may work taxes out, to the staff."""
    require_staff(info)
    rows = AppModel.objects.filter(is_active=True, permissions__contains=[May.HANDLE_TAXES.value])
    found = [AppRow(app) for app in rows.order_by("name", "id")]
    return [found for _shop in parents]
