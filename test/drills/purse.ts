import { IsUUID } from 'class-validator';
import { refuse, type AnyDecider, type Decider } from '#libs/decider';
import type { Process, ProcessWithMemory } from '#libs/event-sourcing';
import { IsQuantity } from '#messages/fields';
import { AllowedTo, ask, Command, type Event } from '#messages/messages';

/**
 * A context for drills: whatever order its messages come in, every purse ends up with the same in
 * it. It has no natural keys, so that what takes effect twice shows.
 */
@AllowedTo('anyone')
export class PutCoins extends Command {
  @IsUUID() readonly purseId!: string;
  @IsQuantity() readonly coins!: number;
}

type PurseEvent = Event<'CoinsPut', { purseId: string; coins: number }>;

export const mostCoins = 20;

const decider: Decider<{ coins: number }, { PutCoins: typeof PutCoins }, PurseEvent> = {
  stream: ({ purseId }) => `purse-${purseId}`,
  scope: () => ({}),
  initialState: { coins: 0 },
  decide: {
    PutCoins: (_, { purseId, coins }) => {
      if (coins > mostCoins) refuse('too-many-coins', 'That is too much at once.');
      return [{ type: 'CoinsPut', data: { purseId, coins } }];
    },
  },
  evolve: { CoinsPut: (state, { coins }) => ({ coins: state.coins + coins }) },
};
export const purse = decider as unknown as AnyDecider;

export function purseId(run: number, n: number): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return `00000000-0000-4000-8000-${digits(run, 8)}${digits(n, 4)}`;
}

export const purses = 4;

function nextPurse(id: string, by: number): string {
  const n = (Number(id.slice(-4)) + by) % purses;
  return `${id.slice(0, -4)}${String(n).padStart(4, '0')}`;
}

/** Half of what is put in one purse goes into the next, and so on until nothing is left. */
export const handOn: Process<PurseEvent> = {
  name: 'hand-on',
  on: {
    CoinsPut: ({ purseId: id, coins }) =>
      coins < 2 ? [] : [ask(PutCoins, { purseId: nextPurse(id, 1), coins: Math.floor(coins / 2) })],
  },
};

/** For every third time that a purse is put into, a coin goes into another. */
export const rewardThird: ProcessWithMemory<{ times: number }, PurseEvent> = {
  name: 'reward-third',
  initial: { times: 0 },
  on: {
    CoinsPut: {
      key: ({ purseId: id }) => id,
      evolve: ({ times }) => ({ times: times + 1 }),
      react: ({ times }, { purseId: id }) =>
        times % 3 === 0 ? [ask(PutCoins, { purseId: nextPurse(id, 2), coins: 1 })] : [],
    },
  },
};
