"""How the addresses in the environment (URLs) are read into the forms that Django and Celery want."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from marketplace.config.environment import Environment


def database_from_url(url: str) -> dict[str, Any]:
    """Read a PostgreSQL address into Django's form, with a connection pool per process."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            # Nobody waits for a lock, or holds one idly, longer than a person would wait for a page.
            "options": "-c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000",
            # What is asked again and again is planned once by each connection (decision 0281).
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    }


def cache_from_url(url: str) -> dict[str, Any]:
    """Keep the cache in Redis; without one in the database, which all processes share as well."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "marketplace",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


def broker_options(url: str, *, folder: Path, visibility_timeout: int) -> dict[str, Any]:
    """
    Give Celery's transport options: for Redis, or for files when there is none.

    `visibility_timeout` (seconds) must exceed the longest task, or Redis hands a running one out again.
    """
    if not url:
        queue = folder / "queue"
        return {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(folder / "queue-control"),
            "store_processed": False,
        }
    return {
        "visibility_timeout": visibility_timeout,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "health_check_interval": 15,
    }


def _s3(env: Environment, bucket: str, **more: Any) -> dict[str, Any]:
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.s3_endpoint_url or None,
            "region_name": env.s3_region or None,
            "access_key": env.s3_access_key_id or None,
            "secret_key": env.s3_secret_access_key.get_secret_value() or None,
            "file_overwrite": False,
            **more,
        },
    }


def storages_from(env: Environment) -> dict[str, Any]:
    """
    Keep files in an S3 store when buckets are named, otherwise in folders; static files beside the code.

    "default" is for everyone: at the store's public address, or through our own /media/ when it has none.
    "private" has no address at all: views send its files, having asked who may see them.
    """
    public = urlsplit(env.s3_public_url or f"{env.public_url.rstrip('/')}/media")
    default = _s3(
        env,
        env.s3_bucket,
        custom_domain=(public.netloc + public.path).rstrip("/"),
        url_protocol=f"{public.scheme}:",
        querystring_auth=False,
    )
    private_folder = {
        "BACKEND": "marketplace.documents.private_files.PrivateFileStorage",
        "OPTIONS": {"location": env.data_dir / "private"},
    }
    return {
        "default": default if env.s3_bucket else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "private": _s3(env, env.s3_private_bucket, default_acl="private", querystring_auth=True)
        if env.s3_private_bucket
        else private_folder,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }


def origins_of(url: str) -> list[str]:
    """Return the origin of an address as a content security policy names it; nothing of nothing."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
