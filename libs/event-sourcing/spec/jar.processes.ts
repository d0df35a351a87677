import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { StoreFailed } from '#libs/event-store';
import { ask, type Accepted } from '#messages/messages';
import type { DueTimes, Process, ProcessWithMemory } from '../src/index.js';
import { OpenJar, RingBell, SealJar, type JarEvent } from './jar.messages.js';

/** A put of 7 coins opens another jar, under an id that follows from the first. */
export const openOnSeven: Process<JarEvent> = {
  name: 'open-on-seven',
  on: {
    CoinsPutIn: ({ jarId, coins }) =>
      coins === 7
        ? [ask(OpenJar, { jarId: nextJar(jarId), consortiumId: nextJar(jarId), room: 5 })]
        : [],
  },
};

/** The third put seals the jar. */
export const sealOnThird: ProcessWithMemory<{ puts: number }, JarEvent> = {
  name: 'seal-on-third',
  initial: { puts: 0 },
  on: {
    CoinsPutIn: {
      key: ({ jarId }) => jarId,
      evolve: ({ puts }) => ({ puts: puts + 1 }),
      react: ({ puts }, { jarId }) => (puts === 3 ? [ask(SealJar, { jarId })] : []),
    },
  },
};

export const sealWhenDue: DueTimes<JarEvent> = {
  name: 'seal-when-due',
  on: {
    JarOpened: ({ jarId, sealedFrom }) =>
      sealedFrom === null ? [] : [{ key: jarId, at: sealedFrom, ask: ask(SealJar, { jarId }) }],
  },
};

/** A put of 9 coins rings a bell, which another context answers for. */
export const ringOnNine: Process<JarEvent> = {
  name: 'ring-on-nine',
  on: { CoinsPutIn: ({ jarId, coins }) => (coins === 9 ? [ask(RingBell, { jarId })] : []) },
};

interface Bell {
  left: number;
  rings?: number;
  readonly slowlyMs?: number;
}

/**
 * Fails as a store does that is away for a while, as often as `broken.left` says; counts how often
 * it rang.
 */
export function bellThatBreaks(broken: Bell, how?: Error): Provider {
  @CommandHandler(RingBell)
  class RingBellHandler {
    async execute({ jarId }: RingBell): Promise<Accepted> {
      if (broken.left > 0) {
        broken.left--;
        throw how ?? new StoreFailed('The bell is broken.', true);
      }
      broken.rings = (broken.rings ?? 0) + 1;
      await pause(broken.slowlyMs ?? 0);
      return { stream: `bell-${jarId}`, revision: 0, position: '0' };
    }
  }
  return RingBellHandler;
}

export function nextJar(jarId: string): string {
  return jarId.replace(/^.{8}/, 'ffffffff');
}
