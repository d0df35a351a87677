import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeLog } from '#libs/http';
import { shapes, type Shape } from './installation.js';
import { alder, SmallCluster } from './small-cluster.js';
import { boxes, openRound } from './small-round.js';

/** The process that decides for orders, and the one that decides for the ledger. */
const processes = {
  'one process': { gateway: 'marketplace', orders: 'marketplace', ledger: 'marketplace' },
  'separate services': { gateway: 'gateway', orders: 'orders', ledger: 'ledger' },
} as const;

describe.each(shapes)('An operator of %s', (shape: Shape) => {
  const lines: string[] = [];
  const here = processes[shape];
  let cluster: SmallCluster;

  beforeAll(async () => {
    const settings = { LOG_LEVEL: 'info' };
    const log = makeLog({ write: (line: string) => void lines.push(line) });
    const say = (line: string) => void lines.push(line);
    cluster = await SmallCluster.open(log, shape, { log, settings, say });
  }, 60_000);

  afterAll(() => cluster?.close());

  const tell = async (process: string, path: string) =>
    fetch(`${cluster.installation.operations[process]}${path}`);

  /** The figures of a process: `name{labels}` to value. */
  async function figures(process: string): Promise<ReadonlyMap<string, number>> {
    const answer = await tell(process, '/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const samples = (await answer.text()).split('\n').filter((line) => /^[a-z]/.test(line));
    return new Map(
      samples.map((line) => {
        const [, name = '', value] = /^(\S+?(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
        expect(name).toMatch(/^[a-z_][a-z0-9_]*(\{([a-z_]+="[^"]*",?)+\})?$/);
        return [name, Number(value)];
      }),
    );
  }

  it('is told what there is, whatever path is asked for, even one that is no address', async () => {
    for (const path of ['//', '//[', '/nothing?a=//']) {
      expect((await tell(here.gateway, path)).status).toBe(404);
    }
    expect((await tell(here.gateway, '/health/live?now')).status).toBe(200);
  });

  it('sees figures move when a school commits, in the process that did the work', async () => {
    const roundId = await openRound(cluster);
    await cluster.quiet();
    const counted = (sample: string, figure: ReadonlyMap<string, number>) =>
      figure.get(sample) ?? 0;
    const committed =
      'commonpurse_command_seconds_count{command="CommitDemand",outcome="accepted"}';
    const reserved = 'commonpurse_command_seconds_count{command="ReserveFunds",outcome="accepted"}';
    const refused = 'commonpurse_command_seconds_count{command="CommitDemand",outcome="refused"}';
    const requests =
      'commonpurse_http_request_seconds_count{method="POST",' +
      'route="/api/v1/rounds/:roundId/demand/:schoolUrn",status="201"}';
    const recorded = 'commonpurse_append_seconds_count{outcome="recorded"}';
    const flushes = 'commonpurse_flush_events_sum';
    const before = {
      gateway: await figures(here.gateway),
      orders: await figures(here.orders),
      ledger: await figures(here.ledger),
    };

    const body = { requestId: randomUUID(), lines: [boxes(3)] };
    const answer = await cluster.wire.post(
      'alderBuyer',
      `/rounds/${roundId}/demand/${alder}`,
      body,
    );
    expect(answer.status).toBe(201);
    const again = { requestId: randomUUID(), lines: [{ ...boxes(3), lotId: randomUUID() }] };
    const no = await cluster.wire.post('alderBuyer', `/rounds/${roundId}/demand/${alder}`, again);
    expect(no.status).toBe(409);
    await cluster.quiet();

    const moved = async (process: keyof typeof before, sample: string) =>
      counted(sample, await figures(here[process])) - counted(sample, before[process]);
    expect(await moved('orders', committed)).toBe(1);
    expect(await moved('orders', refused)).toBe(1);
    expect(await moved('orders', `commonpurse_refusals_total{code="${no.json['code']}"}`)).toBe(1);
    expect(await moved('ledger', reserved)).toBe(1);
    expect(await moved('gateway', requests)).toBe(1);
    expect(await moved('ledger', recorded)).toBeGreaterThanOrEqual(1);
    expect(await moved('ledger', flushes)).toBeGreaterThanOrEqual(1);
  });

  it('sees every reader with its lag and status, and the process itself', async () => {
    await cluster.quiet();
    const found = await figures(here.ledger);
    const of = 'reader="reserve-on-demand",kind="process"';
    expect(found.get(`commonpurse_reader_status{${of},status="working"}`)).toBe(1);
    expect(found.get(`commonpurse_reader_status{${of},status="poisoned"}`)).toBe(0);
    expect(found.get(`commonpurse_reader_lag_positions{${of}}`)).toBe(0);
    expect(found.get(`commonpurse_reader_lag_seconds{${of}}`)).toBe(0);
    expect(found.get('commonpurse_ready')).toBe(1);
    expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect([...found.keys()].join('\n')).toMatch(/commonpurse_info\{process="\w+",version="\d/);
  });

  it('asks each process whether it lives and is ready, at a port of its own', async () => {
    for (const process of Object.keys(cluster.installation.operations)) {
      expect((await tell(process, '/health/live')).status).toBe(200);
      const ready = await tell(process, '/health/ready');
      expect([process, ready.status, await ready.text()]).toEqual([
        process,
        200,
        expect.any(String),
      ]);
      expect(await (await tell(process, '/health')).json()).toMatchObject({ status: 'ready' });
      expect((await tell(process, '/')).status).toBe(404);
    }
    expect((await fetch(`${cluster.installation.url}/metrics`)).status).toBe(404);
  });

  it('finds one correlation id in the events and the lines of every process in between', async () => {
    const roundId = await openRound(cluster);
    const correlationId = randomUUID();
    const path = `/rounds/${roundId}/demand/${alder}`;
    const body = { requestId: randomUUID(), lines: [boxes(2)] };
    const headers = { 'x-correlation-id': correlationId };
    const answer = await cluster.wire.post('alderBuyer', path, body, { headers });
    expect([answer.status, answer.headers.get('x-correlation-id')]).toEqual([201, correlationId]);
    const again = {
      ...body,
      requestId: randomUUID(),
      lines: [{ ...boxes(2), lotId: randomUUID() }],
    };
    await cluster.wire.post('alderBuyer', path, again, { headers });
    await cluster.quiet();
    await pause(200);

    const found = lines
      .filter((line) => line.includes(correlationId))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>);
    const about = { correlationId, ...(shape === 'separate services' && { process: 'orders' }) };
    expect(found).toContainEqual(
      expect.objectContaining({ method: 'POST', status: 201, path: `/api/v1${path}` }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ ...about, command: 'CommitDemand', outcome: 'accepted' }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ ...about, outcome: 'refused', code: expect.any(String) }),
    );
    const asked = { command: 'ReserveFunds', actor: 'process:reserve-on-demand' };
    expect(found).toContainEqual(expect.objectContaining(asked));
    const decided = { command: 'ReserveFunds', outcome: 'accepted' };
    expect(found).toContainEqual(expect.objectContaining(decided));

    const { events } = await cluster.store.readAll({ after: 0n, limit: 10_000 });
    const ours = events.filter(({ meta }) => meta.correlationId === correlationId);
    const types = ours.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['DemandRequested', 'FundsReserved', 'DemandCommitted']),
    );
  });
});
