import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { context, propagation, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buses } from '#libs/event-sourcing';
import { carriedTrace } from '#libs/metrics';
import { freePort } from '#libs/storage';
import { remote, serve } from '#libs/transport';
import { freshDatabase } from '#testing';
import { onGround, parcels, ParcelsModule, PostParcel } from '../../libs/transport/src/testing.js';
import { alder, SmallCluster } from './small-cluster.js';
import { boxes, openRound } from './small-round.js';

describe('Tracing', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

  const carriedBefore = carriedTrace();

  beforeAll(() => provider.register());

  beforeEach(() => exporter.reset());

  afterAll(async () => {
    await provider.shutdown();
    for (const api of [trace, context, propagation]) api.disable();
  });

  const named = (name: string): ReadableSpan => {
    const found = exporter.getFinishedSpans().find((span) => span.name === name);
    if (!found) throw new Error(`No span ${name} among ${names().join(', ')}.`);
    return found;
  };
  const names = () => exporter.getFinishedSpans().map(({ name }) => name);

  /** Each of these spans is the child of the one before. */
  function expectChain(...chain: string[]): void {
    const spans = chain.map(named);
    for (const [n, span] of spans.entries()) {
      const before = spans[n - 1];
      if (!before) continue;
      expect([span.name, span.parentSpanContext?.spanId]).toEqual([
        span.name,
        before.spanContext().spanId,
      ]);
      expect(span.spanContext().traceId).toBe(before.spanContext().traceId);
    }
  }

  it('costs nothing where no SDK is loaded', () => {
    expect(carriedBefore).toBeUndefined();
  });

  it('goes from a request over the decision to the append, and begins anew with a process', async () => {
    const cluster = await SmallCluster.open();
    try {
      const roundId = await openRound(cluster);
      await cluster.quiet();
      exporter.reset();
      const body = { requestId: randomUUID(), lines: [boxes(2)] };
      const path = `/rounds/${roundId}/demand/${alder}`;
      const { headers } = await cluster.wire.post('alderBuyer', path, body);
      await cluster.quiet();
      const request = 'POST /api/v1/rounds/:roundId/demand/:schoolUrn';
      expectChain(request, 'decide CommitDemand', 'append');
      expectChain('process:reserve-on-demand asks ReserveFunds', 'decide ReserveFunds');
      const id = headers.get('x-correlation-id');
      for (const name of [request, 'decide CommitDemand', 'decide ReserveFunds', 'append']) {
        expect(named(name).attributes['commonpurse.correlation_id']).toBe(id);
      }
      expect(
        JSON.stringify(exporter.getFinishedSpans().map(({ attributes }) => attributes)),
      ).not.toMatch(/copier|requestId|price/i);
    } finally {
      await cluster.close();
    }
  }, 60_000);

  it('goes along on the wire to the context that decides', async () => {
    const database = await freshDatabase();
    const address = { host: '127.0.0.1', port: await freePort(0) };
    const secret = Buffer.from('a secret of services, for tests.');
    const running = await serve(parcels, onGround(database.url, ParcelsModule), {
      ...address,
      secret,
    });
    const asking = await NestFactory.createApplicationContext(
      onGround(database.url, remote(parcels, address, secret)),
      { logger: false },
    );
    try {
      const actor = { id: randomUUID(), kind: 'person' as const, grants: [] };
      const ids = { commandId: randomUUID(), correlationId: randomUUID() };
      const meta = { ...ids, actor, at: new Date().toISOString() };
      const body = { parcelId: randomUUID(), label: 'Glue' };
      await asking.get(Buses).command(PostParcel, body, meta);
      expectChain('ask PostParcel', 'take PostParcel', 'decide PostParcel');
    } finally {
      await asking.close();
      await running.close();
      await database.drop();
    }
  });
});
