import type { DataSource, QueryRunner } from 'typeorm';
import { logger } from './logger.js';

/** First half of every advisory lock that a reader holds; the second is a hash of its name. */
export const readerLocks = 7_155_002;

/** The name under which a reader is led: other versions of it are led beside. */
export function leaseOf({ name, version }: { name: string; version: number }): string {
  return `${name}@${version}`;
}

/** How often the connection that holds the locks says that it is alive. */
const beatMs = 1_500;
/** The server ends that connection, and with it the locks, when it has been silent for so long. */
const expiryMs = 6_000;

/**
 * What the read side's connections are told (TypeORM's `extra`): a process that hangs in the middle
 * of a transaction must not hold a checkpoint from whoever has taken over.
 */
export const readSideConnections = {
  keepAlive: true,
  idle_in_transaction_session_timeout: expiryMs,
} as const;

/** A connection of the driver's, as far as a dead one must be cut. */
interface Cuttable {
  readonly connection: { readonly stream: { destroy(error?: Error): void } };
}

/**
 * One dedicated connection that holds the locks of all this process's readers, so that of several
 * instances one folds and the others wait to take over: at once when this process ends, and after
 * `expiryMs` when it hangs, is stopped or is cut off. The conditional move of the checkpoint keeps
 * folding right even when a lock is lost unnoticed.
 */
export class Leases {
  private runner: QueryRunner | undefined;
  private connecting: Promise<QueryRunner> | undefined;
  private beating: NodeJS.Timeout | undefined;
  private readonly held = new Map<string, () => void>();
  /** A connection takes one statement at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly db: DataSource) {}

  /** Takes the lock if it is free; `lost` is called when the connection that holds it breaks. */
  async take(name: string, lost: () => void): Promise<boolean> {
    if (this.held.has(name)) return false;
    const runner = await this.connect();
    const statement = 'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken';
    const [{ taken }] = await this.inTurn(() => runner.query(statement, [readerLocks, name]));
    if (taken) this.held.set(name, lost);
    return taken;
  }

  async release(name: string): Promise<void> {
    const held = this.held.delete(name);
    const { runner } = this;
    if (!held || !runner) return;
    const statement = 'SELECT pg_advisory_unlock($1, hashtext($2))';
    const release = () => runner.query(statement, [readerLocks, name]);
    await this.inTurn(release).catch(() => undefined);
  }

  async close(): Promise<void> {
    clearInterval(this.beating);
    const runner = this.runner;
    this.runner = undefined;
    if (!runner || runner.isReleased) return;
    const settle = 'SELECT pg_advisory_unlock_all(); RESET idle_session_timeout';
    await this.inTurn(() => runner.query(settle)).catch(() => undefined);
    await runner.release();
  }

  private inTurn<Result>(ask: () => Promise<Result>): Promise<Result> {
    const answer = this.last.then(ask);
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async connect(): Promise<QueryRunner> {
    if (this.runner && !this.runner.isReleased) return this.runner;
    this.connecting ??= this.open().finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  private async open(): Promise<QueryRunner> {
    const runner = this.db.createQueryRunner();
    const client = await runner.connect();
    client.once('error', () => this.lose(runner));
    client.once('end', () => this.lose(runner));
    await runner.query(`SET idle_session_timeout = ${expiryMs}`);
    clearInterval(this.beating);
    this.beating = setInterval(() => void this.beat(runner, client as Cuttable), beatMs);
    this.beating.unref();
    this.runner = runner;
    return runner;
  }

  /** A connection that does not answer is cut here, before the server gives its locks away. */
  private async beat(runner: QueryRunner, { connection }: Cuttable): Promise<void> {
    if (this.runner !== runner) return;
    const cut = () => connection.stream.destroy(new Error('The database does not answer.'));
    const patience = setTimeout(cut, expiryMs - beatMs);
    await this.inTurn(() => runner.query('SELECT 1')).catch(() => undefined);
    clearTimeout(patience);
  }

  private lose(runner: QueryRunner): void {
    if (this.runner !== runner) return;
    this.runner = undefined;
    clearInterval(this.beating);
    logger.warn('The connection that holds the readers’ locks broke; they start again.');
    const losers = [...this.held.values()];
    this.held.clear();
    for (const lost of losers) lost();
  }
}
