# Two stages: the first builds the wheel, the second holds only Python, the locked packages and that wheel.
# It runs as a plain user, writes to /data alone, and works with a read-only root: see compose.yaml.
# The base is named by the digest of its image index (3.12.14 on Debian trixie, all platforms):
# `docker buildx imagetools inspect python:3.12-slim` shows that of today.

FROM python:3.12-slim@sha256:78387bc3881b8273120a12ebe6c1ab22b018ccc2c9adf565ae1ac9b536e184ea AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /build && /build/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
COPY . .
RUN /build/bin/hatchling build -t wheel -d /dist

FROM python:3.12-slim@sha256:78387bc3881b8273120a12ebe6c1ab22b018ccc2c9adf565ae1ac9b536e184ea
COPY requirements-run.lock /tmp/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements-run.lock && rm /tmp/requirements-run.lock
COPY --from=build /dist/*.whl /tmp/
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps /tmp/*.whl && rm /tmp/*.whl \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin monitor \
    && install -d -o monitor -g monitor -m 0750 /data

ENV TREATY_MONITOR_DATA_DIR=/data \
    TREATY_MONITOR_WEB__HOST=0.0.0.0 \
    TREATY_MONITOR_LOG__FORMAT=json \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8484
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 CMD ["treaty-monitor", "doctor", "--health"]
ENTRYPOINT ["treaty-monitor"]
CMD ["run"]
