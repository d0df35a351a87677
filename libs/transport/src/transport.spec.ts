import { createServer, Socket, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { SignJWT } from 'jose';
import { firstValueFrom } from 'rxjs';
import { v7 as newId } from 'uuid';
import { Buses } from '#libs/event-sourcing';
import type { Actor } from '#messages/messages';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { Line, remote, serve, signCaller, type Running } from './index.js';
import {
  BurnParcel,
  FindFault,
  FindParcels,
  FindSlowly,
  onGround,
  parcels,
  ParcelsModule,
  PostParcel,
} from './testing.js';

const secret = Buffer.from('a secret of services, for tests.');
const ada: Actor = { id: newId(), kind: 'person', grants: [] };
const host = '127.0.0.1';

describe('A context in another process', () => {
  let database: FreshDatabase;
  let port: number;
  let running: Running;
  let asking: INestApplicationContext;
  let buses: Buses;

  const start = () => serve(parcels, onGround(database.url, ParcelsModule), { host, port, secret });

  beforeAll(async () => {
    database = await freshDatabase();
    port = await freePort();
    running = await start();
    const module = onGround(database.url, remote(parcels, { host, port }, secret));
    asking = await NestFactory.createApplicationContext(module, { logger: false });
    buses = asking.get(Buses);
  }, 30_000);

  afterAll(async () => {
    await asking.close();
    await running.close();
    await database.drop();
  });

  const meta = (actor = ada) => ({
    commandId: newId(),
    actor,
    at: '2026-11-20T09:00:00.000Z',
    correlationId: newId(),
  });

  const post = (label: string) => buses.command(PostParcel, { parcelId: newId(), label }, meta());

  it('answers commands and queries as if it were here, and a read sees the write', async () => {
    const accepted = await post('Paper');
    expect(accepted.position).toMatch(/^\d+$/);
    expect(accepted.revision).toBe(0);
    const found = await buses.query(FindParcels, {}, { actor: ada, after: accepted.position });
    expect(found.map(({ label }) => label)).toContain('Paper');
  });

  it('takes along what the asker has seen, with a command too', async () => {
    const { position } = await post('Glue');
    const seen = { ...meta(), after: position };
    const accepted = await buses.command(PostParcel, { parcelId: newId(), label: 'Tape' }, seen);
    expect(BigInt(accepted.position)).toBeGreaterThan(BigInt(position));
  });

  it('says who asks on the other side', async () => {
    expect(await buses.query(FindSlowly, {}, { actor: ada })).toEqual({ asked: ada.id });
  });

  it('brings refusals and faults of shape across as they were', async () => {
    const body = { parcelId: newId(), label: 'Pens' };
    await buses.command(PostParcel, body, meta());
    await expect(buses.command(PostParcel, body, meta())).rejects.toMatchObject({
      code: 'parcel-posted',
      kind: 'rule',
      message: 'This parcel has been posted already.',
    });
    await expect(buses.command(BurnParcel, { parcelId: newId() }, meta())).rejects.toMatchObject({
      kind: 'not-found',
    });
    const line = new Line('parcels', { host, port }, secret);
    const { actor, ...rest } = meta();
    await expect(line.ask('PostParcel', { parcelId: 7 }, rest, actor)).rejects.toMatchObject({
      faults: [{ path: 'parcelId' }, { path: 'label' }],
    });
    line.onApplicationShutdown();
  });

  it('gives the first answer to a repeated command', async () => {
    const [body, same] = [{ parcelId: newId(), label: 'Twice' }, meta()];
    const first = await buses.command(PostParcel, body, same);
    expect(await buses.command(PostParcel, body, same)).toEqual(first);
  });

  it('keeps the inside of a bug on its own side', async () => {
    const failed = buses.query(FindFault, {}, { actor: ada });
    await expect(failed).rejects.toThrow('FindFault failed in parcels; its log says why.');
  });

  it.each([
    ['no token', async () => undefined],
    ['a token of another secret', () => signCaller(ada, 'parcels', Buffer.from('x'.repeat(32)))],
    ['a token for another context', () => signCaller(ada, 'letters', secret)],
    ['a token that is over a minute old', () => tokenFrom(-61, 1)],
    ['a token that means to live for a year', () => tokenFrom(-120, 31_536_000)],
    ['a token that nobody signed', async () => `${unsigned({ alg: 'none' })}.`],
    ['something that is no text', async () => ({ actor: ada })],
  ])('refuses a call with %s before anything else', async (_, token) => {
    const sent = { name: 'NoSuchThing', body: 7, meta: null, token: await token() };
    expect(await call(sent)).toEqual({ ok: false, fault: { kind: 'unsigned' } });
  });

  it('knows no message but its own', async () => {
    const token = await signCaller(ada, 'parcels', secret);
    for (const name of ['constructor', '__proto__', 'FindNothing', 7]) {
      const sent = { name, body: {}, meta: {}, token };
      expect(await call(sent)).toEqual({ ok: false, fault: { kind: 'failed' } });
    }
  });

  it('takes no actor from the message itself', async () => {
    const token = await signCaller(ada, 'parcels', secret);
    const sent = { name: 'FindSlowly', body: {}, meta: { actor: { id: 'mallory' } }, token };
    expect(await call(sent)).toMatchObject({ fault: { kind: 'invalid' } });
  });

  it('cuts off a request of over two million characters, and lives', async () => {
    const socket = new Socket().connect(port, host);
    const ended = new Promise((settle) => socket.once('close', settle));
    socket.on('error', () => undefined);
    socket.write('9000000#');
    const rest = '"'.padEnd(100_000, 'x');
    const pour = setInterval(() => socket.write(rest), 1);
    await ended;
    clearInterval(pour);
    expect((await post('After the flood')).revision).toBe(0);
  }, 15_000);

  it('survives what is no message at all', async () => {
    for (const text of ['no#number', '3#{]}', `${40_000}#${'['.repeat(40_000)}`, '4#null']) {
      const socket = new Socket().connect(port, host);
      socket.on('error', () => undefined);
      socket.write(text);
      await new Promise((settle) => setTimeout(settle, 30));
      socket.destroy();
    }
    expect((await post('After the noise')).revision).toBe(0);
  });

  it('finishes what it has before it stops, and is found again after a restart', async () => {
    const slow = buses.query(FindSlowly, { milliseconds: 400 }, { actor: ada });
    await new Promise((settle) => setTimeout(settle, 100));
    await running.close();
    expect(await slow).toEqual({ asked: ada.id });
    await expect(post('Nobody there')).rejects.toMatchObject({ retryable: true });
    running = await start();
    expect((await post('Back again')).revision).toBe(0);
  }, 30_000);

  async function call(sent: object): Promise<unknown> {
    const options = { host, port };
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    try {
      return await firstValueFrom(client.send('message', sent));
    } finally {
      await client.close();
    }
  }

  function tokenFrom(ago: number, lasts: number): Promise<string> {
    const issued = Math.floor(Date.now() / 1000) + ago;
    return new SignJWT({ actor: ada })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('parcels')
      .setIssuedAt(issued)
      .setExpirationTime(issued + lasts)
      .sign(secret);
  }

  function unsigned(header: object): string {
    const claims = { actor: ada, aud: 'parcels', iat: 1, exp: 9_999_999_999 };
    return [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, host, settle));
  const { port } = server.address() as AddressInfo;
  await new Promise((settle) => server.close(settle));
  return port;
}
