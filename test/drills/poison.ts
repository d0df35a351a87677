import type { StoredEvent } from '#libs/event-store';
import { contributions, ledgerFaults, passedOver, registered } from './ledger-comparison.js';
import { LedgerLog } from './ledger-log.js';
import type { Drill, How, Outcome } from './drilling.js';
import { onFreshDatabase, withServer } from './ground.js';
import { came, marketplaceOn, type Marketplace } from './marketplace.js';
import { asTheyAre, mended, swallowing, withReaders, type Code } from './reader-code.js';
import { seeded } from './seeded.js';

const mostControl = 2_000;
const alarmWithinMs = 5_000;
const patienceMs = 60_000;
/** Those who read what is malformed; all others must not notice. */
const ill = ['funds', 'journal'];

/** One event among very many that the ledger's readers cannot get over. */
export const poison: Drill = {
  title: 'A malformed event in the ledger',
  usual: { events: 100_000, rounds: 1 },
  run: (how) => withServer(() => poisonDrill(how)),
};

async function poisonDrill({ seed, rounds, events }: How): Promise<Outcome> {
  const random = seeded(seed);
  const seen: string[] = [];
  const faults: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const after = Math.floor(random() * events);
    const done = await onFreshDatabase(async (url) => {
      const stopped = await poisoned(url, { seed, events, after, code: asTheyAre });
      const repaired = await repair(url, stopped.event);
      return { ...stopped, faults: [...stopped.faults, ...repaired] };
    });
    const where = `position ${done.event.position} of ${events}`;
    seen.push(
      `Malformed at ${where}: ${ill.join(' and ')} stopped and /health said so after ` +
        `${done.alarmMs} ms; the others went on; mended, both went on from there.`,
    );
    faults.push(...done.faults);
  }
  const control = await onFreshDatabase((url) => {
    const few = Math.min(events, mostControl);
    return poisoned(url, { seed, events: few, after: few >> 1, code: swallowing });
  });
  const broken = 'readers that swallow what they cannot handle';
  const found = control.faults;
  return { trials: rounds, of: 'malformed events', seen, faults, control: { broken, found } };
}

interface Scene {
  readonly seed: number;
  readonly events: number;
  /** How many events come before the malformed one. */
  readonly after: number;
  readonly code: Code;
}

/** Lets the log grow over a malformed event, and looks at who stopped and who went on. */
function poisoned(url: string, { seed, events, after, code }: Scene) {
  return withReaders(code, async () => {
    const marketplace = await marketplaceOn(url);
    try {
      const log = new LedgerLog(marketplace.store, seed);
      await log.grow(after);
      const event = await log.malformed();
      const began = performance.now();
      const growing = log.grow(events - after - 1);
      const alarmed = await came(
        async () => (await isAlarmed(marketplace)) || (await passedOver(url, event)),
        alarmWithinMs,
      );
      const alarmMs = Math.round(performance.now() - began);
      await growing;
      const faults = [
        ...(await ledgerFaults(url)),
        ...((await passedOver(url, event)) ? ['A reader passed the malformed event over.'] : []),
        ...(alarmed ? [] : [`No alarm came within ${alarmWithinMs} ms.`]),
        ...(await othersFaults(url, marketplace)),
        ...((await isAlarmed(marketplace)) ? [] : ['Health does not say that readers stopped.']),
      ];
      return { event, alarmMs, faults };
    } finally {
      await marketplace.stop();
    }
  });
}

/** The alarm: health is bad, and says of each of them that it stopped. */
async function isAlarmed({ health }: Marketplace): Promise<boolean> {
  const { status, readers } = await health();
  const stopped = (name: string) =>
    readers.some((reader) => reader.name === name && reader.status === 'poisoned');
  return status === 'not-ready' && ill.every(stopped);
}

async function othersFaults(url: string, { health }: Marketplace): Promise<string[]> {
  const flowing = async () => {
    const { shown, recorded } = await registered(url);
    return shown === recorded;
  };
  const others = (await health()).readers.filter(({ name }) => !ill.includes(name));
  return [
    ...((await came(flowing, patienceMs)) ? [] : ['The register of schools did not go on.']),
    ...others
      .filter(({ status }) => status !== 'working')
      .map(({ name, status }) => `${name} is ${status} because of others.`),
  ];
}

/** The repaired program is started: it goes on with the first event that was not handled. */
async function repair(url: string, event: StoredEvent): Promise<string[]> {
  const wanted = await contributions(url);
  const told = new Map<string, Set<number>>(ill.map((name) => [name, new Set()]));
  return withReaders(mended(told), async () => {
    const marketplace = await marketplaceOn(url);
    try {
      const done = async () =>
        (await marketplace.health()).status === 'ready' && (await passedOver(url, event));
      const faults = (await came(done, patienceMs)) ? [] : ['The mended readers did not go on.'];
      await marketplace.caughtUp();
      for (const [name, positions] of told) {
        if (!positions.has(Number(event.position))) faults.push(`${name} left out the event.`);
        const expected = wanted.get(name) ?? [];
        const same = expected.join() === [...positions].join();
        if (!same) faults.push(`${name} did not go on from where it stopped, event by event.`);
      }
      return [...faults, ...(await ledgerFaults(url))];
    } finally {
      await marketplace.stop();
    }
  });
}
