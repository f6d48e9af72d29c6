# Pin it for production: --build-arg BASE_IMAGE=python:3.12-slim@sha256:...
ARG BASE_IMAGE=python:3.12-slim

FROM ${BASE_IMAGE} AS build
# For a mirror, or a proxy that has an authority of its own; neither reaches the image.
ARG PIP_INDEX_URL
ARG PIP_CERT
# image: with the drivers of databases. legacy: with paramiko 4, which speaks with devices that know SHA-1 alone for the
# key exchange.
ARG REQUIREMENTS=image
# yes: with python-ldap, which has no wheel: it is built here, on Debian, and the libraries that it stands on go along.
ARG DIRECTORIES
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
RUN useradd --uid 10001 --no-create-home --home-dir /config --shell /usr/sbin/nologin safeguard \
 && python3 -m venv /build \
 && python3 -m venv --without-pip /opt/safeguard
COPY requirements/build.txt requirements/${REQUIREMENTS}.txt requirements/
RUN /build/bin/pip install --require-hashes --only-binary :all: -r requirements/build.txt \
 && /build/bin/pip --python /opt/safeguard/bin/python install \
    --require-hashes --only-binary :all: -r "requirements/${REQUIREMENTS}.txt"
COPY requirements/ldap.txt requirements/
# The packages come from the release that the base names, and a list of libraries that fails to come leaves none to copy.
# hadolint ignore=DL3008,DL4006
RUN [ -z "${DIRECTORIES}" ] || { set -eu; \
      apt-get update -qq; \
      apt-get install -qq -y --no-install-recommends gcc libc6-dev libldap-dev libsasl2-dev; \
      LDFLAGS=-Wl,--disable-new-dtags,-rpath,/opt/safeguard/lib/native /build/bin/pip wheel --no-build-isolation \
        --require-hashes --only-binary :all: --no-binary python-ldap --wheel-dir /native -r requirements/ldap.txt; \
      /build/bin/pip --python /opt/safeguard/bin/python install --no-index --no-deps /native/*.whl; \
      mkdir /opt/safeguard/lib/native; \
      ldd /opt/safeguard/lib/python3*/site-packages/_ldap*.so \
        | awk '$3 ~ /^\// && $1 !~ /^lib(c|m|pthread|python.*)\.so/ { print $3 }' \
        | xargs cp -L --target-directory /opt/safeguard/lib/native; }
COPY . .
# Our own files lie apart (/own), so that a new version of them is a new layer of a megabyte.
RUN /build/bin/pip wheel --no-index --no-build-isolation --no-deps --wheel-dir /wheel . \
 && /build/bin/pip --python /opt/safeguard/bin/python install --no-index --no-deps --no-warn-script-location --root /own /wheel/*.whl

# Nothing is run from here on, so a base without a shell will do as well.
FROM ${BASE_IMAGE}
COPY --from=build /etc/passwd /etc/group /etc/
COPY --from=build /opt/safeguard /opt/safeguard
COPY --from=build /own /
# The root is read-only: no byte code is written, and ~ is where the configuration and the key are mounted.
ENV PATH=/opt/safeguard/bin:/usr/local/bin:/usr/bin:/bin HOME=/config PYTHONDONTWRITEBYTECODE=1
# From here the default store is /evidence. No VOLUME: evidence in a volume that nobody named is lost without a
# word; where nothing is mounted the scan says so.
WORKDIR /
USER 10001:10001
ENTRYPOINT ["safeguard"]
CMD ["--help"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="safeguard" \
      org.opencontainers.image.description="Scan infrastructure against the HIPAA Security Rule and keep signed evidence of it." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
