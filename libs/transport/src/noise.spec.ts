import { connect, createServer, Socket, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { pino } from 'pino';
import { firstValueFrom } from 'rxjs';
import { v7 as newId } from 'uuid';
import { logTo } from '#libs/event-sourcing';
import type { Accepted, Actor } from '#messages/messages';
import { freePort } from '../../storage/src/free-port.js';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { Line, serve, type Running } from './index.js';
import { onGround, parcels, ParcelsModule } from './testing.js';

const secret = Buffer.from('a secret of services, for tests.');
const ada: Actor = { id: newId(), kind: 'person', grants: [] };
const host = '127.0.0.1';

/** What may come to an open port: bytes without sense, other protocols, packets half right. */
const nonsense = [
  ...Array.from({ length: 16 }, (_, n) =>
    Buffer.from(Array.from({ length: 2_000 }, (__, k) => ((n + 1) * k) % 256)),
  ),
  ...['0#', '-1#x', '1e9#', '999999999999#{', '#####', '3#"é"'].map((text) => Buffer.from(text)),
  Buffer.from('GET / HTTP/1.1\r\nHost: here\r\n\r\n'),
  frame([]),
  frame({ id: '1', pattern: 'no such pattern', data: {} }),
  frame({ id: '2', pattern: { cmd: 'constructor' }, data: null }),
  frame({ pattern: 'message', data: { name: 'PostParcel' } }),
  frame({ id: '3', pattern: 'message', data: 'text' }),
  frame({ id: '4', pattern: 'message' }),
  frame({ id: '5', pattern: 'message', data: { token: 'x'.repeat(100_000) } }),
  frame({ id: '6', pattern: 'message', data: { trace: { traceparent: 7 }, token: '.' } }),
];

function frame(packet: object): Buffer {
  const text = JSON.stringify(packet);
  return Buffer.from(`${text.length}#${text}`);
}

describe('The port of a service', () => {
  let database: FreshDatabase;
  let port: number;
  let running: Running;
  let line: Line;

  beforeAll(async () => {
    database = await freshDatabase();
    port = await freePort(0);
    running = await serve(parcels, onGround(database.url, ParcelsModule), { host, port, secret });
    line = new Line('parcels', { host, port }, secret);
    await line.ask('FindSlowly', {}, {}, ada);
    // Every call without a good token is a line of the log: here they are the point.
    Logger.overrideLogger(false);
    logTo(pino({ level: 'silent' }));
  }, 30_000);

  afterAll(async () => {
    line.onApplicationShutdown();
    await running.close();
    await database.drop();
  });

  async function post(label: string, over = line): Promise<Accepted> {
    const [parcelId, id] = [newId(), newId()];
    const meta = { commandId: id, at: '2026-11-20T09:00:00.000Z', correlationId: id };
    return (await over.ask('PostParcel', { parcelId, label }, meta, ada)) as Accepted;
  }

  it('answers others under a flood of what is no message, and goes on after it', async () => {
    const sockets = Array.from({ length: 200 }, (_, n) => {
      const socket = new Socket().connect(port, host);
      socket.on('error', () => undefined);
      for (let k = 0; k < 20; k++) socket.write(nonsense[(n + k) % nonsense.length] ?? '');
      return socket;
    });
    const labels = Array.from({ length: 50 }, (_, n) => `Among the noise ${n}`);
    const answers = await Promise.all(labels.map((label) => post(label)));
    expect(answers).toHaveLength(50);
    for (const socket of sockets) socket.destroy();
    const { position } = await post('After the noise');
    const seen = { after: position };
    const found = (await line.ask('FindParcels', {}, seen, ada)) as { label: string }[];
    expect(found.map(({ label }) => label).sort()).toEqual([...labels, 'After the noise'].sort());
  }, 30_000);

  it('says to anybody how it stands, and nothing of what it holds', async () => {
    const options = { host, port };
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    const said = await firstValueFrom(
      client.send<{ readers: object[] }>('health', { all: true, token: 'mine' }),
    );
    await client.close();
    expect(Object.keys(said).sort()).toEqual(['readers', 'reasons']);
    expect(said.readers.map((reader) => Object.keys(reader).sort())).toEqual([
      ['kind', 'lagPositions', 'lagSeconds', 'name', 'status'],
    ]);
    expect(JSON.stringify(said)).not.toMatch(/noise|postgres:|secret/);
  });

  it('is found anew after a silence, as when its machine went without a word', async () => {
    const path = await pathThatDies(port);
    const away = new Line('parcels', { host, port: path.port }, secret);
    await post('Before the silence', away);
    path.die();
    const began = performance.now();
    const silent = { reasons: ['The context parcels does not answer.'], readers: [] };
    const [asked, standing] = await Promise.allSettled([post('Silence', away), away.standing()]);
    expect(performance.now() - began).toBeLessThan(11_000);
    expect(asked).toMatchObject({ reason: { retryable: true } });
    expect(standing).toMatchObject({ value: silent });
    await post('After the silence', away);
    away.onApplicationShutdown();
    await path.close();
  }, 30_000);
});

/** A way to the port whose connections of now may fall silent, without an end. */
async function pathThatDies(port: number) {
  const ends = new Set<Socket>();
  const dead = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, host);
    for (const end of [near, far]) ends.add(end.on('error', () => undefined));
    near.on('data', (chunk) => dead.has(near) || far.write(chunk));
    far.on('data', (chunk) => dead.has(near) || near.write(chunk));
  }).listen(0, host);
  await new Promise((settle) => server.once('listening', settle));
  return {
    port: (server.address() as AddressInfo).port,
    die: () => ends.forEach((end) => dead.add(end)),
    close: () => {
      for (const end of ends) end.destroy();
      return new Promise((settle) => server.close(settle));
    },
  };
}
