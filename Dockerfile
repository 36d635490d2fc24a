# The program as it stands in the repository: TypeScript runs unbuilt, so the second stage only adds
# the packages it needs at run time. The image's own Node runs it; the `node` package stays out.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY intents ./intents
COPY knowledge ./knowledge
COPY seeds ./seeds
# A volume takes its owner from the folder it first covers. An empty DATA_DIR of an env file wins over
# the one above: the program's own default is the volume too.
RUN mkdir /data && chown node:node /data && ln -s /data /app/data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm, is process 1: it hears SIGTERM and finishes the turns under way.
CMD ["node", "src/main.ts"]
