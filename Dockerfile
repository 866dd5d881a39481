# The archive as one image: the web server by default, `work` and every other command beside it (compose.yaml).
# State lies in the volume /var/lib/archive and nowhere else; the rest may be read-only.
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
# Reads scans by machine; pg_dump and pg_restore make and take back backups of PostgreSQL.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-chi-sim postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin archive \
    && install -d -o archive -g archive /var/lib/archive
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/archive
COPY manage.py ./
COPY config ./config
COPY archive ./archive
COPY search ./search
COPY doors ./doors
COPY deploy ./deploy
COPY templates ./templates
COPY static ./static
COPY locale ./locale
COPY fixtures ./fixtures
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ARCHIVE_STATE_DIR=/var/lib/archive BIND=0.0.0.0:8000
USER archive
VOLUME /var/lib/archive
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "deploy.probe", "readyz"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
