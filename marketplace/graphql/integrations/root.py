"""What can be done to apps and webhooks."""

import graphene

from marketplace.graphql.integrations.mutations.app_activate import AppActivate
from marketplace.graphql.integrations.mutations.app_create import AppCreate
from marketplace.graphql.integrations.mutations.app_deactivate import AppDeactivate
from marketplace.graphql.integrations.mutations.app_delete import AppDelete
from marketplace.graphql.integrations.mutations.app_delete_failed_installation import (
    AppDeleteFailedInstallation,
)
from marketplace.graphql.integrations.mutations.app_fetch_manifest import AppFetchManifest
from marketplace.graphql.integrations.mutations.app_install import AppInstall
from marketplace.graphql.integrations.mutations.app_problem_create import AppProblemCreate
from marketplace.graphql.integrations.mutations.app_problem_dismiss import AppProblemDismiss
from marketplace.graphql.integrations.mutations.app_retry_install import AppRetryInstall
from marketplace.graphql.integrations.mutations.app_token_create import AppTokenCreate
from marketplace.graphql.integrations.mutations.app_token_delete import AppTokenDelete
from marketplace.graphql.integrations.mutations.app_token_verify import AppTokenVerify
from marketplace.graphql.integrations.mutations.app_update import AppUpdate
from marketplace.graphql.integrations.mutations.event_delivery_retry import EventDeliveryRetry
from marketplace.graphql.integrations.mutations.webhook_create import WebhookCreate
from marketplace.graphql.integrations.mutations.webhook_delete import WebhookDelete
from marketplace.graphql.integrations.mutations.webhook_dry_run import WebhookDryRun
from marketplace.graphql.integrations.mutations.webhook_trigger import WebhookTrigger
from marketplace.graphql.integrations.mutations.webhook_update import WebhookUpdate


class IntegrationMutations(graphene.ObjectType):
    """What can be done to apps and webhooks."""

    app_activate = AppActivate.Field(description="Let an app act again.")
    app_create = AppCreate.Field(description="Let a program act.")
    app_deactivate = AppDeactivate.Field(description="Let an app act no more.")
    app_delete = AppDelete.Field(description="Send an app away.")
    app_delete_failed_installation = AppDeleteFailedInstallation.Field(
        description="Forget an installation that failed."
    )
    app_fetch_manifest = AppFetchManifest.Field(description="Look at what an app says of itself.")
    app_install = AppInstall.Field(description="Fetch an app by its manifest.")
    app_problem_create = AppProblemCreate.Field(description="Say what is wrong with the app that asks.")
    app_problem_dismiss = AppProblemDismiss.Field(description="Dismiss problems of an app.")
    app_retry_install = AppRetryInstall.Field(description="Try an installation again.")
    app_token_create = AppTokenCreate.Field(description="Give an app another token.")
    app_token_delete = AppTokenDelete.Field(description="Take a token away.")
    app_token_verify = AppTokenVerify.Field(description="Say whether a token is one of an app.")
    app_update = AppUpdate.Field(description="Change an app.")
    event_delivery_retry = EventDeliveryRetry.Field(description="Tell an app something again.")
    webhook_create = WebhookCreate.Field(description="Have an app told events.")
    webhook_delete = WebhookDelete.Field(description="Tell an app no more.")
    webhook_dry_run = WebhookDryRun.Field(description="See what a subscription would tell of something.")
    webhook_trigger = WebhookTrigger.Field(description="Tell a webhook of something now.")
    webhook_update = WebhookUpdate.Field(description="Change what an app is told, or where.")
