"""Where each face hangs."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from logistics.webhooks import carrier_webhook
from marketplace.config import health, media
from marketplace.graphql.accounts.jwks import jwks
from marketplace.graphql.catalog.thumbnails import thumbnail
from marketplace.graphql.view import api, no_slash
from marketplace.network.webhooks import sms_reply
from orders.webhooks import hosted_page_callback, stripe_webhook

handler400 = "frontend.views.errors.bad_request"
handler403 = "frontend.views.errors.permission_denied"
handler404 = "frontend.views.errors.page_not_found"
handler500 = "frontend.views.errors.server_error"

# Staff come in by the one door that counts attempts, also to the admin.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("frontend.urls_root")),
    path("admin/", admin.site.urls),
    path("graphql/", api, name="graphql"),
    path("graphql", no_slash),
    path("thumbnail/<str:id>/<int:size>/", thumbnail, name="thumbnail"),
    path("thumbnail/<str:id>/<int:size>/<str:format>/", thumbnail, name="thumbnail-format"),
    path(".well-known/jwks.json", jwks),
    path("webhooks/carriers/<slug:slug>/", carrier_webhook, name="carrier-webhook"),
    path("webhooks/hosted-page/", hosted_page_callback, name="hosted-page-callback"),
    path("webhooks/sms/", sms_reply, name="sms-reply"),
    path("webhooks/stripe/", stripe_webhook, name="stripe-webhook"),
    *i18n_patterns(
        # The frontend first: what both could answer is answered by our pages.
        path("", include("frontend.urls")),
        path("account/", include("allauth.account.urls")),
    ),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", media.media))
