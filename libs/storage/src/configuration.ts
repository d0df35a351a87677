import { join, resolve } from 'node:path';
import { kurrentTarget } from '#libs/event-store';
import { CannotStart } from './cannot-start.js';
import { findRunning, writableFolder } from './embedded-postgres.js';
import { secretsOf, type Secrets } from './secrets.js';

/** The contexts that may run as services of their own, in the order of their default ports. */
export const serviceNames = [
  'membership',
  'orders',
  'tenders',
  'quotes',
  'ledger',
  'savings',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where a service is reached. */
export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
}

/** What the environment asks for, read once at the start. */
export interface Configuration {
  /** Where pages and API listen. */
  readonly host: string;
  readonly port: number;
  /** What people type into a browser, without a slash at the end. */
  readonly publicUrl: string;
  /** Absolute. Holds the embedded PostgreSQL, secrets, mail. */
  readonly dataFolder: string;
  readonly mailFolder: string;
  /** Where letters are handed over to be sent; without it they stay in the mail folder. */
  readonly smtpUrl?: string;
  /** A PostgreSQL of the operator's own; without it, the data folder's. */
  readonly databaseUrl?: string;
  /** A KurrentDB for the log; without it, the log is in the database with all the rest. */
  readonly eventStoreUrl?: string;
  readonly services: Readonly<Record<ServiceName, ServiceAddress>>;
  /** Where services listen for each other. */
  readonly servicesHost: string;
  /** Where this process tells operators, and nobody else, what it counts. */
  readonly operations: ServiceAddress;
  readonly demoPassword?: string;
  readonly secrets: Secrets;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the environment; makes the data folder. Throws `CannotStart`, all at once. */
export function readConfiguration(env: Environment = process.env): Configuration {
  const faults: string[] = [];
  const port = portOf(env, 'PORT', 3000, faults);
  const host = env.HOST || '127.0.0.1';
  const publicUrl = publicUrlOf(env, host, port, faults);
  const services = servicesOf(env, faults);
  const operations = {
    host: env.OPERATIONS_HOST || '127.0.0.1',
    port: portOf(env, 'OPERATIONS_PORT', 9464, faults),
  };
  const databaseUrl = databaseUrlOf(env, faults);
  const eventStoreUrl = eventStoreUrlOf(env, faults);
  const smtpUrl = smtpUrlOf(env, faults);
  const demoPassword = demoPasswordOf(env, faults);
  checkAwardSeconds(env, faults);
  if (faults.length > 0) throw new CannotStart(faults.join('\n'));
  const dataFolder = writableFolder(resolve(env.DATA_FOLDER || 'data'));
  return {
    host,
    port,
    publicUrl,
    dataFolder,
    mailFolder: resolve(env.MAIL_FOLDER || join(dataFolder, 'mail')),
    ...(smtpUrl === undefined ? {} : { smtpUrl }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(eventStoreUrl === undefined ? {} : { eventStoreUrl }),
    services,
    servicesHost: env.SERVICES_HOST || '127.0.0.1',
    operations,
    ...(demoPassword === undefined ? {} : { demoPassword }),
    secrets: secretsOf(dataFolder),
  };
}

/** The database to use: the operator's, or the one that runs on the data folder. */
export function databaseOf({ databaseUrl, dataFolder }: Configuration): string {
  const url = databaseUrl ?? findRunning(dataFolder);
  if (url) return url;
  throw new CannotStart(
    `No database is running on the data folder ${dataFolder}. Start Commonpurse first ` +
      '(npm start, in another window), or name a PostgreSQL in DATABASE_URL.',
  );
}

/** The same, listening on another port; the address that people type follows unless it was set. */
export function onPort(configuration: Configuration, port: number): Configuration {
  const { publicUrl, host } = configuration;
  const followed = publicUrl === ownUrl(host, configuration.port) ? ownUrl(host, port) : publicUrl;
  return { ...configuration, port, publicUrl: followed };
}

function portOf(env: Environment, name: string, usual: number, faults: string[]): number {
  const text = env[name] || String(usual);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  faults.push(`${name} must be a whole number from 1 to 65535; it is "${text}".`);
  return usual;
}

/** Read where awards are worked out; told here, with everything else that is wrong. */
function checkAwardSeconds(env: Environment, faults: string[]): void {
  const text = env.AWARD_SECONDS || '180';
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3600) return;
  faults.push(`AWARD_SECONDS must be a whole number from 1 to 3600; it is "${text}".`);
}

function publicUrlOf(env: Environment, host: string, port: number, faults: string[]): string {
  const given = env.PUBLIC_URL;
  const secure = given !== undefined && URL.canParse(given) && given.startsWith('https://');
  if (!isLoopback(host) && !secure) {
    faults.push(
      `HOST is "${host}", so others can reach this server: set PUBLIC_URL to its https address, ` +
        'such as https://buying.example.org, or leave HOST out.',
    );
  }
  if (!given) return ownUrl(host, port);
  if (URL.canParse(given) && /^https?:\/\//.test(given)) return given.replace(/\/+$/, '');
  faults.push(`PUBLIC_URL must be a web address such as https://buying.example.org: "${given}".`);
  return ownUrl(host, port);
}

function ownUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function servicesOf(env: Environment, faults: string[]): Record<ServiceName, ServiceAddress> {
  const addresses = serviceNames.map((name, index) => {
    const prefix = name.toUpperCase();
    const port = portOf(env, `${prefix}_PORT`, 4001 + index, faults);
    return [name, { host: env[`${prefix}_HOST`] || '127.0.0.1', port }];
  });
  return Object.fromEntries(addresses) as Record<ServiceName, ServiceAddress>;
}

function databaseUrlOf(env: Environment, faults: string[]): string | undefined {
  const given = env.DATABASE_URL || undefined;
  if (given === undefined) return undefined;
  if (!URL.canParse(given) || !/^postgres(ql)?:\/\/[^/]/.test(given)) {
    // Not repeated in the sentence: it holds a password.
    faults.push('DATABASE_URL must look like postgres://user:password@host:5432/database.');
  }
  return given;
}

function eventStoreUrlOf(env: Environment, faults: string[]): string | undefined {
  const given = env.EVENT_STORE || undefined;
  if (given === undefined || given === 'postgres') return undefined;
  try {
    kurrentTarget(given);
  } catch (fault) {
    // Not repeated in the sentence: it may hold a password.
    faults.push(`EVENT_STORE ${(fault as Error).message} Leave it out for PostgreSQL.`);
  }
  return given;
}

function smtpUrlOf(env: Environment, faults: string[]): string | undefined {
  const given = env.SMTP_URL || undefined;
  if (given !== undefined && !(URL.canParse(given) && /^smtps?:\/\/[^/]/.test(given))) {
    // Not repeated in the sentence: it holds a password.
    faults.push('SMTP_URL must look like smtps://user:password@host:465.');
  }
  return given;
}

const shortestPassword = 8;

function demoPasswordOf(env: Environment, faults: string[]): string | undefined {
  const given = env.DEMO_PASSWORD || undefined;
  if (given !== undefined && given.length < shortestPassword) {
    faults.push(`DEMO_PASSWORD must have at least ${shortestPassword} characters.`);
  }
  return given;
}
