import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { EVENT_STORE, EventSourcing, logTo } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import { freePort, readConfiguration } from '#libs/storage';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { demonstrate } from '../../tools/demonstrate.js';

/** The whole of it in this process, on a database, with its health page on a port. */
export interface Marketplace {
  /** For a program that is to work beside it. */
  readonly env: NodeJS.ProcessEnv;
  readonly store: EventStore;
  readonly eventSourcing: EventSourcing;
  /** Settles when every reader has seen all that is recorded. */
  caughtUp(): Promise<void>;
  health(): Promise<Health>;
  stop(): Promise<void>;
}

/** What `/health` says to everybody. */
export interface Health {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly readers: readonly { name: string; status: string }[];
}

export async function marketplaceOn(
  databaseUrl: string,
  { demonstration = false } = {},
): Promise<Marketplace> {
  const folder = mkdtempSync(join(tmpdir(), 'commonpurse drill '));
  const port = await freePort(0);
  const env = { DATABASE_URL: databaseUrl, DATA_FOLDER: folder, PORT: String(port) };
  const log = pino({ level: 'silent' });
  // What goes wrong on purpose is told by the drill.
  logTo(log);
  const configuration = readConfiguration(env);
  if (demonstration) await demonstrate(configuration, { empty: false });
  const app = await startMarketplace(configuration, log);
  const store = app.get<EventStore>(EVENT_STORE, { strict: false });
  const eventSourcing = app.get(EventSourcing, { strict: false });
  return {
    env,
    store,
    eventSourcing,
    caughtUp: async () => eventSourcing.waitFor(await store.head(), { timeoutMs: 60_000 }),
    async health() {
      const answer = await fetch(`http://127.0.0.1:${port}/health`);
      const { status, reasons, processes } = (await answer.json()) as {
        status: string;
        reasons: string[];
        processes: Record<string, Pick<Health, 'readers'>>;
      };
      const readers = Object.values(processes).flatMap((process) => process.readers);
      return { status, reasons, readers };
    },
    async stop() {
      await app.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Looks again until it holds; says whether it came to hold in time. */
export async function came(holds: () => Promise<boolean>, patienceMs: number): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    if (await holds()) return true;
    await sleep(20);
  }
  return false;
}
