"""How an app stands: its problems, its logo, and the token with which a person acts inside it."""

from base64 import b64encode
from collections.abc import Sequence

import graphene
from django.core.files.storage import default_storage

from marketplace.accounts.models import User
from marketplace.apps.manifest import Manifest
from marketplace.apps.models.problem import AppProblem as ProblemModel
from marketplace.apps.policies import may_manage_webhooks
from marketplace.apps.selectors import problems_of_apps
from marketplace.apps.services.app_logo_fetch import logo_fetched
from marketplace.graphql.accounts.frame import issuer_of
from marketplace.graphql.accounts.tokens import app_tokens
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_staff
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import DateTime, PositiveInt
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.pictures import absolute

AppProblemDismissedByEnum = saleor_enum("AppProblemDismissedByEnum", "Whether an app dismissed a problem.")
IconThumbnailFormatEnum = saleor_enum("IconThumbnailFormatEnum", "Formats in which icons are served.")
_MOST_PROBLEMS = 100


def _logo_field() -> graphene.Field:
    return graphene.Field(
        graphene.String,
        required=True,
        size=graphene.Int(description="Logos are served whole."),
        format=graphene.Argument(
            IconThumbnailFormatEnum,
            default_value=IconThumbnailFormatEnum._meta.enum["ORIGINAL"],
            description="Logos are served in the format in which they are kept.",
        ),
        description="Where the logo stands.",
    )


class AppProblemDismissed(graphene.ObjectType):
    """Who dismissed a problem."""

    by = graphene.Field(AppProblemDismissedByEnum, required=True, description="The app itself, or a person.")
    user_email = graphene.String(description="E-mail address of the person (staff only).")

    @staticmethod
    def resolve_by(root: ProblemModel, _info: Info) -> str:
        """Say who did."""
        return "USER" if root.dismissed_by_id is not None or root.dismissed_email else "APP"

    @staticmethod
    def resolve_user_email(root: ProblemModel, info: Info) -> str | None:
        """Return the address that the person had then."""
        require_staff(info)
        return root.dismissed_email or None


class AppProblem(graphene.ObjectType):
    """Represents a problem associated with an app."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AppProblem", description="The ID of the app problem.")
    created_at = graphene.Field(DateTime, required=True, description="When it was first reported.")
    updated_at = graphene.Field(DateTime, required=True, description="When it was last reported.")
    count = graphene.Int(required=True, description="How often it was reported.")
    is_critical = graphene.Boolean(required=True, description="Whether it was reported too often.")
    dismissed = graphene.Field(AppProblemDismissed, description="Who dismissed it; null: it stands.")
    message = graphene.String(required=True, description="What is wrong.")
    key = graphene.String(required=True, description="The app's word for this kind of problem.")

    @staticmethod
    def resolve_dismissed(root: ProblemModel, _info: Info) -> ProblemModel | None:
        """Return the row, if it was dismissed."""
        return None if root.dismissed_at is None else root


class AppBrandLogo(graphene.ObjectType):
    """The logo of an app."""

    default = _logo_field()

    @staticmethod
    def resolve_default(root: str, _info: Info, **_copy: object) -> str:
        """Return where it stands."""
        return absolute(default_storage.url(root))


class AppBrand(graphene.ObjectType):
    """What an app looks like."""

    logo = graphene.Field(AppBrandLogo, required=True, description="Its logo.")

    @staticmethod
    def resolve_logo(root: str, _info: Info) -> str:
        """Return the name under which it is stored."""
        return root


class AppManifestBrandLogo(graphene.ObjectType):
    """The logo that a manifest names."""

    default = _logo_field()

    @staticmethod
    def resolve_default(root: str, _info: Info, **_copy: object) -> str:
        """Return it in the address itself: nothing is kept of an app that is only looked at."""
        return root


class AppManifestBrand(graphene.ObjectType):
    """What an app looks like, as its manifest says."""

    logo = graphene.Field(AppManifestBrandLogo, required=True, description="Its logo.")

    @staticmethod
    def resolve_logo(root: str, _info: Info) -> str:
        """Return the picture."""
        return root


def brand_of_manifest(manifest: Manifest) -> str | None:
    """Fetch the logo that a manifest names and return it as a data URL; None without one that can be used."""
    raster = logo_fetched(manifest.logo_url)
    if raster is None:
        return None
    kind = "png" if raster.name.endswith(".png") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(raster.content).decode()}"


class AppStanding:
    """Fields of App; its rows are `AppRow`s."""

    problems = graphene.List(
        graphene.NonNull(AppProblem),
        limit=graphene.Argument(PositiveInt, description="At most so many, up to 100."),
        description="What it reported, the last first. Requires MANAGE_APPS, or to be the app.",
    )
    access_token = graphene.String(
        description="With it the person who asks acts inside the app, as far as both may; null for an app."
    )
    brand = graphene.Field(AppBrand, description="What it looks like; null: it has no logo.")

    @staticmethod
    @batched
    def resolve_problems(
        parents: Sequence[AppRow], info: Info, limit: int = _MOST_PROBLEMS
    ) -> list[list[ProblemModel] | Exception]:
        """Return the problems of each."""
        found = info.context.load(problems_of_apps, [each.id for each in parents])
        return [
            (rows or [])[: min(limit, _MOST_PROBLEMS)]
            if may_manage_webhooks(info.context.actor, each.id)
            else PermissionDenied(FORBIDDEN)
            for each, rows in zip(parents, found, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_access_token(parents: Sequence[AppRow], info: Info) -> list[str | None]:
        """Return a token for each app that may act."""
        return tokens_inside(parents, info)

    @staticmethod
    def resolve_brand(root: AppRow, _info: Info) -> str | None:
        """Return the name under which its logo is stored."""
        return root.app.logo or None


def tokens_inside(rows: Sequence[AppRow], info: Info) -> list[str | None]:
    """Return tokens with which the person who asks acts inside apps; nothing for an app that is switched off."""
    actor = info.context.actor
    user = None if actor.user_id is None else User.objects.filter(pk=actor.user_id, is_active=True).first()
    if user is None:
        return [None for _ in rows]
    shared: dict[int, frozenset[str]] = {}
    for row in rows:
        allowed = frozenset(row.app.permissions)
        shared[row.id] = allowed if actor.is_superuser else allowed & actor.permissions
    tokens = app_tokens(user, shared, issuer=issuer_of(info), now=info.context.now)
    return [tokens[row.id] if row.app.is_active else None for row in rows]
