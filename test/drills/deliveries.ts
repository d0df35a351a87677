import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { createMemoryEventStore, createPostgresEventStore } from '#libs/event-store';
import { makeTables } from '../../libs/event-sourcing/src/checkpoints.js';
import type { Drill, How, Outcome } from './drilling.js';
import { onFreshDatabase, withServer } from './ground.js';
import { mostCoins, purses } from './purse.js';
import { World, type Ground, type Put } from './world.js';

/** What the transport, the processes and the instances do; those of one moment do it at once. */
type Act =
  | { readonly is: 'deliver'; readonly which: number; readonly instance: number }
  | {
      readonly is: 'work';
      readonly which: number;
      readonly events: number;
      readonly falls: boolean;
    }
  | { readonly is: 'rewind'; readonly by: number }
  | { readonly is: 'restart'; readonly instance: number };

interface Schedule {
  readonly puts: readonly Put[];
  readonly moments: readonly (readonly Act[])[];
}

const mostPuts = 8;

const instance = fc.nat(1);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ is: fc.constant('deliver'), which: fc.nat(mostPuts), instance }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('work'),
      which: fc.nat(1),
      events: fc.integer({ min: 1, max: 10 }),
      falls: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('rewind'), by: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restart'), instance }) },
);

const schedule: fc.Arbitrary<Schedule> = fc.record({
  puts: fc.array(
    fc.record({
      purse: fc.nat(purses - 1),
      // Some are refused, and stay so.
      coins: fc.integer({ min: 1, max: mostCoins + 2 }),
    }),
    { minLength: 1, maxLength: mostPuts },
  ),
  moments: fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { maxLength: 25, size: 'max' }),
});

const onPostgresEvery = 50;

/** Commands and events that come twice, late and in another order: the outcome stays the same. */
export const deliveries: Drill = {
  title: 'Duplicated, reordered and delayed deliveries',
  usual: { rounds: 10_000 },
  run: (how) => withServer(() => deliveriesDrill(how)),
};

async function deliveriesDrill({ seed, rounds }: How): Promise<Outcome> {
  const counted = { deliveries: 0 };
  const inMemory = await tried(rounds, seed, memoryGround, counted);
  const fewer = Math.max(1, Math.ceil(rounds / onPostgresEvery));
  const onPostgres = await onPostgresGround((ground) => tried(fewer, seed, () => ground, counted));
  const forgetful = () => ({ ...memoryGround(), forgetful: true });
  const found = await tried(Math.min(rounds, 200), seed, forgetful, { deliveries: 0 });
  return {
    trials: rounds + fewer,
    of: 'schedules',
    seen: [
      `${rounds} schedules in memory and ${fewer} on PostgreSQL with a process that remembers: ` +
        `${counted.deliveries} deliveries of commands and batches of events.`,
    ],
    faults: [...inMemory, ...onPostgres],
    control: { broken: 'ids of commands that do not follow from their cause', found },
  };
}

/** Runs made-up schedules, and makes the first that goes wrong as short as it gets. */
async function tried(
  rounds: number,
  seed: number,
  ground: () => Ground,
  counted: { deliveries: number },
): Promise<string[]> {
  let run = 0;
  const property = fc.asyncProperty(schedule, async (one) => {
    const clean = await World.make(ground(), run++, one.puts);
    await clean.settle();
    const disturbed = await World.make(ground(), run++, one.puts);
    for (const moment of one.moments) {
      await Promise.all(moment.map((each) => happen(disturbed, each, one.puts.length)));
      counted.deliveries += moment.length;
    }
    await disturbed.settle();
    if (disturbed.faults[0]) throw new Error(disturbed.faults[0]);
    if ((await clean.stateHash()) !== (await disturbed.stateHash())) {
      throw new Error('The outcome is not that of the clean run.');
    }
  });
  const details = await fc.check(property, { numRuns: rounds, seed });
  if (!details.failed) return [];
  const { errorInstance, counterexample, numRuns } = details;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [`Schedule ${numRuns}: ${why} At its shortest: ${JSON.stringify(counterexample?.[0])}`];
}

async function happen(world: World, one: Act, puts: number): Promise<void> {
  switch (one.is) {
    case 'deliver':
      return world.deliver(one.which % puts, one.instance);
    case 'work':
      return void (await world.work(one.which, one.events, one.falls));
    case 'rewind':
      return world.rewind(one.by);
    case 'restart':
      return world.restart(one.instance);
  }
}

function memoryGround(): Ground {
  const store = createMemoryEventStore();
  return { stores: [store, store] };
}

function onPostgresGround<Result>(work: (ground: Ground) => Promise<Result>): Promise<Result> {
  return onFreshDatabase(async (url) => {
    const db = await new DataSource({ type: 'postgres', url }).initialize();
    const open = () => createPostgresEventStore({ url });
    const stores = [await open(), await open()] as const;
    try {
      await makeTables(db);
      return await work({ stores, db });
    } finally {
      for (const store of stores) await store.close();
      await db.destroy();
    }
  });
}
