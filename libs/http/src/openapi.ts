import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { schemaOf, type Schema } from './schema.js';
import { docsPath } from './security.js';
import { takenByOperation, type Taken } from './sent.js';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: object[];
  requestBody?: object;
  responses?: object;
  security?: object[];
}

/** Serves `/api/openapi.json` and, for people, `/api/docs`. */
export function serveDescription(app: INestApplication, title: string, version: string): void {
  SwaggerModule.setup(docsPath.slice(1), app, () => describeApi(app, title, version), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: title,
  });
}

/** The API in OpenAPI's words: fields and limits come from the rules of the messages themselves. */
export function describeApi(app: INestApplication, title: string, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setVersion(version)
    .setDescription(introduction)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque' })
    .addSecurityRequirements('bearer')
    .build();
  const scanned = SwaggerModule.createDocument(app, config, { autoTagControllers: true });
  const takes = takenByOperation();
  const schemas: Record<string, Schema> = { Problem: problemSchema, Accepted: acceptedSchema };
  const paths = Object.entries(scanned.paths).filter(([path]) => path.startsWith('/api/'));
  for (const [path, operations] of paths) {
    for (const operation of Object.values(operations) as Operation[]) {
      const taken = takes.get(operation.operationId ?? '');
      Object.assign(operation, described(operation, path, taken, schemas));
    }
  }
  const components = { ...scanned.components, schemas } as OpenAPIObject['components'];
  return { ...scanned, paths: Object.fromEntries(paths), components: components ?? {} };
}

const introduction =
  'Sign in with POST /api/v1/tokens and send the token as "Authorization: Bearer …". ' +
  'Every write carries an Idempotency-Key header: a fresh UUID, and the same one on a retry. ' +
  'Its answer names a position; a read with ?after=<position> sees that write. ' +
  'Problems come as application/problem+json (RFC 9457) with a stable code. Money is whole pence.';

function described(
  operation: Operation,
  path: string,
  taken: Taken | undefined,
  schemas: Record<string, Schema>,
): Operation {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const fields = taken ? schemaOf(taken.message) : undefined;
  const parameters = inPath.map((name) =>
    parameter('path', name, fields?.properties[name] ?? { type: 'string' }, true),
  );
  if (!taken || !fields) return { parameters, responses: responses('200', { type: 'object' }) };
  const rest = without(fields, inPath);
  if (taken.as === 'query') {
    const asked = Object.entries(rest.properties).map(([name, schema]) =>
      parameter('query', name, schema, rest.required.includes(name)),
    );
    const after = parameter('query', 'after', { type: 'string', pattern: '^\\d{1,19}$' }, false);
    const answer = responses('200', {});
    return { ...named(taken), parameters: [...parameters, ...asked, after], responses: answer };
  }
  schemas[taken.message.name] = rest;
  const content = { 'application/json': { schema: reference(taken.message.name) } };
  const requestBody = { required: rest.required.length > 0, content };
  const key = parameter('header', 'Idempotency-Key', { type: 'string', format: 'uuid' }, true);
  const isCommand = taken.as === 'command';
  return {
    ...named(taken),
    parameters: isCommand ? [...parameters, key] : parameters,
    requestBody,
    responses: responses('201', isCommand ? reference('Accepted') : { type: 'object' }),
    ...(operation.security && { security: operation.security }),
  };
}

function named({ message }: Taken): Operation {
  const words = message.name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { summary: words.charAt(0).toUpperCase() + words.slice(1) };
}

function without(fields: ReturnType<typeof schemaOf>, names: string[]) {
  const kept = Object.entries(fields.properties).filter(([name]) => !names.includes(name));
  const required = fields.required.filter((name) => !names.includes(name));
  return { ...fields, properties: Object.fromEntries(kept), required };
}

function parameter(
  place: 'path' | 'query' | 'header',
  name: string,
  schema: Schema,
  must: boolean,
) {
  return { in: place, name, schema, required: must };
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function responses(status: string, schema: object): object {
  const good = { description: 'Done.', content: { 'application/json': { schema } } };
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  return { [status]: good, default: { description: 'A problem, with its sentence.', content } };
}

const text: Schema = { type: 'string' };

const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    errors: { type: 'array', items: { type: 'object', properties: { path: text, message: text } } },
    retryAfterSeconds: { type: 'integer' },
    correlationId: text,
  },
};

const acceptedSchema: Schema = {
  type: 'object',
  required: ['stream', 'position'],
  properties: { stream: text, revision: { type: 'integer' }, position: text },
};
