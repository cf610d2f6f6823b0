"""Settings of production: behind a proxy with TLS; refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from marketplace.config.requirements import missing_in_production
from marketplace.config.settings.base import *
from marketplace.config.settings.base import ENV, LOGGING

if problems := missing_in_production(ENV):
    raise ImproperlyConfigured(
        "Not fit for production:\n" + "\n".join(f"- {problem}" for problem in problems)
    )

# The proxy sets this header itself and drops what a client sent (docker/Caddyfile).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# It also writes the visitor's address, by which attempts to sign in are counted, behind what a client claims.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = True
# The health questions come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LOGGING["handlers"]["console"]["formatter"] = "json"
