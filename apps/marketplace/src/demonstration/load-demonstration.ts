import type { Database } from '#libs/auth';
import { londonDay } from '#libs/calendar';
import type { Buses } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import { FindGrants } from '#messages/membership';
import type { Actor, Grant } from '#messages/messages';
import { DeclineRound } from '#messages/rounds';
import { award, ordersOf } from './awarding.js';
import {
  commit,
  gatherDemand,
  goToTender,
  openQuotes,
  roundIdOf,
  sealQuotes,
  type DemoRound,
} from './buying.js';
import { Cast } from './cast.js';
import { formCluster, joinAndFund } from './cluster.js';
import {
  accounts,
  castOf,
  givePasswords,
  grantRoles,
  makePeople,
  operatorAccount,
} from './people.js';
import * as first from './round-1.data.js';
import * as second from './round-2.data.js';
import * as third from './round-3.data.js';
import type { DemoDemand } from './round-data.js';
import { settle } from './settling.js';
import { Stage } from './stage.js';

export interface DemonstrationNeeds {
  readonly buses: Buses;
  readonly db: Database;
  readonly store: EventStore;
  readonly password: string;
  /** Told after each step, for people who wait. */
  readonly progress: (done: number, of: number, what: string) => void;
}

/**
 * Loads the invented Tarnbury Learning Cluster through the ordinary buses, its dates relative to
 * the day of loading. A load that was interrupted is gone on with: every command has a fixed id.
 */
export async function loadDemonstration(needs: DemonstrationNeeds): Promise<void> {
  const { buses, db, store, password, progress } = needs;
  const today = await dayOfLoading(store);
  const stage = new Stage(buses, db, today);
  const began = stage.at(-140);
  const ids = await makePeople(stage);
  const founder: Actor = {
    id: ids.get(operatorAccount.email) ?? '',
    kind: 'person',
    grants: [{ role: 'operator' }],
  };
  const steps: [string, (cast: Cast) => Promise<void>][] = [
    ['settled round', (cast) => roundOne(stage, cast)],
    ['round open for commitment', (cast) => roundTwo(stage, cast)],
    ['tender open for quotes', (cast) => roundThree(stage, cast)],
  ];
  const of = steps.length + 2;
  progress(0, of, 'schools, parties and suppliers');
  await formCluster(stage, founder, began);
  await grantRoles(stage, accounts, ids, founder, began);
  const cast = new Cast(await castOf(stage, ids));
  progress(1, of, 'agreement and pooled fund');
  await joinAndFund(stage, cast, stage.at(-135));
  for (const [n, [what, play]] of steps.entries()) {
    progress(n + 2, of, what);
    await play(cast);
  }
  await givePasswords(stage, password);
  await grantRoles(stage, [operatorAccount], ids, system, began);
  progress(of, of, 'done');
}

const system: Actor = { id: 'demonstration', kind: 'service', grants: [] };

/** Is there nothing yet, part of a demonstration, or anything else? */
export async function standingOf(
  store: EventStore,
  buses: Buses,
  personId: string | undefined,
): Promise<'empty' | 'begun' | 'complete'> {
  const { events } = await store.readAll({ after: 0n, limit: 1 });
  const [one] = events;
  if (!one) return 'empty';
  if (!one.meta.demo || !personId) return 'complete';
  const meta = { actor: system, after: String(await store.head()) };
  const grants = await buses.query<Grant[]>(FindGrants, { personId }, meta);
  return grants.length > 0 ? 'complete' : 'begun';
}

/** Today in London, or the day on which an interrupted load began. */
async function dayOfLoading(store: EventStore): Promise<string> {
  const { events } = await store.readAll({ after: 0n, limit: 1 });
  return londonDay(events[0]?.recordedAt ?? new Date().toISOString());
}

/** Bought, delivered, paid and settled. */
export async function roundOne(stage: Stage, cast: Cast): Promise<void> {
  const round: DemoRound = {
    name: 'one',
    title: 'Paper, books and trays',
    ...first,
    minimumRule: 'drop',
    draftedAt: stage.at(-130),
    openedAt: stage.at(-129),
    committedAt: stage.at(-122),
    closesAt: stage.at(-115, '16:00'),
  };
  await gatherDemand(stage, cast, round);
  const closesAt = stage.at(-100, '12:00');
  await goToTender(stage, cast, round, {
    draftedAt: stage.at(-114),
    publishedAt: stage.at(-113),
    closesAt,
    deliveryTerms: 'One drop to each school, weekdays 8:30am to 3pm, within 15 days of the order.',
  });
  await sealQuotes(stage, cast, round.name, first.quotes, stage.at(-104));
  await openQuotes(stage, cast, round.name, closesAt, stage.at(-99));
  const winners = {
    'copier-paper': 'Quillstone',
    'exercise-books': 'Brackenfold',
    'meal-trays': 'Platterleaf',
  };
  await award(stage, cast, round, {
    winners,
    reason: 'Lowest totals. For the trays only Platterleaf is within the ceiling of £27.00.',
    recommendedAt: stage.at(-95),
    approvedAt: stage.at(-90),
    signedAt: stage.at(-87),
    orderedAt: stage.at(-85),
  });
  await settle(stage, cast, round.name, ordersOf(round.name, Object.values(winners)), {
    receivedAt: stage.at(-72),
    invoicedAt: stage.at(-65),
    contributedAt: stage.at(-45),
    paidAt: stage.at(-40),
    closedAt: stage.at(-30),
  });
}

/** Brinehithe asks for more than its manager may: it waits for the head. */
const waiting: readonly DemoDemand[] = [
  ['990006', 'copier-paper', 240, 240, 240, 1235, 'A'],
  ['990006', 'hand-towels', 30, 30, 30, 1190, 'B'],
];

async function roundTwo(stage: Stage, cast: Cast): Promise<void> {
  const round: DemoRound = {
    name: 'two',
    title: 'Paper, books and towels',
    ...second,
    minimumRule: 'extend-once',
    draftedAt: stage.at(-8),
    openedAt: stage.at(-7),
    committedAt: stage.at(-3),
    closesAt: stage.workingDaysAhead(9, '16:00'),
  };
  await gatherDemand(stage, cast, round);
  await commit(stage, cast, round, '990006', waiting);
  await stage.ask(
    DeclineRound,
    {
      roundId: roundIdOf(round.name),
      schoolUrn: '990018',
      reason: 'We have enough for this year.',
    },
    { as: cast.buyerOf('990018'), at: stage.at(-2) },
  );
}

async function roundThree(stage: Stage, cast: Cast): Promise<void> {
  const round: DemoRound = {
    name: 'three',
    title: 'Internet, grounds and cover',
    ...third,
    minimumRule: 'drop',
    draftedAt: stage.at(-32),
    openedAt: stage.at(-31),
    committedAt: stage.at(-25),
    closesAt: stage.at(-18, '16:00'),
  };
  await gatherDemand(stage, cast, round);
  await goToTender(stage, cast, round, {
    draftedAt: stage.at(-17),
    publishedAt: stage.at(-16),
    closesAt: stage.workingDaysAhead(6, '12:00'),
    deliveryTerms: 'At each school, in term time, for twelve months (internet: thirty-six).',
  });
  await sealQuotes(stage, cast, round.name, third.quotes, stage.at(-1));
}
