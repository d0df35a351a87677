import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { formatLondon } from '#libs/calendar';
import { Refused, verdict, type AnyDecider, type Decision } from '#libs/decider';
import {
  RefusedBefore,
  StoreFailed,
  TooLate,
  type Appended,
  type EventStore,
  type NewEvent,
} from '#libs/event-store';
import { allowedTo, type Accepted, type Command, type Event } from '#messages/messages';
import { anonymous, Buses, forbidden, refuseAnonymous } from './buses.js';
import { FactFinder, questionsOf, type Facts, type Needs } from './facts.js';
import { acceptedAt, commandKeyOf, eventIdOf, FirstAnswers, inputHashOf } from './first-answers.js';
import { EVENT_SOURCING_OPTIONS, EVENT_STORE, type EventSourcingOptions } from './options.js';
import { Streams, type Believed } from './streams.js';

/** One command on its way through. */
interface Asked {
  readonly decider: AnyDecider;
  readonly name: string;
  readonly command: Command;
  readonly stream: string;
  readonly inputHash: string;
}

/** What the rule made of it: events, a no (`lookBack` when a retry may get it), or a question. */
type Decided =
  | { readonly is: 'decided'; readonly decision: Decision<Event> }
  | { readonly is: 'refused'; readonly refusal: Refused; readonly lookBack: boolean }
  | { readonly is: 'needs'; readonly needs: Needs };

const mostRaces = 3;

/** The one handler behind every command: permission, facts, fold, decide, append. */
@Injectable()
export class CommandHandling {
  private readonly streams: Streams;
  private readonly answers: FirstAnswers;
  private readonly factFinder: FactFinder;
  private readonly secret: KeyObject;
  private waiting = 0;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(EVENT_SOURCING_OPTIONS) private readonly options: EventSourcingOptions,
    @Inject(Buses) buses: Buses,
  ) {
    this.secret = createSecretKey(options.secret, 'utf8');
    this.streams = new Streams(store, options.mostStreams ?? 10_000);
    this.answers = new FirstAnswers(store);
    this.factFinder = new FactFinder(buses, store);
  }

  /** Forgets every state in memory: the log under it was put back or exchanged. */
  forget(): void {
    this.streams.forgetAll();
  }

  /** Throws `Refused` for a no and `StoreFailed` for what may go well later. */
  async handle(decider: AnyDecider, name: string, command: Command): Promise<Accepted> {
    if (this.waiting >= (this.options.mostWaiting ?? 10_000)) {
      throw new StoreFailed('Too much is being asked at once; try again in a moment.', true);
    }
    this.waiting++;
    try {
      const stream = decider.stream(command as never);
      const inputHash = inputHashOf(this.secret, name, command);
      return await this.answer({ decider, name, command, stream, inputHash });
    } finally {
      this.waiting--;
    }
  }

  private async answer(asked: Asked): Promise<Accepted> {
    const { command, decider, inputHash, stream } = asked;
    let facts: Facts | undefined;
    for (let races = 0; races < mostRaces;) {
      const believed = await this.streams.open(decider, stream);
      if (believed.broken) continue;
      const { revision } = believed;
      const decided = decide(asked, believed.state, facts);
      if (decided.is === 'needs') {
        facts = await this.factFinder.find(decided.needs, command.meta, this.streams.latest);
      } else if (decided.is === 'decided' && decided.decision.events.length > 0) {
        const recorded = await this.record(asked, believed, decided.decision, facts);
        if (!('lost' in recorded)) return recorded;
        if (recorded.foreign) races++;
      } else if (await this.streams.stoodAt(believed, revision)) {
        if (decided.is === 'decided') return acceptedAt(stream, believed.confirmed);
        if (!decided.lookBack) throw decided.refusal;
        return this.answers.refused(command.meta, inputHash, decided.refusal);
      }
    }
    throw new Refused('lost-race', 'Someone else changed this at the same moment. Try again.');
  }

  private async record(
    asked: Asked,
    believed: Believed,
    { events, notAfter }: Decision<Event>,
    facts: Facts | undefined,
  ) {
    const { command, inputHash, stream } = asked;
    const { actor, demo } = command.meta;
    const append = {
      stream,
      expected: believed.revision < 0 ? ('no-stream' as const) : believed.revision,
      ...(believed.lastId !== undefined && { upon: believed.lastId }),
      events: events.map((event, n) => newEvent(event, n, asked, facts)),
      ...(notAfter && !demo && { notAfter }),
      ...(actor.kind === 'person' && { commandKey: commandKeyOf(command.meta) }),
    };
    try {
      const recorded = await this.streams.append(believed, append, events);
      if ('lost' in recorded) return recorded;
      return this.answers.accepted(stream, recorded satisfies Appended, inputHash);
    } catch (error) {
      return this.insteadOf(error, asked);
    }
  }

  /** The answer when an append was turned away for another reason than a lost race. */
  private async insteadOf(error: unknown, { command, inputHash }: Asked): Promise<Accepted> {
    if (error instanceof RefusedBefore) return this.answers.repeat(error.refusal, inputHash);
    if (error instanceof TooLate) {
      const deadline = formatLondon(error.notAfter);
      const sentence = `This came too late: by our clock it had to be here by ${deadline}.`;
      return this.answers.refused(command.meta, inputHash, new Refused('too-late', sentence));
    }
    // The ids may be there already, in another stream or in another number.
    const first = error instanceof StoreFailed && !error.retryable;
    const before = first ? await this.answers.before(command.meta, inputHash) : undefined;
    if (before) return before;
    throw error;
  }
}

/** Pure: permission first, then the rule, once the facts are those that this state asks for. */
function decide({ decider, name, command }: Asked, state: unknown, facts?: Facts): Decided {
  const no = permission(decider, command, state);
  if (no) return { is: 'refused', refusal: no, lookBack: false };
  try {
    const needs = decider.needs?.[name]?.(command as never, state as never);
    if (needs && facts?.asked !== questionsOf(needs)) return { is: 'needs', needs };
    const rule = decider.decide[name];
    if (!rule) throw new Error(`No decide for command ${name}.`);
    const made = rule(state as never, command as never, facts?.values as never);
    return { is: 'decided', decision: 'events' in made ? made : { events: made } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { is: 'refused', refusal: error, lookBack: true };
  }
}

function permission(decider: AnyDecider, command: Command, state: unknown): Refused | undefined {
  const who = allowedTo(command.constructor);
  const { actor } = command.meta;
  if (actor.id === anonymous.id && !who.includes('anyone')) refuseAnonymous(actor);
  const may = verdict(actor, who, decider.scope(state as never, command as never));
  if (may === 'allowed') return undefined;
  if (may === 'forbidden') return forbidden();
  return new Refused('not-found', 'There is nothing here, or it is not yours to see.', 'not-found');
}

function newEvent({ type, data }: Event, n: number, asked: Asked, facts?: Facts): NewEvent {
  const { at, actor, commandId, correlationId, causationId, demo } = asked.command.meta;
  const meta = {
    at,
    actor: actor.id,
    commandId,
    correlationId,
    ...(causationId && { causationId }),
    inputHash: asked.inputHash,
    ...(facts?.recorded && { facts: facts.recorded }),
    ...(demo && { demo }),
  };
  return { id: eventIdOf(asked.command.meta, n), type, data, meta };
}
