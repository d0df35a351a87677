import { logFaults } from './comparison.js';
import { Crowd, type Timed } from './crowd.js';
import type { Drill, How, Outcome } from './drilling.js';
import { onFreshDatabase, withClient, withServer } from './ground.js';
import { pollTooFar } from './polling.js';
import { Listeners, tellingFaults } from './listeners.js';

const writers = 32;
const processes = 4;
const mostControl = 5_000;
/** Nobody waits longer than this for what is recorded, whatever others leave open. */
const longestWaitMs = 5_000;

/** Commits that are slow, fast or taken back, beside a transaction of somebody else that stays. */
export const subscribers: Drill = {
  title: `${writers} writers and those who are told`,
  usual: { events: 100_000 },
  run: (how) => withServer(() => subscribersDrill(how)),
};

async function subscribersDrill({ seed, events }: How): Promise<Outcome> {
  const { seen, faults } = await onFreshDatabase((url) => listen(url, seed, events));
  const { told, rows } = await onFreshDatabase((url) =>
    pollTooFar(url, { seed, writers, events: Math.min(events, mostControl) }),
  );
  const broken = 'a poller that goes on from the highest number it has seen';
  const found = tellingFaults('The poller', told, rows);
  return { trials: events, of: 'appends', seen, faults, control: { broken, found } };
}

async function listen(url: string, seed: number, events: number) {
  const about = 'till';
  const task = { work: 'own-streams' as const, url, seed, about, writers, firstWriter: 0, events };
  const crowd = await Crowd.gather(task, events < 10_000 ? 2 : processes);
  await makeCommitsUneven(url);
  const listeners = await Listeners.gather(url, seed);
  const { receipts, troubles } = await withForeignTransaction(url, async () => {
    const done = await crowd.work();
    await listeners.upTo(BigInt(done.receipts.length), longestWaitMs);
    return done;
  });
  const rows = await recorded(url);
  await listeners.close();
  const waits = longestWaits(receipts, listeners.live.at);
  const retried = receipts.filter(({ tries }) => tries > 1).length;
  const resumed = `${listeners.resumed} times from its checkpoint`;
  return {
    seen: [
      `${receipts.length} appends by ${writers} writers, ${retried} of them after a commit that ` +
        `was taken back; one subscriber resumed ${resumed}.`,
      `From answer to told: ${waits.median} ms (median), ${waits.most} ms at most, behind a ` +
        'transaction that stayed open all the time.',
    ],
    faults: [
      ...troubles,
      ...(await logFaults(url, receipts)),
      ...listeners.faults(rows),
      ...(waits.most > longestWaitMs ? [`Something was told after ${waits.most} ms.`] : []),
    ],
  };
}

/** When a transaction ends decides what others see: some take long, some are undone at the end. */
function makeCommitsUneven(url: string): Promise<unknown> {
  const statements = `
    CREATE FUNCTION event_store.uneven() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.type = 'SlowlyPutIn' THEN PERFORM pg_sleep(0.005); END IF;
      IF NEW.type = 'TakenBack' THEN
        RAISE EXCEPTION 'taken back' USING ERRCODE = 'serialization_failure';
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER uneven AFTER INSERT ON event_store.events
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (NEW.type IN ('SlowlyPutIn', 'TakenBack')) EXECUTE FUNCTION event_store.uneven()`;
  return withClient(url, (client) => client.query(statements));
}

/** Somebody else writes on the same database and does not come to an end. */
function withForeignTransaction<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  return withClient(url, async (client) => {
    await client.query('CREATE TABLE foreign_work (n int)');
    await client.query('BEGIN');
    await client.query('INSERT INTO foreign_work VALUES (1)');
    const result = await work();
    await client.query('COMMIT');
    return result;
  });
}

function recorded(url: string): Promise<{ position: number; id: string }[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ position: string; id: string }>(
      'SELECT position, id FROM event_store.events ORDER BY position',
    );
    return rows.map(({ position, id }) => ({ position: Number(position), id }));
  });
}

function longestWaits(receipts: readonly Timed[], toldAt: ReadonlyMap<number, number>) {
  const waits = receipts
    .map(({ position, at }) => Math.max(0, (toldAt.get(Number(position)) ?? Infinity) - at))
    .sort((a, b) => a - b);
  return { median: waits[waits.length >> 1] ?? 0, most: waits.at(-1) ?? 0 };
}
