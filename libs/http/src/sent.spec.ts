import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import type { Accepted } from '#messages/messages';
import { openParcels, type Parcels } from './testing.js';

describe('Messages over HTTP', () => {
  let parcels: Parcels;
  let url: string;
  let log: string[];
  let write: Parcels['write'];
  let read: Parcels['read'];

  beforeAll(async () => {
    parcels = await openParcels();
    ({ url, log, write, read } = parcels);
  }, 30_000);

  afterAll(() => parcels.close());

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
});
