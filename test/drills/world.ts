import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { Refused } from '#libs/decider';
import type { EventStore } from '#libs/event-store';
import type { Accepted, Command, Meta } from '#messages/messages';
import { receive } from '#messages/receive';
import type { Buses } from '../../libs/event-sourcing/src/buses.js';
import { CheckpointMoved } from '../../libs/event-sourcing/src/checkpoints.js';
import { CommandHandling } from '../../libs/event-sourcing/src/command-handling.js';
import type { Following } from '../../libs/event-sourcing/src/following.js';
import {
  processFollowing,
  processWithMemoryFollowing,
} from '../../libs/event-sourcing/src/process-following.js';
import { handOn, purse, purseId, purses, PutCoins, rewardThird } from './purse.js';

/** What one installation stands on: a store for each of its two instances. */
export interface Ground {
  readonly stores: readonly [EventStore, EventStore];
  /** Where memories of processes are kept; without one there are no such processes. */
  readonly db?: DataSource;
  /** The control: what a process asks has another id each time. */
  readonly forgetful?: boolean;
}

export interface Put {
  readonly purse: number;
  readonly coins: number;
}

interface Follower {
  readonly following: Following;
  position: bigint;
}

/** Two instances of one context, and the transport between whoever asks and them. */
export class World {
  readonly followers: readonly Follower[];
  private readonly handlers: CommandHandling[];
  private readonly answers = new Map<number, string>();
  readonly faults: string[] = [];

  private constructor(
    private readonly ground: Ground,
    /** Names its purses, so that many worlds may share a store. */
    private readonly run: number,
    private readonly puts: readonly Put[],
    start: bigint,
  ) {
    this.handlers = ground.stores.map((store) => this.handler(store));
    const [one, other] = [this.buses(0), this.buses(1)];
    const followings = [processFollowing(handOn, one)];
    if (ground.db)
      followings.push(processWithMemoryFollowing(rewardThird as never, other, ground.db));
    this.followers = followings.map((following) => ({ following, position: start }));
  }

  static async make(ground: Ground, run: number, puts: readonly Put[]): Promise<World> {
    return new World(ground, run, puts, await ground.stores[0].head());
  }

  /** One delivery of a command; the answer is the first one's, however often it comes. */
  async deliver(which: number, instance: number): Promise<void> {
    const { purse: n, coins } = this.puts[which] as Put;
    const meta = metaOfPerson(this.run, which);
    const body = { purseId: purseId(this.run, n), coins };
    const answer = await this.ask(body, meta, instance).catch((error: unknown) => {
      if (error instanceof Refused && error.code !== 'lost-race') return error.code;
      throw error;
    });
    const text = JSON.stringify(answer);
    const first = this.answers.get(which) ?? text;
    this.answers.set(which, first);
    if (first !== text) this.faults.push(`Command ${which} was answered ${first}, then ${text}.`);
  }

  /**
   * Lets a process work at what lies next. When it falls before its checkpoint has moved, it is
   * told again. Two at once may work for the same process: one of them moves the checkpoint.
   */
  async work(process: number, events: number, falls: boolean): Promise<boolean> {
    const follower = this.followers[process % this.followers.length] as Follower;
    const { following, position: after } = follower;
    const { types } = following;
    const how = { after, types, limit: events };
    const batch = await this.ground.stores[0].readAll(how);
    const own = batch.events.filter(({ data }) => this.isOwn(data));
    const { signal } = new AbortController();
    const circumstances = { signal, trouble: () => undefined };
    const write = await following.handle(own, circumstances).catch((error: unknown) => {
      if (error instanceof CheckpointMoved) return undefined;
      throw error;
    });
    if (!write || falls || follower.position !== after) return true;
    follower.position = batch.upTo;
    await this.ground.db?.transaction((tx) => write(tx));
    return batch.upTo > after;
  }

  /** Back to an earlier checkpoint, as after a backup. A memory would have to go back with it. */
  rewind(by: number): void {
    const [first] = this.followers;
    if (first) first.position = first.position > BigInt(by) ? first.position - BigInt(by) : 0n;
  }

  /** An instance starts anew: what it had in memory is gone. */
  restart(instance: number): void {
    this.handlers[instance] = this.handler(this.ground.stores[instance] as EventStore);
  }

  /** Delivers what has not come yet, and lets processes finish. */
  async settle(): Promise<void> {
    for (const which of this.puts.keys()) {
      if (!this.answers.has(which)) await this.deliver(which, 0);
    }
    for (let moved = true; moved;) {
      const all = [];
      for (const n of this.followers.keys()) all.push(await this.work(n, 100, false));
      moved = all.includes(true);
    }
  }

  /** The same text for the same contents of all purses, in whatever order they came. */
  async stateHash(): Promise<string> {
    const hash = createHash('sha256');
    for (let n = 0; n < purses; n += 1) {
      const events = await this.ground.stores[0].readStream(`purse-${purseId(this.run, n)}`);
      const contents = events.map(({ type, data }) => `${type} ${(data as Put).coins}`).sort();
      hash.update(`${n}: ${contents.join()}\n`);
    }
    return hash.digest('hex');
  }

  private handler(store: EventStore): CommandHandling {
    return new CommandHandling(store, { store, secret: 'of the drill' }, this.buses(0));
  }

  private async ask(body: object, meta: Meta, instance: number): Promise<Accepted> {
    const command: Command = Object.assign(receive(PutCoins, body), { meta });
    const handler = this.handlers[instance % this.handlers.length] as CommandHandling;
    for (;;) {
      try {
        return await handler.handle(purse, PutCoins.name, command);
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'lost-race')) throw error;
      }
    }
  }

  /** Of the real buses, this context needs the way of a command alone. */
  private buses(instance: number): Buses {
    const command = (_: unknown, body: object, meta: Meta): Promise<Accepted> => {
      const commandId = this.ground.forgetful ? newId() : meta.commandId;
      return this.ask(body, { ...meta, commandId }, instance);
    };
    return { command } as unknown as Buses;
  }

  private isOwn(data: object): boolean {
    return (data as { purseId: string }).purseId.slice(0, -4) === purseId(this.run, 0).slice(0, -4);
  }
}

function metaOfPerson(run: number, which: number): Meta {
  return {
    commandId: purseId(run, which),
    actor: { id: 'person', kind: 'person', grants: [] },
    at: '2026-06-01T09:00:00.000Z',
    correlationId: 'drill',
  };
}
