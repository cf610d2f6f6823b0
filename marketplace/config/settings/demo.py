"""Settings of `make demo`: as in production, but on one machine and without TLS."""

from marketplace.config.settings.base import *
from marketplace.config.settings.base import API_CLIENT_HOSTS, ENV, MIDDLEWARE, SELLER

DEMO = True
# No proxy stands in front of it (docker/Caddyfile compresses in production)
MIDDLEWARE = ["marketplace.config.compression.PageCompressionMiddleware", *MIDDLEWARE]
# Whoever looks at the demonstration does so at any hour
CALLING_HOURS = (0, 24)
if not ENV.secret_key.get_secret_value():
    raise RuntimeError("The demo is started by `make demo`, which gives it its secrets.")

# Invented, and the pages say so
if not SELLER["name"]:
    SELLER.update(
        name="Coopératives du Maroc (démonstration)",
        form="Société fictive, sans capital",
        address="12, rue de l’Exemple, Oujda",
        phone="+212500000000",
        email="bonjour@example.com",
        rc="Oujda 00000",
        ice="000000000000000",
        **{"if": "00000000"},
        director="Personne fictive",
        host="Cette machine",
        cndp="D-000/0000",
    )
API_CLIENT_HOSTS += ["localhost", "127.0.0.1"]
APPS_ON_LOOPBACK = True
