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
    database_url: str = "postgresql://postgres@127.0.0.1:5432/marketplace"
    redis_url: str = ""
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    public_url: str = "http://localhost:8000"
    data_dir: Path = PROJECT_DIR / ".data"
    demo: bool = False

    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_publishable_key: str = ""
    stripe_api_base: str = "https://api.stripe.com"

    s3_bucket: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: SecretStr = SecretStr("")
    s3_public_url: str = ""

    email_url: str = ""
    default_from_email: str = "boutique@localhost"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the environment once per process."""
    return Environment()
