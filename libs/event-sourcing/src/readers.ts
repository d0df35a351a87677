import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { QueryHandler } from '@nestjs/cqrs';
import { StoreFailed } from '#libs/event-store';
import type { Follower } from './follower.js';
import { Registration } from './registration.js';

/** How one reader, process or set of due times stands. */
export interface ReaderHealth {
  readonly name: string;
  readonly kind: string;
  readonly position: bigint;
  /** Positions between here and the head of the log. */
  readonly lag: bigint;
  /** `waiting`: another instance does the work. `poisoned`: stopped at an event, needs people. */
  readonly status: 'working' | 'waiting' | 'retrying' | 'poisoned' | 'stopped';
  /** Since when it stands so: UTC with milliseconds. */
  readonly since: string;
  /** How long ago its position last moved; with a lag above 0 it says how old its answers are. */
  readonly secondsSinceMove: number;
  readonly error?: string;
}

const patienceMs = 5000;

/** Everything that follows the log in this process. */
@Injectable()
export class Readers {
  readonly followers = new Map<string, Follower>();
  private ofQuery?: Map<object, readonly string[]>;

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** Settles when the read models beside this query's handler have seen a position. */
  async reachedFor(query: object, position: bigint, strict: boolean): Promise<void> {
    this.ofQuery ??= this.readModelsBesideQueries();
    await this.reached(this.ofQuery.get(query) ?? [], position, { strict });
  }

  /** Settles when these readers have seen a position; `StoreFailed` when it takes too long. */
  async reached(
    names: readonly string[],
    position: bigint,
    { strict = true, timeoutMs = patienceMs } = {},
  ): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const follower = this.followers.get(name);
        if (!follower) throw new StoreFailed(`The reader ${name} has not been started.`, true);
        await follower.reached(position, { strict, timeoutMs });
      }),
    );
  }

  /** Every registration with the module that holds it. */
  registrations(): Registration[] {
    return [...this.modules.values()].flatMap((module) => registrationsIn(module));
  }

  private readModelsBesideQueries(): Map<object, readonly string[]> {
    const beside = new Map<object, readonly string[]>();
    for (const module of this.modules.values()) {
      const names = registrationsIn(module).flatMap(({ follows }) =>
        follows.kind === 'read-model' ? [follows.model.name] : [],
      );
      for (const { metatype } of module.providers.values()) {
        const query = metatype ? queryAnsweredBy(metatype) : undefined;
        if (query) beside.set(query, names);
      }
    }
    return beside;
  }
}

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

function registrationsIn(module: Module): Registration[] {
  return [...module.providers.values()].flatMap(({ instance }) =>
    (instance as unknown) instanceof Registration ? [instance as unknown as Registration] : [],
  );
}

/** Nest keeps this under a key that it does not export, so it is learnt from a decorated class. */
const queryHandlerKey: unknown = (() => {
  class Asked {}
  class Answering {}
  QueryHandler(Asked)(Answering);
  return Reflect.getMetadataKeys(Answering).find(
    (key) => Reflect.getMetadata(key as string, Answering) === Asked,
  );
})();

function queryAnsweredBy(handler: object): object | undefined {
  return Reflect.getMetadata(queryHandlerKey as string, handler) as object | undefined;
}
