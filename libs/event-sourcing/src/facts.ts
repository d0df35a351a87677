import { canonicalText, type EventStore } from '#libs/event-store';
import type { Actor, Meta, Query } from '#messages/messages';
import type { Buses } from './buses.js';

/** Named queries whose answers a rule needs. */
export type Needs = Readonly<Record<string, Query<unknown>>>;

/** Facts as they were told, and what was asked for them. */
export interface Facts {
  readonly asked: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The part that goes into the events' metadata. */
  readonly recorded?: object;
}

const asker: Actor = { id: 'facts', kind: 'service', grants: [] };

/** The same text for the same questions: facts stay good while a state asks for the same. */
export function questionsOf(needs: Needs): string {
  const questions = Object.entries(needs).map(([fact, query]) => {
    const { meta: _, ...body } = query;
    return [fact, query.constructor.name, body];
  });
  return canonicalText(questions);
}

/** Asks other streams' read models what a rule needs to know. */
export class FactFinder {
  constructor(
    private readonly buses: Buses,
    private readonly store: EventStore,
  ) {}

  /** The answers have seen the command's cause, and all that this process knows to be recorded. */
  async find(needs: Needs, meta: Meta, latest: bigint): Promise<Facts> {
    const after = await this.after(meta, latest);
    const told = await Promise.all(
      Object.entries(needs).map(async ([fact, query]) => {
        Object.assign(query, { meta: { actor: asker, after: String(after) } });
        const value = (await this.buses.find(query)) ?? null;
        const recorded = !(query.constructor as { unrecorded?: boolean }).unrecorded;
        return { fact, value, recorded };
      }),
    );
    const recorded = told.filter((one) => one.recorded);
    return {
      asked: questionsOf(needs),
      values: Object.fromEntries(told.map(({ fact, value }) => [fact, value])),
      ...(recorded.length > 0 && {
        recorded: Object.fromEntries(recorded.map(({ fact, value }) => [fact, value])),
      }),
    };
  }

  private async after({ causationId, after }: Meta, latest: bigint): Promise<bigint> {
    const cause = causationId ? await this.store.findById(causationId) : undefined;
    const known = [latest, cause?.position ?? 0n, after ? BigInt(after) : 0n];
    return known.reduce((most, position) => (position > most ? position : most));
  }
}
