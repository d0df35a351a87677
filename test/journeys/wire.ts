import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Who } from './small-cluster.js';

/** An answer of the API, read once. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The JSON of it, or nothing. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** How a request differs from an ordinary one. */
export interface Differently {
  /** The idempotency key; a fresh one unless said. */
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** Requests to the API as anybody would send them, each person with a token of their own. */
export class Wire {
  constructor(
    readonly url: string,
    private readonly tokens: ReadonlyMap<Who, string>,
  ) {}

  /** A POST; text is sent as it is. */
  async post(who: Who | null, path: string, body: unknown, how: Differently = {}): Promise<Answer> {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': how.key ?? randomUUID(),
      ...this.authorization(who),
      ...how.headers,
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask(path, { method: 'POST', body: text, headers });
  }

  async get(who: Who | null, path: string): Promise<Answer> {
    return this.ask(path, { headers: this.authorization(who) });
  }

  /** What somebody finds; anything but 200 is an error. */
  async find<Found>(who: Who, path: string): Promise<Found> {
    const { status, text } = await this.get(who, path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`);
    return JSON.parse(text) as Found;
  }

  /** Asks again until the answer is as wanted. */
  async until<Found>(
    who: Who,
    path: string,
    holds: (found: Found) => boolean,
    what: string,
  ): Promise<Found> {
    for (const end = Date.now() + 15_000; Date.now() < end; await pause(25)) {
      const { status, text } = await this.get(who, path);
      if (status !== 200) continue;
      const found = JSON.parse(text) as Found;
      if (holds(found)) return found;
    }
    throw new Error(`It did not come about: ${what}.`);
  }

  authorization(who: Who | null): Record<string, string> {
    return who ? { authorization: `Bearer ${this.tokens.get(who)}` } : {};
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/v1${path}`, { redirect: 'manual', ...init });
    const text = await answer.text();
    return { status: answer.status, text, json: jsonOf(text), headers: answer.headers };
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What an answer to bad input must look like. */
export type Refusal = readonly [
  status: 400 | 401 | 403 | 404 | 409 | 413,
  code: string,
  says: RegExp,
];

/** A problem with this status and code, in a sentence for people, and nothing of our insides. */
export function expectRefusal(answer: Answer, [status, code, says]: Refusal): void {
  expect({ status: answer.status, code: answer.json['code'] }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const detail = String(answer.json['detail']);
  expect(detail).toMatch(says);
  expect(detail).toMatch(/^\S.*[.!?]$/s);
  expectNoInsides(answer.text);
}

/** No stack trace, file, SQL or class of ours. */
export function expectNoInsides(text: string): void {
  expect(text).not.toMatch(/\bat \w.*\(|node_modules|\.[jt]s:\d+|\bSELECT\b|QueryFailed|TypeError/);
}
