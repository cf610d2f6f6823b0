"""Every value that the product reads from its environment, typed, in one place."""

from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parents[2]


class Environment(BaseSettings):
    """The environment variables of the product; the field's name in upper case is the variable's name."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    secret_key: SecretStr = SecretStr("")
    # Earlier keys, separated by commas: what they signed stays valid while a key is being replaced.
    secret_key_fallbacks: SecretStr = SecretStr("")
    # RSA key (PEM) that signs the API's tokens; without one a key is made once and kept in the database.
    jwt_private_key: SecretStr = SecretStr("")
    database_url: str = "postgresql://postgres@127.0.0.1:5432/marketplace"
    redis_url: str = ""
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    public_url: str = "http://localhost:8000"
    # Hosts of clients of the API beside our own, to which links in messages may lead; separated by commas.
    api_client_hosts: str = ""
    # Where apps may live that are not on the public internet, for development alone: "loopback", or nothing.
    app_networks: str = ""
    data_dir: Path = PROJECT_DIR / ".data"
    demo: bool = False
    # A gateway with which API clients pay without money moving, for their test suites; never in production.
    test_payments: bool = False
    # Whether `manage.py reset_shop` may empty the shop, for suites of API clients; never in production.
    shop_resettable: bool = False
    log_level: str = "INFO"
    # Where the supervisor's web server listens; port 0 lets it choose.
    web_host: str = "127.0.0.1"
    web_port: int = 0

    # Who runs the shop, as law 31-08 wants it told on its pages
    seller_name: str = ""
    seller_form: str = ""
    seller_address: str = ""
    seller_phone: str = ""
    seller_email: str = ""
    seller_rc: str = ""
    seller_ice: str = ""
    seller_if: str = ""
    seller_director: str = ""
    seller_host: str = ""
    # Receipt of the declaration to the CNDP (law 09-08)
    seller_cndp: str = ""

    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_publishable_key: str = ""
    stripe_api_base: str = "https://api.stripe.com"

    # Cash agencies at which customers pay by a code; empty: not offered
    cash_agency_name: str = ""
    # The hosted page of a Moroccan acquirer (CMI-style); no store key: not offered
    hosted_page_url: str = ""
    hosted_page_client: str = ""
    hosted_page_store_key: SecretStr = SecretStr("")

    # The system of a carrier that we call (bookings, events) and that calls us; empty: parcels are booked by hand
    carrier_api_base: str = ""
    carrier_api_token: SecretStr = SecretStr("")
    carrier_webhook_secret: SecretStr = SecretStr("")

    s3_bucket: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: SecretStr = SecretStr("")
    s3_public_url: str = ""
    # A bucket without public access, for papers; without it they lie in files under the data folder.
    s3_private_bucket: str = ""

    email_url: str = ""
    default_from_email: str = "boutique@localhost"

    # Without an address or token, text messages and WhatsApp go to their console twins.
    sms_gateway_url: str = ""
    sms_gateway_token: SecretStr = SecretStr("")
    sms_sender: str = ""
    whatsapp_api_base: str = "https://graph.facebook.com/v23.0"
    whatsapp_phone_number_id: str = ""
    whatsapp_token: SecretStr = SecretStr("")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the environment once per process."""
    return Environment()
