# The task: the same steps as the functions, for what is too large for them.
# docker buildx build --platform linux/arm64 -t millrace-task .

# The digest is of the list of all platforms. Take a newer one with: docker buildx imagetools inspect node:24-bookworm-slim
FROM node:24.12.0-bookworm-slim@sha256:7326fb2dbdce998edd72140946851be64ef4a643e8715e138ca467e8e9d92c99 AS base

FROM base AS build
WORKDIR /build
# pip fetches DuckDB's extension and holds it against its digest.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3 python3-pip ca-certificates \
 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY contracts ./contracts
COPY engine ./engine
COPY features ./features
COPY learning ./learning
COPY registry ./registry
COPY monitoring ./monitoring
COPY pipeline ./pipeline
COPY platform ./platform
COPY functions ./functions
COPY models_sql ./models_sql
COPY scripts ./scripts
ARG TARGETARCH=arm64
RUN case "$TARGETARCH" in amd64) arch=x64 ;; *) arch="$TARGETARCH" ;; esac \
 && node scripts/bundle.ts --arch "$arch" --out /bundles \
 && mv "/bundles/$arch/full" /app

FROM base AS task
# The task installs nothing: what could is taken out.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /opt/yarn-* \
 && mkdir /scratch \
 && chown node:node /scratch
# Scratch space is the only place that is written to. As a volume it keeps its owner under a root file system that is read only.
VOLUME ["/scratch"]
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production \
    TMPDIR=/scratch \
    HOME=/scratch \
    MILLRACE_DUCKDB_EXTENSIONS=/app/extensions
USER node
CMD ["node", "functions/task.mjs"]
