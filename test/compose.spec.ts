import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { kurrentTarget } from '#libs/event-store';

interface Service {
  image: string;
  command?: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
  healthcheck?: { test: string[] };
}

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const file = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: object };
const contexts = ['membership', 'orders', 'tenders', 'quotes', 'ledger', 'savings'];

/** Of the compose specification, what we use and nothing else: unknown keys are refused. */
const words = { type: 'array', items: { type: 'string' }, minItems: 1 };
const map = { type: 'object', additionalProperties: { type: ['string', 'null'] } };
const duration = { type: 'string', pattern: '^\\d+(ms|s|m|h)$' };
const object = (properties: object, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const service = object(
  {
    image: { type: 'string', pattern: '^[a-z][a-z0-9/._-]*(:[a-z0-9.-]+)?$' },
    build: { type: 'string' },
    command: { type: 'string' },
    environment: map,
    profiles: words,
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    init: { type: 'boolean' },
    stop_grace_period: duration,
    depends_on: {
      type: 'object',
      additionalProperties: object(
        { condition: { enum: ['service_started', 'service_healthy'] } },
        ['condition'],
      ),
    },
    ports: { ...words, items: { type: 'string', pattern: '^([\\d.]+:)?\\d+:\\d+$' } },
    volumes: { ...words, items: { type: 'string', pattern: '^[a-z]+:/[a-z/]+$' } },
    healthcheck: object(
      { test: words, interval: duration, timeout: duration, retries: { type: 'integer' } },
      ['test'],
    ),
  },
  ['image'],
);
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['services'],
  patternProperties: { '^x-': {} },
  properties: {
    services: { type: 'object', additionalProperties: service },
    volumes: { type: 'object', additionalProperties: { type: 'null' } },
  },
};

describe('docker-compose.yml', () => {
  const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

  it('keeps to the compose specification', () => {
    valid(file);
    expect(valid.errors).toBeNull();
  });

  it('would be caught with a key that compose does not know', () => {
    expect(valid({ services: { gateway: { image: 'commonpurse', port: ['3000:3000'] } } })).toBe(
      false,
    );
  });

  it('runs every context and the gateway from one image, each by a program that there is', () => {
    const { postgres, kurrentdb: _, ...ours } = file.services;
    expect(postgres?.image).toBe('postgres:18');
    expect(Object.keys(ours).toSorted()).toEqual([...contexts, 'gateway'].toSorted());
    for (const [name, { image, command }] of Object.entries(ours)) {
      expect({ image, command }).toEqual({
        image: 'commonpurse',
        command: `node dist/apps/${name}/src/main.js`,
      });
    }
    const programs = [...contexts, 'gateway'].map((name) => `apps/${name}/src/main.ts`);
    expect(programs.filter((program) => !existsSync(join(root, program)))).toEqual([]);
  });

  it('tells every process where the others are, and waits for what it needs', () => {
    const names = Object.keys(file.services);
    for (const [name, { environment = {}, depends_on: needs = {} }] of processes()) {
      for (const context of contexts) {
        expect([name, environment[`${context.toUpperCase()}_HOST`]]).toEqual([name, context]);
      }
      expect(Object.keys(needs)).toEqual(['postgres']);
      expect(names).toEqual(expect.arrayContaining(Object.keys(needs)));
    }
  });

  it('brings a KurrentDB along only when it is asked for, open to nobody outside', () => {
    const { kurrentdb } = file.services;
    const registry = /^docker\.kurrent\.io\/kurrent-lts\/kurrentdb:\d+\.\d+\.\d+$/;
    expect(kurrentdb?.image).toMatch(registry);
    expect(kurrentdb?.profiles).toEqual(['kurrentdb']);
    expect(kurrentdb?.ports).toBeUndefined();
    for (const [name, { environment = {}, profiles }] of processes()) {
      expect([name, environment.EVENT_STORE, profiles]).toEqual([
        name,
        '${EVENT_STORE:-}',
        undefined,
      ]);
    }
    const [named] = /kurrentdb:\/\/\S+/.exec(text) ?? [];
    const { installation, server } = kurrentTarget(named ?? '');
    expect([installation, new URL(server).hostname]).toEqual(['commonpurse', 'kurrentdb']);
  });

  it('declares its volumes and opens one port, to this machine alone', () => {
    const used = Object.values(file.services).flatMap(({ volumes = [] }) => volumes);
    const named = new Set(used.map((volume) => volume.split(':')[0]));
    expect([...named].toSorted()).toEqual(Object.keys(file.volumes).toSorted());
    const ports = Object.values(file.services).flatMap(({ ports: opened = [] }) => opened);
    expect(ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('asks every process whether it is ready, where it says so', () => {
    for (const [name, { environment = {}, healthcheck }] of processes()) {
      const port = name === 'gateway' ? 3000 : 9464;
      const address = `http://127.0.0.1:${port}/health/ready`;
      expect([name, healthcheck?.test.join(' ')]).toEqual([name, expect.stringContaining(address)]);
      // Prometheus scrapes over the private network; no port of it is opened.
      expect([name, environment['OPERATIONS_HOST']]).toEqual([name, '0.0.0.0']);
    }
  });

  it('holds no password of its own', () => {
    expect(text).not.toMatch(/PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?\})/);
  });

  function processes(): [string, Service][] {
    const others = ['postgres', 'kurrentdb'];
    return Object.entries(file.services).filter(([name]) => !others.includes(name));
  }
});
