# Flask on gunicorn, with every synchronous driver. DRIVER and the other settings of README.md come
# from the environment: one image serves all stacks of this side.
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY pyproject.toml requirements.lock deploy/requirements.py ./
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,target=/var/cache/pip \
    python requirements.py sync >sync.lock \
 && python -m venv --without-pip /opt/venv \
 && python -m pip --disable-pip-version-check --python /opt/venv/bin/python install --quiet \
      --require-hashes --requirement sync.lock
WORKDIR /srv/app
COPY alembic.ini ./
COPY alembic alembic
COPY shared shared
COPY sync_app sync_app
# compiled here, because nothing can be written where it runs
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash .

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app
WORKDIR /srv/app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/app .
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# 503 is how a process that is full refuses; under gunicorn that may take POOL_TIMEOUT
HEALTHCHECK --interval=10s --timeout=9s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["python", "-I", "-S", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=8); c.request('GET', '/health'); sys.exit(c.getresponse().status not in (200, 503))"]
CMD ["python", "-m", "sync_app", "--host", "0.0.0.0", "--port", "8000"]
