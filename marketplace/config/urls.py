"""Where each face hangs."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from marketplace.graphql.view import api, no_slash

handler400 = "frontend.views.errors.bad_request"
handler403 = "frontend.views.errors.permission_denied"
handler404 = "frontend.views.errors.page_not_found"
handler500 = "frontend.views.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("graphql/", api, name="graphql"),
    path("graphql", no_slash),
    *i18n_patterns(path("", include("frontend.urls"))),
]
