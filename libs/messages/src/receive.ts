import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { MessageClass } from './messages.js';
import { bringIntoOneForm, listsForObjects } from './received-form.js';

/** One thing wrong with a message: where, and a sentence that says what to do. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** The shape of a message is wrong: 400. */
export class Invalid extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ message }) => message).join(' '));
  }
}

const deepest = 20;
/** Keys that class-transformer leaves out without a word. */
const dropped = new Set(['__proto__', 'constructor']);

/**
 * Makes a message of its class from what came in, or throws `Invalid` naming every fault.
 * The one way in for the API, the pages, the wire between services and the processes.
 */
export function receive<M extends object>(message: MessageClass<M>, body: unknown): M {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Invalid([{ path: '', message: 'Send one JSON object.' }]);
  }
  refuseUnsafe(body);
  const made = plainToInstance(message, body);
  const errors = validateSync(made, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: hasFields(message),
    stopAtFirstError: true,
  });
  if (errors.length > 0) throw new Invalid(errors.flatMap((error) => faults(error, '')));
  const lists = listsForObjects(made);
  if (lists.length > 0) {
    throw new Invalid(lists.map((path) => ({ path, message: `${path} must be an object.` })));
  }
  bringIntoOneForm(made);
  return made;
}

/** class-validator takes a class without rules for an unknown one; ours just has no fields. */
function hasFields(message: MessageClass<object>): boolean {
  return getMetadataStorage().getTargetValidationMetadatas(message, '', true, false).length > 0;
}

/** Depth, NUL characters and lone surrogates, looked for without recursion. */
function refuseUnsafe(body: object): void {
  const open: { value: unknown; path: string; depth: number }[] = [
    { value: body, path: '', depth: 0 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path, depth } = next;
    if (depth > deepest) {
      throw new Invalid([{ path: '', message: `Nest no deeper than ${deepest} levels.` }]);
    }
    if (typeof value === 'string') refuseUnsafeText(value, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      refuseUnsafeText(key, path);
      const within = join(path, key, Array.isArray(value));
      if (dropped.has(key)) throw new Invalid([{ path: within, message: noField(within) }]);
      open.push({ value: inner, path: within, depth: depth + 1 });
    }
  }
}

function refuseUnsafeText(text: string, path: string): void {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    const message = `${path || 'The body'} holds a character that cannot be stored; retype that text.`;
    throw new Invalid([{ path, message }]);
  }
}

function faults(error: ValidationError, above: string): Fault[] {
  const path = join(above, error.property, isIndex(error.property));
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    path,
    message: sentence(rule, message, path, error),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faults(child, path))];
}

function sentence(
  rule: string,
  message: string,
  path: string,
  { property, value }: ValidationError,
): string {
  if (rule === 'whitelistValidation') return noField(path);
  if (rule === 'isUuid') return `${path} must be a UUID.`;
  if (rule === 'nestedValidation' && isIndex(property)) return `${path} must be an object.`;
  if (listRules.has(rule) && !Array.isArray(value)) return `${path} must be a list.`;
  const said = message.startsWith(property) ? `${path}${message.slice(property.length)}` : message;
  // The rules' own words, such as "must not be less than 0", end without a full stop.
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

const listRules = new Set(['arrayMinSize', 'arrayMaxSize', 'arrayUnique', 'nestedValidation']);

function noField(path: string): string {
  return `${path} is not a field of this request; leave it out.`;
}

function isIndex(property: string): boolean {
  return /^\d+$/.test(property);
}

function join(above: string, property: string, inArray: boolean): string {
  if (inArray) return `${above}[${property}]`;
  return above ? `${above}.${property}` : property;
}
