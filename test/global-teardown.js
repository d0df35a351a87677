import { rmSync } from 'node:fs';

// oxlint-disable-next-line import/no-default-export -- Jest asks for it
export default async function globalTeardown() {
  if (!globalThis.testServer) return;
  const { server, folder } = globalThis.testServer;
  await server.stop();
  for (const path of [folder, server.clusterFolder]) rmSync(path, { recursive: true, force: true });
}
