import { Controller, Get, Module, Post, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { EventSourcing } from '#libs/event-sourcing';
import type { Accepted, Actor } from '#messages/messages';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import {
  BurnParcel,
  FindFault,
  FindParcels,
  FindSlowly,
  onGround,
  ParcelsModule,
  PostParcel,
} from '../../transport/src/testing.js';
import { Found, makeLog, prepareEdge, Sent, serveDescription, setActor } from './index.js';

@Controller('api/v1/parcels')
class ParcelsController {
  @Post(':parcelId')
  post(@Sent(PostParcel) accepted: Accepted) {
    return accepted;
  }

  @Post(':parcelId/fire')
  burn(@Sent(BurnParcel) accepted: Accepted) {
    return accepted;
  }

  @Get()
  parcels(@Found(FindParcels) found: { label: string }[]) {
    return found;
  }

  @Get('slow')
  slow(@Found(FindSlowly) found: { asked: string }) {
    return found;
  }

  @Get('fault')
  fault(@Found(FindFault) found: never) {
    return found;
  }
}

@Controller('page')
class Page {
  @Post()
  take() {
    return 'taken';
  }
}

const person = newId();
const roles: Record<string, Actor['grants']> = {
  outsider: [],
  buyer: [{ role: 'school-buyer', consortiumId: 'everybody', schoolUrn: '100001' }],
  lead: [{ role: 'lead', consortiumId: 'everybody' }],
};

/** Stands in for sign-in: `X-Role: lead` says who asks. */
class SaysWho {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const grants = roles[request.get('x-role') ?? ''];
    if (grants) setActor(request, { id: person, kind: 'person', grants });
    return true;
  }
}

describe('The HTTP edge', () => {
  let database: FreshDatabase;
  let app: NestExpressApplication;
  let url: string;
  const log: string[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    @Module({
      imports: [onGround(database.url, ParcelsModule)],
      controllers: [ParcelsController, Page],
      providers: [{ provide: APP_GUARD, useClass: SaysWho }],
    })
    class App {}
    app = await NestFactory.create<NestExpressApplication>(App, {
      bodyParser: false,
      logger: false,
      forceCloseConnections: true,
    });
    const destination = { write: (line: string) => void log.push(line) };
    prepareEdge(app, { publicUrl: 'http://127.0.0.1', log: makeLog(destination) });
    serveDescription(app, 'Parcels', '1');
    await app.init();
    await app.get(EventSourcing).start();
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const write = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1/parcels/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': newId(),
        'X-Role': 'outsider',
        ...headers,
      },
    });
  const read = (path: string, role = 'outsider') =>
    fetch(`${url}/api/v1/parcels${path}`, { headers: { 'X-Role': role } });

  async function problemOf(answer: Response): Promise<Record<string, unknown>> {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: 'about:blank', status: answer.status });
    return problem;
  }

  it('makes a command of path and body, and a read with its position sees it', async () => {
    const answer = await write(newId(), { label: 'Paper', postagePence: 250 });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"0"');
    const { position, revision } = (await answer.json()) as Accepted;
    expect(revision).toBe(0);
    const found = await read(`?after=${position}&leastPence=200`);
    expect(found.headers.get('cache-control')).toBe('no-store');
    expect(await found.json()).toEqual([expect.objectContaining({ label: 'Paper' })]);
  });

  it('does a write once however often it is sent, and refuses another under its key', async () => {
    const [id, key] = [newId(), { 'Idempotency-Key': newId() }];
    const first = await write(id, { label: 'Once' }, key);
    const again = await write(id, { label: 'Once' }, key);
    expect(await again.json()).toEqual(await first.json());
    expect((await write(id, { label: 'Other' }, key)).status).toBe(409);
  });

  it('answers 400 in a sentence to a write without a key', async () => {
    const answer = await write(newId(), { label: 'x' }, { 'Idempotency-Key': 'soon' });
    const { errors } = await problemOf(answer);
    expect(answer.status).toBe(400);
    expect(errors).toEqual([
      expect.objectContaining({ path: 'Idempotency-Key', message: expect.any(String) }),
    ]);
  });

  it('names every fault of a body: 400', async () => {
    const answer = await write('seven', { label: '', postagePence: 1.5, colour: 'red' });
    const { errors } = await problemOf(answer);
    expect(answer.status).toBe(400);
    expect((errors as { path: string }[]).map(({ path }) => path).toSorted()).toEqual([
      'colour',
      'label',
      'parcelId',
      'postagePence',
    ]);
  });

  it('does not let a body say otherwise than its address: 400', async () => {
    const answer = await write(newId(), { parcelId: newId(), label: 'x' });
    expect((await problemOf(answer))['detail']).toContain('in the address already');
  });

  it.each([
    ['nobody', 401, 'unauthenticated'],
    ['outsider', 404, 'not-found'],
    ['buyer', 403, 'forbidden'],
    ['lead', 409, 'no-fire'],
  ])('answers %s who may not: %i %s', async (role, status, code) => {
    const answer = await write(`${newId()}/fire`, {}, { 'X-Role': role });
    expect(answer.status).toBe(status);
    expect((await problemOf(answer))['code']).toBe(code);
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  it('lets anyone ask what is allowed to anyone', async () => {
    const answer = await read('/slow', 'nobody');
    expect(answer.status).toBe(200);
    expect((await read('', 'nobody')).status).toBe(401);
  });

  it('refuses 20 MB of JSON unread: 413', async () => {
    const answer = await write(newId(), { label: 'x'.repeat(20_000_000) });
    expect(answer.status).toBe(413);
    expect((await problemOf(answer))['detail']).toContain('at most 1 MB');
  });

  it.each([
    ['no end', '{"label": "x'],
    ['a NUL character', JSON.stringify({ label: 'a\u0000b' })],
    ['a lone surrogate', '{"label":"\\ud800"}'],
    ['20,000 levels', `{"label":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['a list', '[1]'],
    ['nothing but null', 'null'],
  ])('refuses JSON with %s: 400', async (_, body) => {
    const answer = await write(newId(), body);
    expect(answer.status).toBe(400);
    expect((await problemOf(answer))['detail']).toMatch(/^[A-Z\w].*[.]$/);
  });

  it('refuses an address that cannot be read: 400', async () => {
    expect((await read('/%zz')).status).toBe(400);
    expect((await write('%00', { label: 'x' })).status).toBe(400);
    expect((await read('?after=yesterday')).status).toBe(400);
    expect((await read('?leastPence=much')).status).toBe(400);
    expect((await read('?nothing=1')).status).toBe(400);
  });

  it('refuses a body that is not JSON: 415', async () => {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await problemOf(await write(newId(), 'label=x', type)))['status']).toBe(415);
    const latin = { 'Content-Type': 'application/json; charset=latin1' };
    expect((await problemOf(await write(newId(), '{}', latin)))['status']).toBe(415);
  });

  it('says 404 of an address where nothing is', async () => {
    expect((await problemOf(await fetch(`${url}/api/v1/nothing`)))['code']).toBe('not-found');
    expect((await problemOf(await fetch(`${url}/api/v2`)))['status']).toBe(404);
  });

  it('says nothing of a bug but where its log line is', async () => {
    const answer = await read('/fault');
    const problem = await problemOf(answer);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('inside');
    expect(problem['correlationId']).toBe(answer.headers.get('x-correlation-id'));
    const line = log.find((each) => each.includes('secret inside of the process'));
    expect(line).toContain(String(problem['correlationId']));
  });

  it('takes posts to pages from its own pages alone', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/page`, { method: 'POST', headers }).then(({ status }) => status);
    const { origin } = new URL(url);
    expect(await post({ 'Sec-Fetch-Site': 'same-origin' })).toBe(201);
    expect(await post({ Origin: origin })).toBe(201);
    expect(await post({ 'Sec-Fetch-Site': 'cross-site', Origin: origin })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
    expect(await post({ Origin: 'https://elsewhere.example' })).toBe(403);
    expect(await post({ Origin: 'null' })).toBe(403);
    expect(await post({})).toBe(403);
  });

  it('sends strict headers, loosened for the one page of documentation', async () => {
    const { headers } = await fetch(`${url}/api/v1/nothing`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    const docs = await fetch(`${url}/api/docs`);
    expect(docs.status).toBe(200);
    expect(docs.headers.get('content-security-policy')).toContain(
      "style-src 'self' 'unsafe-inline'",
    );
    expect(docs.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await docs.text()).not.toMatch(/<script>[^<]/);
  });

  it('logs neither bodies nor queries nor secrets', async () => {
    await write(newId(), { label: 'a private label' }, { Authorization: 'Bearer very-secret' });
    await read('?leastPence=12345');
    await fetch(`${url}/page`, { headers: { Cookie: 'session=very-secret' } });
    const all = log.join('');
    expect(all).toContain('"path":"/api/v1/parcels"');
    expect(all).toMatch(/"correlationId":"[0-9a-f-]{36}"/);
    for (const secret of ['private', 'very-secret', '12345']) expect(all).not.toContain(secret);
  });

  it('describes itself from the rules of its messages', async () => {
    const answer = await fetch(`${url}/api/openapi.json`);
    const description = (await answer.json()) as OpenAPIObject;
    const { paths, components, security } = description;
    expect(Object.keys(paths)).not.toContain('/page');
    const post = paths['/api/v1/parcels/{parcelId}']?.post;
    expect(post?.parameters).toEqual([
      { in: 'path', name: 'parcelId', required: true, schema: { type: 'string', format: 'uuid' } },
      expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
    ]);
    expect(components?.schemas?.['PostParcel']).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['label'],
      properties: {
        label: { type: 'string', minLength: 1, maxLength: 100 },
        postagePence: expect.objectContaining({ type: 'integer', minimum: 0 }),
      },
    });
    const problem = { schema: { $ref: '#/components/schemas/Problem' } };
    expect(post?.responses['default']).toMatchObject({
      content: { 'application/problem+json': problem },
    });
    expect(security).toEqual([{ bearer: [] }]);
    const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'opaque' };
    expect(components?.securitySchemes?.['bearer']).toEqual(bearer);
  });
});
