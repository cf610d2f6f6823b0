"""Settings of `make demo`: as in production, but on one machine and without TLS."""

from marketplace.config.settings.base import *
from marketplace.config.settings.base import ENV

DEMO = True
if not ENV.secret_key.get_secret_value():
    raise RuntimeError("The demo is started by `make demo`, which gives it its secrets.")
