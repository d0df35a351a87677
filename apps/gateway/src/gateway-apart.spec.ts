import { tmpdir } from 'node:os';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { createPerson, Database, issueToken, makeMailer } from '#libs/auth';
import { Buses } from '#libs/event-sourcing';
import { remote, serve, type Running } from '#libs/transport';
import { GrantRole, membership } from '#messages/membership';
import type { Actor } from '#messages/messages';
import { freePort } from '#libs/storage';
import { freshDatabase, type FreshDatabase } from '../../../libs/storage/src/testing.js';
import { onGround } from '../../../libs/transport/src/testing.js';
import { MembershipModule } from '../../membership/src/membership.module.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayOptions } from './gateway-options.js';
import { startGateway } from './start-gateway.js';

const system: Actor = { id: 'spec', kind: 'service', grants: [] };
const secret = Buffer.from('a secret of services, for tests.');
const publicUrl = 'http://127.0.0.1';

describe('The gateway with its contexts in other processes', () => {
  let database: FreshDatabase;
  let app: NestExpressApplication;
  let running: Running;
  let address: { host: string; port: number };
  let url: string;

  const serveMembership = () =>
    serve(membership, onGround(database.url, MembershipModule), { ...address, secret });

  beforeAll(async () => {
    database = await freshDatabase();
    address = { host: '127.0.0.1', port: await freePort(0) };
    running = await serveMembership();
    const mailer = makeMailer({ from: 'post@commonpurse.example', folder: tmpdir() });
    const gateway = GatewayModule.with(new GatewayOptions(publicUrl, secret, mailer));
    const module = onGround(database.url, gateway, remote(membership, address, secret));
    app = await startGateway(module, { host: '127.0.0.1', port: 0, publicUrl });
    url = await app.getUrl();
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await running.close();
    await database.drop();
  });

  const health = async () => {
    const answer = await fetch(`${url}/health`);
    return { status: answer.status, said: await answer.text() };
  };

  async function healthy(): Promise<void> {
    for (let found = await health(); found.status !== 200; found = await health()) {
      await new Promise((settle) => setTimeout(settle, 50));
    }
  }

  it('grants and asks over the wire, and says 503 while a context is away', async () => {
    await healthy();
    const { processes } = JSON.parse((await health()).said);
    expect(processes.gateway.readers).toEqual([]);
    expect(processes.membership.readers).toContainEqual({
      name: 'consortia',
      kind: 'read-model',
      status: 'working',
      lagSeconds: expect.any(Number),
    });
    const db = app.get(Database);
    const someone = { email: 'ada@school.example', name: 'Ada' };
    const { id } = await createPerson(db, someone, new Date());
    const { token } = await issueToken(db, id, new Date());
    const meta = {
      commandId: newId(),
      actor: system,
      at: new Date().toISOString(),
      correlationId: newId(),
    };
    await app.get(Buses).command(GrantRole, { personId: id, role: 'operator' }, meta);
    const invite = () =>
      fetch(`${url}/api/v1/consortia/${newId()}/invitations`, {
        method: 'POST',
        body: JSON.stringify({ email: 'bea@school.example', name: 'Bea', role: 'lead' }),
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${token}`,
          'Idempotency-Key': newId(),
        },
      });
    for (let tries = 0; (await invite()).status !== 201; tries++) expect(tries).toBeLessThan(20);

    await running.close();
    const away = await invite();
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await away.text()).not.toContain('127.0.0.1');
    expect(await health()).toMatchObject({
      status: 503,
      said: expect.stringContaining('The context membership does not answer.'),
    });

    running = await serveMembership();
    await healthy();
    expect((await invite()).status).toBe(201);
  }, 30_000);
});
