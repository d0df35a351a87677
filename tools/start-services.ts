import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logTo } from '#libs/event-sourcing';
import { logFile, makeLog } from '#libs/http';
import { orSay, sayReady, stopWhenAsked } from '#libs/running';
import { freePort, serviceNames, type Configuration } from '#libs/storage';
import { keepTargets } from './address.js';
import { demonstrate } from './demonstrate.js';
import { readOptions } from './options.js';
import { prepare } from './prepared.js';
import { Kept } from './supervisor.js';
import { welcome } from './welcome.js';

await orSay(async () => {
  const began = performance.now();
  const { empty } = readOptions();
  const prepared = await prepare();
  const { configuration, stop } = prepared;
  logTo(makeLog(logFile(join(configuration.dataFolder, 'commonpurse.log'))));
  const demonstration = await demonstrate(configuration, { empty }).catch(async (failure) => {
    await stop();
    throw failure;
  });
  const names = serviceNames.filter((name) => existsSync(mainOf(name)));
  const common = { ...process.env, ...(await environmentOf(configuration)) };
  const figures = await operationsPorts(configuration, names);
  keepTargets(configuration, figures);
  const say = (line: string): void => console.log(line);
  const kept = (name: string): Kept => {
    const env = { ...common, OPERATIONS_PORT: String(figures[name]) };
    return new Kept({ name, file: mainOf(name), env }, say);
  };
  const services = names.map(kept);
  const gateway = kept('gateway');
  const stopAll = async (): Promise<void> => {
    await gateway.stop();
    await Promise.all(services.map((service) => service.stop()));
    await stop();
  };
  try {
    await Promise.all(services.map((service) => service.start()));
    await gateway.start();
  } catch (failure) {
    await stopAll();
    throw failure;
  }
  stopWhenAsked(async () => {
    console.log('\nFinishing what is under way, then stopping …');
    await stopAll();
    console.log('Stopped. Everything is kept.');
  });
  console.log(welcome(prepared, performance.now() - began, demonstration));
  sayReady();
});

function mainOf(name: string): string {
  return fileURLToPath(new URL(`../apps/${name}/src/main.js`, import.meta.url));
}

/** The same for every process: where each listens, the first free port from its own on. */
async function environmentOf(configuration: Configuration): Promise<NodeJS.ProcessEnv> {
  const { publicUrl, port, databaseUrl, dataFolder, services, servicesHost } = configuration;
  const ports: NodeJS.ProcessEnv = {};
  let next = 0;
  for (const name of serviceNames) {
    const free = await freePort(Math.max(services[name].port, next), servicesHost);
    ports[`${name.toUpperCase()}_PORT`] = String(free);
    next = free + 1;
  }
  return {
    ...ports,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATABASE_URL: databaseUrl,
    DATA_FOLDER: dataFolder,
  };
}

/** One for each process, the gateway's first, the first free from the one that was asked for. */
async function operationsPorts(
  { operations: { host, port } }: Configuration,
  services: readonly string[],
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  let next = port;
  for (const name of ['gateway', ...services]) {
    ports[name] = await freePort(next, host);
    next = ports[name] + 1;
  }
  return ports;
}
