import { ask } from '#messages/messages';
import type { DueTimes, Process, ProcessWithMemory } from '../src/index.js';
import { OpenJar, SealJar, type JarEvent } from './jar.messages.js';

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

export function nextJar(jarId: string): string {
  return jarId.replace(/^.{8}/, 'ffffffff');
}
