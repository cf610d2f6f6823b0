# The product's image: web, worker, beat and the one-shot preparation differ only in their command.
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/venv
COPY requirements-run.lock .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-run.lock

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --home-dir /srv/marketplace --shell /usr/sbin/nologin marketplace \
 && mkdir -p /srv/data && chown marketplace:marketplace /srv/data
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/marketplace
COPY manage.py pyproject.toml ./
COPY marketplace marketplace
COPY catalog catalog
COPY logistics logistics
COPY orders orders
COPY frontend frontend
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=marketplace.config.settings.prod \
    DATA_DIR=/srv/data
# Translations are compiled and static files gathered while the image is made: at run time it may be read-only.
RUN DJANGO_SETTINGS_MODULE=marketplace.config.settings.demo SECRET_KEY=of-the-build-alone \
    python manage.py collectstatic --no-input --verbosity 0 \
 && chown -R marketplace:marketplace /srv/data
USER marketplace
EXPOSE 8000
CMD ["gunicorn", "marketplace.config.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--preload", "--workers", "2", "--worker-class", "gthread", "--threads", "8", \
     "--timeout", "60", "--graceful-timeout", "20", "--no-control-socket", "--access-logfile", "-"]
