import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { openParcels, type Parcels } from './testing.js';

describe('The doors of the HTTP edge', () => {
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
