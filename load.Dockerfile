# What works on a service from outside: Locust with the workloads, the migrations, the dataset.
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY pyproject.toml requirements.lock deploy/requirements.py ./
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,target=/var/cache/pip \
    python requirements.py load >load.lock \
 && python -m venv --without-pip /opt/venv \
 && python -m pip --disable-pip-version-check --python /opt/venv/bin/python install --quiet \
      --require-hashes --requirement load.lock
WORKDIR /srv/app
COPY alembic.ini locustfile.py ./
COPY alembic alembic
COPY shared shared
COPY bench bench
# compiled here, because nothing can be written where it runs
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash .

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/srv/app PYTHONUNBUFFERED=1
# a volume that is put over /results takes its owner from here
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app \
 && install --directory --owner=app --group=app /results
WORKDIR /srv/app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/app .
USER 10001:10001
STOPSIGNAL SIGTERM
CMD ["locust", "--locustfile", "locustfile.py,bench/generator/hdr_file.py"]
