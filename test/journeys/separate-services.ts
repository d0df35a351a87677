import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames, startEmbedded, type EmbeddedPostgres } from '#libs/storage';
import type { RoundView } from '#messages/rounds';
import { childOf } from '../../tools/testing.js';
import { alder, consortiumId, fundId, SmallCluster, trust } from './small-cluster.js';
import { boxes, draftOf, openRound } from './small-round.js';
import type { Answer } from './wire.js';

export const victims = [...serviceNames, 'gateway'] as const;
export type Victim = (typeof victims)[number];

/** What a client saw of one request: 0 is no answer at all. */
export interface Seen {
  readonly status: number;
  readonly ms: number;
  readonly retryAfter: string | null;
}

/** The small cluster in separate services, on a PostgreSQL of its own that may be killed too. */
export class SeparateServices {
  private urn = 700_000;

  private constructor(
    readonly cluster: SmallCluster,
    readonly roundId: string,
    private readonly server: EmbeddedPostgres,
    private readonly folder: string,
  ) {}

  static async start(): Promise<SeparateServices> {
    const folder = mkdtempSync(join(tmpdir(), 'commonpurse services '));
    const server = await startEmbedded({ dataFolder: folder, port: 0 });
    const shared = process.env.TEST_DATABASE_URL;
    process.env.TEST_DATABASE_URL = server.url;
    try {
      const cluster = await SmallCluster.open(undefined, 'separate services');
      return new SeparateServices(cluster, await openRound(cluster), server, folder);
    } finally {
      process.env.TEST_DATABASE_URL = shared;
    }
  }

  async stop(): Promise<void> {
    await this.cluster.close();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  pids(): Record<Victim, number> {
    const pidOf = (name: string) => childOf({ pid: process.pid }, name);
    return Object.fromEntries(victims.map((name) => [name, pidOf(name)])) as Record<Victim, number>;
  }

  postmaster(): number {
    const file = join(this.server.clusterFolder, 'postmaster.pid');
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  }

  /** Something that only this context can answer, asked through the gateway. */
  ask(context: Victim, key: string = randomUUID()): Promise<Answer> {
    const { wire } = this.cluster;
    switch (context) {
      case 'gateway':
      case 'membership': {
        const urn = String(this.urn++);
        const school = { urn, name: `Invented School ${urn}`, phase: 'Primary' };
        return wire.post('operator', '/schools', school, { key });
      }
      case 'orders':
        return wire.post('lead', '/rounds', draftOf(randomUUID()), { key });
      case 'tenders':
        return wire.get('lead', `/tenders/${randomUUID()}`);
      case 'quotes': {
        const supplier = { supplierId: randomUUID(), consortiumId, name: 'Invented Supplies' };
        return wire.post('operator', '/suppliers', supplier, { key });
      }
      case 'ledger':
        return wire.post('trustHead', `/funds/${fundId}/budgets`, budget, { key });
      case 'savings':
        return wire.get('lead', `/rounds/${this.roundId}/shares`);
    }
  }

  /** The same, as a client sees it. */
  async seen(context: Victim): Promise<Seen> {
    const began = performance.now();
    const answer = await this.ask(context).catch(() => undefined);
    const ms = Math.round(performance.now() - began);
    if (!answer) return { status: 0, ms, retryAfter: null };
    return { status: answer.status, ms, retryAfter: answer.headers.get('retry-after') };
  }

  /** Asks again and again until there is an answer; everything that was seen on the way. */
  async untilAnswered(context: Victim): Promise<Seen[]> {
    const seen: Seen[] = [];
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(20)) {
      seen.push(await this.seen(context));
      if (isAnswer(seen.at(-1))) return seen;
    }
    throw new Error(`${context} did not come back: ${JSON.stringify(seen.slice(-5))}`);
  }

  /**
   * One demand through three contexts: orders asks membership for facts, the ledger's process
   * reserves, the process of orders confirms. Answers the correlation id that it was sent with.
   */
  async demand(count: number): Promise<{ correlationId: string; key: string }> {
    const [correlationId, key, requestId] = [randomUUID(), randomUUID(), randomUUID()];
    const path = `/rounds/${this.roundId}`;
    const body = { requestId, lines: [boxes(count)] };
    const headers = { 'x-correlation-id': correlationId };
    const { wire } = this.cluster;
    const sent = () => wire.post('alderBuyer', `${path}/demand/${alder}`, body, { key, headers });
    const end = Date.now() + 30_000;
    for (let answer = await sent(); answer.status !== 201; answer = await sent()) {
      const isPassing = answer.status === 503 && Date.now() < end;
      if (!isPassing) throw new Error(`Demand was answered ${answer.status}: ${answer.text}`);
      await pause(100);
    }
    const isCommitted = ({ demand }: RoundView) =>
      demand.some(
        (one) =>
          one.schoolUrn === alder && one.status === 'committed' && one.committed[0]?.max === count,
      );
    await wire.until('lead', path, isCommitted, `demand for ${count} is committed`);
    return { correlationId, key };
  }
}

const minuteReference = 'Minute 21';
const budget = { consortiumId, partyId: trust, amountPence: 1_000_00, minuteReference };

/** Anything that a context has said, a refusal too. */
export function isAnswer(seen: Seen | undefined): boolean {
  return seen !== undefined && seen.status > 0 && seen.status < 500;
}
