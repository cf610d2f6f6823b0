"""The addresses of the pages; the language prefix stands before them (i18n_patterns in the root)."""

from django.urls import include, path

from frontend.views import design, offline, shell

app_name = "frontend"

urlpatterns = [
    path("", include("frontend.urls_hub")),
    path("", include("frontend.urls_driver")),
    path("", include("frontend.urls_cash")),
    path("", include("frontend.urls_operator")),
    path("", include("frontend.urls_books")),
    path("", include("frontend.urls_account")),
    path("", include("frontend.urls_portal")),
    path("", include("frontend.urls_shop")),
    path("design/", design.style_page, name="design"),
    path("theme/", shell.theme, name="theme"),
    path("offline/", offline.offline, name="offline"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
]
