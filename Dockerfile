# One image for every process: the command says which. See docker-compose.yml.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/apps/gateway/views apps/gateway/views
COPY --from=build /app/dist dist
RUN mkdir /data && chown node:node /data
ENV DATA_FOLDER=/data
VOLUME /data
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/apps/marketplace/src/main.js"]
