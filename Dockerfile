# One image for serving, counting and migrating. Every package is checked against the hash in requirements.lock.
FROM python:3.11-slim AS build
WORKDIR /suara
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE alembic.ini ./
COPY app app
COPY static static
COPY migrations migrations
# Editable, so that migrations and static files are found beside the code, as in a checkout.
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . && .venv/bin/python -m compileall -q app

FROM python:3.11-slim
# Letters for what is printed, in every script of Suara's languages.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home suara && mkdir -p /var/lib/suara && chown suara /var/lib/suara
WORKDIR /suara
COPY --from=build /suara /suara
ENV PATH=/suara/.venv/bin:$PATH PYTHONUNBUFFERED=1 SUARA_VAR=/var/lib/suara
USER suara
VOLUME /var/lib/suara
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=2)"]
CMD ["suara", "serve", "--host", "0.0.0.0", "--port", "8000"]
