import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthModule, Database, findPersonByEmail } from '#libs/auth';
import { Buses, EVENT_STORE, EventSourcing } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import { StorageModule, type Configuration } from '#libs/storage';
import { contextModules } from '../apps/marketplace/src/contexts.js';
import {
  loadDemonstration,
  standingOf,
} from '../apps/marketplace/src/demonstration/load-demonstration.js';
import {
  accounts,
  operatorAccount,
  type DemoAccount,
} from '../apps/marketplace/src/demonstration/people.js';

@Module({})
class Demonstration {}

/** How to sign in to the demonstration; nothing when the data are somebody's own. */
export interface DemonstrationShown {
  readonly accounts: readonly DemoAccount[];
  readonly password: string;
  readonly passwordFile: string;
}

const shownAccounts = [operatorAccount, ...accounts].filter(({ shown }) => shown);

/**
 * Loads the demonstration into an empty store, or goes on with a load that was interrupted, with
 * due times held back; then everything is let go, and the app starts as at any other time.
 */
export async function demonstrate(
  configuration: Configuration,
  { empty }: { empty: boolean },
): Promise<DemonstrationShown | undefined> {
  const app = await NestFactory.createApplicationContext(
    {
      module: Demonstration,
      imports: [StorageModule.forRoot(configuration), AuthModule, ...contextModules],
    },
    { logger: ['error', 'fatal'], abortOnError: false },
  );
  try {
    await app.get(EventSourcing).start({ dueTimes: false });
    const store = app.get<EventStore>(EVENT_STORE);
    const buses = app.get(Buses);
    const db = app.get(Database, { strict: false });
    const operator = await findPersonByEmail(db, operatorAccount.email);
    const standing = await standingOf(store, buses, operator?.id);
    if (standing === 'empty' && empty) return undefined;
    if (standing === 'complete') return operator ? shown(configuration) : undefined;
    const { password } = shown(configuration);
    await loadDemonstration({ buses, db, store, password, progress });
    return shown(configuration);
  } finally {
    await app.close();
  }
}

/** The password is made once, and kept where only its owner reads it. */
function shown({ dataFolder, demoPassword }: Configuration): DemonstrationShown {
  const passwordFile = join(dataFolder, 'demonstration-password.txt');
  if (!existsSync(passwordFile)) {
    const made = demoPassword ?? randomBytes(12).toString('base64url');
    writeFileSync(passwordFile, `${made}\n`, { mode: 0o600 });
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  return { accounts: shownAccounts, password, passwordFile };
}

function progress(done: number, of: number, what: string): void {
  const line = `Loading the invented demonstration: ${what} (${done} of ${of})`;
  process.stdout.write(process.stdout.isTTY && done < of ? `${line}\r` : `${line}\n`);
}
