import { fold, type AnyDecider } from '#libs/decider';
import type { Event } from '#messages/messages';
import { fund } from '../apps/ledger/src/fund.decider.js';
import { consortium } from '../apps/membership/src/consortium.decider.js';
import { party } from '../apps/membership/src/party.decider.js';
import { person } from '../apps/membership/src/person.decider.js';
import { school } from '../apps/membership/src/school.decider.js';
import { order } from '../apps/orders/src/order.decider.js';
import { round } from '../apps/orders/src/round.decider.js';
import { submissions } from '../apps/quotes/src/submissions.decider.js';
import { supplier } from '../apps/quotes/src/supplier.decider.js';
import { shares } from '../apps/savings/src/shares.decider.js';
import { contract } from '../apps/tenders/src/contract.decider.js';
import { tender } from '../apps/tenders/src/tender.decider.js';

/** Every decider of every context: one for each kind of stream. */
const deciders = [
  school,
  party,
  consortium,
  person,
  round,
  order,
  tender,
  contract,
  supplier,
  submissions,
  fund,
  shares,
] as unknown as readonly AnyDecider[];

/** What a whole stream comes to, as JSON: by the decider that knows its first event. */
export function stateOf(events: readonly Event[]): unknown {
  const type = events[0]?.type ?? '';
  const decider = deciders.find(({ evolve }) => Object.hasOwn(evolve, type));
  if (!decider) throw new Error(`No decider folds ${type}; give it one in tools/deciders.ts.`);
  const state = fold(decider, decider.initialState, events);
  return JSON.parse(JSON.stringify(state, (_, value: unknown) => plain(value)));
}

function plain(value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...value] : value;
}
