import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Buses } from '#libs/event-sourcing';
import { freePort, readConfiguration, serviceNames, type Configuration } from '#libs/storage';
import { contexts } from '#libs/running';
import { Line } from '#libs/transport';
import { freshDatabase } from '#testing';
import type { Meta, QueryMeta } from '#messages/messages';
import type { Ways } from '../../apps/marketplace/src/demonstration/stage.js';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { Kept } from '../../tools/supervisor.js';

/** The two shapes in which everything must be the same. */
export const shapes = ['one process', 'separate services'] as const;
export type Shape = (typeof shapes)[number];

/** A whole installation on an empty database of its own, reached as anybody would reach it. */
export interface Installation {
  readonly url: string;
  readonly databaseUrl: string;
  readonly configuration: Configuration;
  /** What processes and due times may ask, at a moment that the test chooses. */
  readonly system: Ways;
  close(): Promise<void>;
}

interface Started {
  readonly system: Ways;
  close(): Promise<void>;
}

/** Starts it; a log of the test's own is for the shape of one process. */
export async function install(shape: Shape, log?: Logger): Promise<Installation> {
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'commonpurse-journey-'));
  const env = {
    DATABASE_URL: database.url,
    DATA_FOLDER: dataFolder,
    PORT: String(await freePort(0)),
    ...(await servicePorts()),
  };
  const configuration = readConfiguration(env);
  const { system, close } =
    shape === 'one process'
      ? await startOne(configuration, log)
      : await startServices(configuration, env);
  return {
    url: `http://127.0.0.1:${configuration.port}`,
    databaseUrl: database.url,
    configuration,
    system,
    async close() {
      await close();
      await database.drop();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

async function startOne(configuration: Configuration, log?: Logger): Promise<Started> {
  const app = await startMarketplace(configuration, log);
  return { system: app.get(Buses, { strict: false }), close: () => app.close() };
}

/** Every context and the gateway as processes of their own, from the build. */
async function startServices(
  configuration: Configuration,
  env: Record<string, string>,
): Promise<Started> {
  const kept = [...serviceNames, 'gateway'].map((name) => {
    const file = join(import.meta.dirname, `../../dist/apps/${name}/src/main.js`);
    return new Kept({ name, file, env: { ...process.env, ...env } }, () => undefined);
  });
  const lines = linesTo(configuration);
  await Promise.all(kept.map((program) => program.start()));
  return {
    system: overLines(lines),
    async close() {
      for (const line of lines.values()) line.onApplicationShutdown();
      await Promise.all(kept.map((program) => program.stop()));
    },
  };
}

/** A line to each context, under the name of every message that it answers. */
function linesTo({ services, secrets }: Configuration): ReadonlyMap<string, Line> {
  const entries = Object.values(contexts).flatMap(({ name, commands, queries }) => {
    const line = new Line(name, services[name as keyof typeof services], secrets.serviceSecret);
    return Object.keys({ ...commands, ...queries }).map((message) => [message, line] as const);
  });
  return new Map(entries);
}

/** Asks as the contexts ask each other: signed, over TCP. */
function overLines(lines: ReadonlyMap<string, Line>): Ways {
  const ask = ({ name }: { name: string }, body: unknown, { actor, ...meta }: Meta | QueryMeta) => {
    const line = lines.get(name);
    if (!line) throw new Error(`No context answers ${name}.`);
    return line.ask(name, body as object, meta, actor);
  };
  return { command: ask as Ways['command'], query: ask as Ways['query'] };
}

async function servicePorts(): Promise<Record<string, string>> {
  const ports = await Promise.all(serviceNames.map(() => freePort(0)));
  return Object.fromEntries(
    serviceNames.map((name, n) => [`${name.toUpperCase()}_PORT`, String(ports[n])]),
  );
}
