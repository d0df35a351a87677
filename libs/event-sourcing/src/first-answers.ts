import { createHmac, hash, type KeyObject } from 'node:crypto';
import { Refused, type RefusalKind } from '#libs/decider';
import { canonicalText, type Appended, type EventStore, type KeptRefusal } from '#libs/event-store';
import type { Accepted, Command, Meta } from '#messages/messages';

/** Names every event id that a command makes, in this project and no other. */
export const commandSpace = '5f0c7d0e-6a53-4c39-9a63-0a3c2f6f6f51';
const spaceBytes = Buffer.from(commandSpace.replaceAll('-', ''), 'hex');

/** The actor-scoped idempotency key of a command. */
export function commandKeyOf({ actor, commandId }: Meta): string {
  return `${actor.id}/${commandId}`;
}

/** The id of a command's nth event (from 0): the same for every retry. */
export function eventIdOf(meta: Meta, n: number): string {
  return nameBased(`${commandKeyOf(meta)}/${n}`);
}

/** A UUIDv5 (RFC 9562, 5.5) in a quarter of the time that a library takes, for every event. */
function nameBased(name: string): string {
  const sha1 = hash('sha1', Buffer.concat([spaceBytes, Buffer.from(name)]), 'hex');
  const variant = '89ab'[Number.parseInt(sha1.charAt(16), 16) % 4];
  const halves = [sha1.slice(0, 8), sha1.slice(8, 12), `5${sha1.slice(13, 16)}`];
  return [...halves, `${variant}${sha1.slice(17, 20)}`, sha1.slice(20, 32)].join('-');
}

/** A keyed hash of what was asked. Keyed, since a plain one would let a low-entropy price be guessed. */
export function inputHashOf(secret: KeyObject, name: string, command: Command): string {
  const { meta: _, ...body } = command;
  const text = canonicalText({ name, body });
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Answers given before, to commands that come again. */
export class FirstAnswers {
  constructor(private readonly store: EventStore) {}

  /** The answer to an append; throws when its command id was used for something else. */
  accepted(stream: string, appended: Appended, inputHash: string): Accepted {
    if (appended.repeated && appended.repeated.inputHash !== inputHash) throw reused();
    return acceptedAt(stream, appended);
  }

  /** A refusal found under the command's key: thrown again, unless the input was another. */
  repeat(kept: KeptRefusal, inputHash: string): never {
    if (kept.inputHash !== inputHash) throw reused();
    throw new Refused(kept.code, kept.message, kept.kind as RefusalKind);
  }

  /**
   * A refusal now may be the echo of an acceptance before ("already drafted"): then that one is the
   * answer. A person's refusal by a rule is kept, so that a retry hears the same.
   */
  async refused(meta: Meta, inputHash: string, refusal: Refused): Promise<Accepted> {
    const before = await this.before(meta, inputHash);
    if (before) return before;
    if (refusal.kind !== 'rule' || meta.actor.kind !== 'person') throw refusal;
    const { code, message, kind } = refusal;
    const kept = { inputHash, code, message, kind };
    return this.repeat(await this.store.keepRefusal(commandKeyOf(meta), kept), inputHash);
  }

  /** The acceptance once given to this command, if any. */
  async before(meta: Meta, inputHash: string): Promise<Accepted | undefined> {
    const first = await this.store.findById(eventIdOf(meta, 0));
    if (!first) return undefined;
    if (first.meta.inputHash !== inputHash) throw reused();
    const events = await this.store.readStream(first.stream, { from: first.revision, limit: 100 });
    const own = events.filter(
      (event) => event.meta.commandId === meta.commandId && event.meta.actor === meta.actor.id,
    );
    return acceptedAt(first.stream, own.at(-1) ?? first);
  }
}

/** The wire form of where an answer's last event lies. */
export function acceptedAt(stream: string, at: Pick<Appended, 'revision' | 'position'>): Accepted {
  return { stream, revision: at.revision, position: String(at.position) };
}

function reused(): Refused {
  const sentence = 'This idempotency key was used for something else; use a new one.';
  return new Refused('command-id-reused', sentence);
}
