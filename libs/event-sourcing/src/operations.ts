import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { notFound } from '#libs/decider';
import type { EventStore } from '#libs/event-store';
import type { Actor } from '#messages/messages';
import {
  FindDueTimes,
  FindReaders,
  FindRefusedAsks,
  type DueTimeView,
  type ReaderView,
  type RefusedAskView,
} from '#messages/operations';
import { readerLocks } from './leases.js';
import { EVENT_STORE } from './options.js';

type Timed<View, Fields extends keyof View> = Omit<View, Fields> & Record<Fields, Date>;

interface RefusedRow extends Omit<RefusedAskView, 'at' | 'settledAt' | 'askedAgain'> {
  readonly at: Date;
  readonly settledAt: Date | null;
  readonly askedBy: string | null;
  readonly askedAt: Date | null;
}

/** How every reader stands: read from the database that all processes share. */
@QueryHandler(FindReaders)
export class FindReadersHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async execute({ meta }: FindReaders): Promise<ReaderView[]> {
    if (!isOperator(meta.actor)) notFound();
    const rows: Timed<Omit<ReaderView, 'lag'>, 'since' | 'movedAt'>[] = await this.db.query(
      `SELECT name, version, kind, error, since, position::text AS position,
          moved_at AS "movedAt",
          CASE WHEN kind = 'rebuild' THEN CASE WHEN held THEN 'working' ELSE 'stopped' END
            WHEN held OR status IN ('poisoned', 'stopped') THEN coalesce(status, 'working')
            ELSE 'unattended' END AS status
        FROM (SELECT c.*, EXISTS (SELECT FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.objid = (hashtext(CASE WHEN kind = 'rebuild'
                  THEN replace(c.name, ' (rebuild)', '@' || c.version || ' rebuild')
                  ELSE c.name || '@' || c.version END)::bigint & 4294967295)::oid) AS held
          FROM event_sourcing.checkpoints c WHERE kind IS NOT NULL) standing
        ORDER BY kind, name, version`,
      [readerLocks],
    );
    const head = await this.store.head();
    return rows.map(({ since, movedAt, ...row }) => ({
      ...row,
      lag: Math.max(0, Number(head - BigInt(row.position))),
      since: since.toISOString(),
      movedAt: movedAt.toISOString(),
    }));
  }
}

@QueryHandler(FindDueTimes)
export class FindDueTimesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta }: FindDueTimes): Promise<DueTimeView[]> {
    if (!isOperator(meta.actor)) notFound();
    return dueTimesIn(this.db);
  }
}

/** Up to a thousand due times, those to come first. */
export async function dueTimesIn(db: DataSource): Promise<DueTimeView[]> {
  const rows: (Timed<Omit<DueTimeView, 'doneAt'>, 'at'> & { doneAt: Date | null })[] =
    await db.query(
      `SELECT name, key, at, command, ${idsOf('body')} AS about, demo,
          done_at AS "doneAt", outcome
        FROM event_sourcing.due_times
        ORDER BY done_at DESC NULLS FIRST, at, name, key LIMIT 1000`,
    );
  return rows.map(({ at, doneAt, ...row }) => ({
    ...row,
    at: at.toISOString(),
    doneAt: doneAt?.toISOString() ?? null,
  }));
}

@QueryHandler(FindRefusedAsks)
export class FindRefusedAsksHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute(query: FindRefusedAsks): Promise<RefusedAskView[]> {
    const { meta, about = null, refusedId = null, which = 'open' } = query;
    const all = isOperator(meta.actor);
    const consortia = overseenBy(meta.actor);
    if (!all && consortia.length === 0) notFound();
    const rows: RefusedRow[] = await this.db.query(
      `SELECT command_id AS "refusedId", reader, command, ${idsOf('body')} AS about, code, message,
          at, consortium_id AS "consortiumId", settled_at AS "settledAt",
          asked_again_by AS "askedBy", asked_again_at AS "askedAt",
          jsonb_build_object('id', event_id, 'type', event_type, 'stream', stream,
            'revision', CASE WHEN $1 THEN revision END,
            'position', CASE WHEN $1 THEN position::text END) AS event
        FROM event_sourcing.refused_asks
        WHERE ($1 OR consortium_id = ANY($2))
          AND ($3::text IS NULL OR $3 IN (SELECT value FROM jsonb_each_text(body)))
          AND ($4::uuid IS NULL OR command_id = $4)
          AND ($4::uuid IS NOT NULL OR (settled_at IS NOT NULL) = $5)
        ORDER BY at DESC, command_id LIMIT 200`,
      [all, consortia, about, refusedId, which === 'settled'],
    );
    return rows.map(viewOf);
  }
}

/** Does somebody look after the installation? */
export function isOperator({ grants }: Actor): boolean {
  return grants.some(({ role }) => role === 'operator');
}

function viewOf({ at, settledAt, askedBy, askedAt, ...row }: RefusedRow): RefusedAskView {
  const askedAgain = askedBy && askedAt && { by: askedBy, at: askedAt.toISOString() };
  return {
    ...row,
    at: at.toISOString(),
    askedAgain: askedAgain || null,
    settledAt: settledAt?.toISOString() ?? null,
  };
}

/** The consortia whose money and paper somebody looks after. */
function overseenBy({ grants }: Actor): string[] {
  const roles = ['lead', 'finance', 'auditor'];
  return grants
    .filter(({ role }) => roles.includes(role))
    .flatMap(({ consortiumId }) => consortiumId ?? []);
}

function idsOf(body: string): string {
  return `(SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(${body}) f
    WHERE f.key LIKE '%Id' AND jsonb_typeof(f.value) = 'string')`;
}
