import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response as Answer } from 'express';
import { v7 as newId } from 'uuid';
import { createPerson, Database, hashPassword, makeMailer, type Person } from '#libs/auth';
import { Buses, EventSourcing } from '#libs/event-sourcing';
import { Public } from '#libs/http';
import { GrantRole } from '#messages/membership';
import type { Actor, Role } from '#messages/messages';
import { freshDatabase } from '../../../libs/storage/src/testing.js';
import { onGround } from '../../../libs/transport/src/testing.js';
import { MembershipModule } from '../../membership/src/membership.module.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayOptions } from './gateway-options.js';
import { visitorOf } from './pages/kit/visitor.js';
import { startGateway } from './start-gateway.js';

/** A page that only a signed-in person sees, and what it knows of them. */
@Controller('mine')
class MyPage {
  @Get()
  show(@Res() response: Answer): void {
    response.json(visitorOf(response));
  }

  @Public()
  @Get('slow')
  async slow(@Res() response: Answer): Promise<void> {
    await new Promise((settle) => setTimeout(settle, 300));
    response.send('slow but sure');
  }

  @Post()
  change(@Res() response: Answer): void {
    response.json({ changed: true });
  }
}

@Module({ controllers: [MyPage] })
class MyModule {}

const system: Actor = { id: 'spec', kind: 'service', grants: [] };

/** Everybody's password here. */
export const password = 'teapot-lantern-gravel';

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** The gateway with membership beside it, on a database of its own, and the people to try it. */
export async function openGateway() {
  const database = await freshDatabase();
  const outbox = await mkdtemp(join(tmpdir(), 'outbox-'));
  const hash = await hashPassword(password);
  const consortiumId = newId();
  const app = await start('http://127.0.0.1');
  const url = await app.getUrl();
  const db = app.get(Database);
  let made = 0;

  function start(publicUrl: string): Promise<NestExpressApplication> {
    const mailer = makeMailer({ from: 'post@commonpurse.example', folder: outbox });
    const gateway = GatewayModule.with(new GatewayOptions(publicUrl, Buffer.from('forms'), mailer));
    const module = onGround(database.url, MembershipModule, gateway, MyModule);
    return startGateway(module, { host: '127.0.0.1', port: 0, publicUrl });
  }

  /** A person with these roles. Making a password's hash is slow on purpose: all have the same. */
  async function somebody(...roles: Role[]): Promise<Person> {
    const email = `person${++made}@school.example`;
    const person = await createPerson(db, { email, name: 'Ada Example' }, new Date());
    await db.query('INSERT INTO auth.credentials VALUES ($1, $2, now())', [person.id, hash]);
    for (const role of roles) await grant(person.id, role);
    return person;
  }

  async function grant(personId: string, role: Role): Promise<void> {
    const where = role === 'operator' ? {} : { consortiumId };
    const at = new Date().toISOString();
    const meta = { commandId: newId(), actor: system, at, correlationId: newId() };
    const body = { personId, role, ...where };
    const { position } = await app.get(Buses).command(GrantRole, body, meta);
    await app.get(EventSourcing).waitFor(BigInt(position));
  }

  const api = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newId(), ...headers },
    });

  async function tokenOf(email: string): Promise<{ Authorization: string }> {
    const answer = await api('tokens', { email, password });
    const { token } = (await answer.json()) as { token: string };
    return { Authorization: `Bearer ${token}` };
  }

  const form = (path: string, fields: Record<string, string>, headers = {}) =>
    fetch(`${url}/${path}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers: { Origin: new URL(url).origin, ...headers },
    });

  async function signedIn(email: string): Promise<{ Cookie: string }> {
    const answer = await form('sign-in', { email, password });
    return { Cookie: cookieOf(answer) };
  }

  const look = (headers: Record<string, string> = {}) =>
    fetch(`${url}/mine`, { headers, redirect: 'manual' });

  const invite = (headers: Record<string, string>, changes: object = {}) =>
    api(
      `consortia/${consortiumId}/invitations`,
      { email: `new${++made}@school.example`, name: 'Grace', role: 'finance', ...changes },
      headers,
    );

  async function lastLetterTo(email: string): Promise<string> {
    for (let wait = 0; wait < 50; wait++) {
      const names = (await readdir(outbox)).filter((name) => name.endsWith('.eml')).toSorted();
      const letters = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
      const found = letters.findLast((letter) => letter.includes(`To: ${email}`));
      if (found) return found.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
      await new Promise((settle) => setTimeout(settle, 20));
    }
    throw new Error(`No letter to ${email}.`);
  }

  async function close(): Promise<void> {
    await app.close();
    await database.drop();
    await rm(outbox, { recursive: true });
  }

  return {
    url,
    db,
    start,
    somebody,
    grant,
    api,
    tokenOf,
    form,
    signedIn,
    look,
    invite,
    lastLetterTo,
    close,
  };
}

/** The session's cookie, as a browser would send it back. */
export function cookieOf(answer: Response): string {
  return (
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.includes('session='))
      ?.split(';')[0] ?? ''
  );
}
