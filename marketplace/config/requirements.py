"""What production must be given, and in what form."""

from marketplace.config.environment import Environment

# Characters; what Django's own `check --deploy` asks of a key (security.W009).
SHORTEST_KEY = 50


def missing_in_production(env: Environment) -> list[str]:
    """List, by the variables' names, everything that is missing or unfit; an empty list means fit."""
    problems = [f"{name.upper()} is missing." for name in _missing(env)]
    key = env.secret_key.get_secret_value()
    if key and len(key) < SHORTEST_KEY:
        problems.append(f"SECRET_KEY must have at least {SHORTEST_KEY} characters.")
    if env.public_url and "public_url" in env.model_fields_set and not env.public_url.startswith("https://"):
        problems.append("PUBLIC_URL must begin with https://.")
    if "*" in env.allowed_hosts:
        problems.append("ALLOWED_HOSTS must name the hosts; * would trust every Host header.")
    if env.demo:
        problems.append("DEMO must not be set: invented data and known passwords are for a demo.")
    if env.test_payments:
        problems.append("TEST_PAYMENTS must not be set: orders would be paid without money.")
    if env.shop_resettable:
        problems.append("SHOP_RESETTABLE must not be set: one command would empty the shop.")
    if env.app_networks:
        problems.append("APP_NETWORKS must not be set: apps could reach what only this machine may reach.")
    return problems


def _missing(env: Environment) -> list[str]:
    always = {
        "secret_key": env.secret_key.get_secret_value(),
        "database_url": env.database_url if "database_url" in env.model_fields_set else "",
        "redis_url": env.redis_url,
        "allowed_hosts": env.allowed_hosts if "allowed_hosts" in env.model_fields_set else "",
        "public_url": env.public_url if "public_url" in env.model_fields_set else "",
        "email_url": env.email_url,
    }
    stripe = {
        "stripe_secret_key": env.stripe_secret_key.get_secret_value(),
        "stripe_webhook_secret": env.stripe_webhook_secret.get_secret_value(),
        "stripe_publishable_key": env.stripe_publishable_key,
    }
    carrier = {
        "carrier_api_base": env.carrier_api_base,
        "carrier_api_token": env.carrier_api_token.get_secret_value(),
        "carrier_webhook_secret": env.carrier_webhook_secret.get_secret_value(),
    }
    s3 = {
        "s3_access_key_id": env.s3_access_key_id,
        "s3_secret_access_key": env.s3_secret_access_key.get_secret_value(),
    }
    needed = dict(always)
    if any(stripe.values()):  # card payment is a choice, but not half of it
        needed |= stripe
    if any(carrier.values()):  # a carrier that tells us must be known to be the carrier
        needed |= carrier
    if env.s3_endpoint_url or any(s3.values()):  # without either, the machine's own role gives the rights
        needed |= {"s3_bucket": env.s3_bucket, "s3_private_bucket": env.s3_private_bucket, **s3}
    return [name for name, value in needed.items() if not value]
