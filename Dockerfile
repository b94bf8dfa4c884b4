# syntax=docker/dockerfile:1
# errgate as a container: docker build -t errgate .
# docker run -p 8080:8080 -v ./config.yaml:/etc/errgate/config.yaml:ro errgate

# Neither Python nor Debian moves to another version by itself; both get their fixes with every build.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
# `--build-arg ERRGATE_COMPILE=1`: the hot modules as machine code (docs/architecture.md).
ARG ERRGATE_COMPILE=0
RUN if [ "$ERRGATE_COMPILE" = 1 ]; then \
    apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev; fi
WORKDIR /source
COPY pyproject.toml build_hook.py README.md LICENSE ./
COPY plugins plugins
COPY gateway gateway
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:${PYTHON}
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin errgate
# All dependencies are one layer, which stays the same until the lock file changes.
RUN --mount=type=bind,source=requirements.lock,target=/tmp/requirements.lock \
    pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
RUN --mount=type=bind,from=build,source=/wheel,target=/tmp/wheel \
    pip install --no-cache-dir --no-deps /tmp/wheel/*.whl
USER 10001:10001
# In the configuration: `listen: 0.0.0.0:8080`, and `admin: {listen: 127.0.0.1:9901}` for the check below.
EXPOSE 8080
ENV ERRGATE_HEALTH_URL=http://127.0.0.1:9901/readyz
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s \
    CMD ["python", "-I", "-c", "import os; from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open(os.environ['ERRGATE_HEALTH_URL'], timeout=4)"]
# Drains requests in flight: give `docker stop --time` more than `drain_timeout`.
STOPSIGNAL SIGTERM
ENTRYPOINT ["errgate"]
CMD ["run", "/etc/errgate/config.yaml"]
