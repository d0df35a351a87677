import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from '../../tools/testing.js';
import type { Drill, How, Outcome } from './drilling.js';
import { onFreshDatabase, withClient, withServer } from './ground.js';
import { ledgerFaults } from './ledger-comparison.js';
import { LedgerLog } from './ledger-log.js';
import { came, marketplaceOn, type Marketplace } from './marketplace.js';
import { skipping, withReaders } from './reader-code.js';
import { seeded } from './seeded.js';
import { differences, tableHashes } from './table-hashes.js';

/** From so many events on the invented demonstration is loaded too, which fills every table. */
const withDemonstrationFrom = 10_000;
/** Those of which most is recorded here, so that a kill meets them at work. */
const killed = ['journal', 'register', 'funds'] as const;
const patienceMs = 60_000;

/** Read models filled anew beside those that answer, under writes, killed and begun again. */
export const rebuild: Drill = {
  title: 'Rebuilding read models while they are live',
  usual: { events: 100_000, rounds: 20 },
  run: (how) => withServer(() => onFreshDatabase((url) => rebuildDrill(url, how))),
};

async function rebuildDrill(url: string, how: How): Promise<Outcome> {
  const { seed, events } = how;
  const marketplace = await marketplaceOn(url, { demonstration: events >= withDemonstrationFrom });
  try {
    const log = new LedgerLog(marketplace.store, seed);
    await log.grow(events >> 1);
    await marketplace.caughtUp();
    const live = await tableHashes(url);
    const tookMs = await rebuildAll(marketplace);
    const faults = differences('Live, then rebuilt', await tableHashes(url), live);
    const under = await underWrites(url, marketplace, log, { ...how, tookMs });
    const mixed = await tableHashes(url);
    await rebuildAll(marketplace);
    const wanted = await tableHashes(url);
    faults.push(...differences('Rebuilt under writes', mixed, wanted), ...under.faults);
    faults.push(...(await ledgerFaults(url)));
    const names = marketplace.eventSourcing.readModels();
    const seen = [
      `${await marketplace.store.head()} events, ${names.length} read models, ` +
        `${wanted.size} tables; the largest was rebuilt in ${Math.round(tookMs)} ms.`,
      `${under.kills} rebuilds killed at work and ${under.done} finished, under writes; every ` +
        'table compared twice, live with rebuilt.',
    ];
    const found = await controls(url, marketplace, wanted);
    const broken = 'a rebuild that skips one event, and a row that was tampered with';
    const control = { broken, found };
    return { trials: under.kills, of: 'rebuilds killed at work', seen, faults, control };
  } finally {
    await marketplace.stop();
  }
}

/** Every read model; answers how long the longest took. */
async function rebuildAll({ eventSourcing }: Marketplace): Promise<number> {
  let longest = 0;
  for (const name of eventSourcing.readModels()) {
    const began = performance.now();
    await eventSourcing.rebuild(name);
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}

/** Writes go on while the command for operators is started, killed at work, and started again. */
async function underWrites(
  url: string,
  marketplace: Marketplace,
  log: LedgerLog,
  { seed, rounds, events, tookMs, say = () => undefined }: How & { tookMs: number },
) {
  const random = seeded(seed);
  const writing = { on: true };
  const each = Math.max(1, Math.ceil(events / 2 / 200));
  const written = (async () => {
    for (let n = 0; writing.on || n < each; n += 1) {
      await log.grow(n < each ? 200 : 2);
      await sleep(5);
    }
  })();
  let kills = 0;
  let done = 0;
  const faults: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const name = killed[round % killed.length] ?? 'journal';
    const lived = await killedAtWork(url, marketplace.env, name, random() * tookMs);
    if (lived) done += 1;
    else kills += 1;
    faults.push(...(await stillAnswers(url, name)));
    say(`${round + 1}. ${name}: ${lived ? 'was finished before the kill' : 'killed at work'}`);
  }
  for (const name of killed.slice(0, rounds)) {
    const code = await finished(marketplace.env, name);
    if (code === 0) done += 1;
    else faults.push(`A rebuild of ${name} after the kills ended with ${code}.`);
  }
  writing.on = false;
  await written;
  await marketplace.caughtUp();
  return { kills, done, faults };
}

/** Starts a rebuild and kills it so long after it has begun; true when it was finished by then. */
async function killedAtWork(
  url: string,
  env: NodeJS.ProcessEnv,
  name: string,
  afterMs: number,
): Promise<boolean> {
  const child = start(env, name);
  const ended = once(child, 'exit');
  const begun = () =>
    withClient(url, async (client) => {
      const query = 'SELECT FROM event_sourcing.checkpoints WHERE name = $1';
      return (await client.query(query, [`${name} (rebuild)`])).rowCount === 1;
    });
  await came(async () => child.exitCode !== null || (await begun()), patienceMs);
  await Promise.race([sleep(afterMs), ended]);
  if (child.exitCode !== null) return true;
  child.kill('SIGKILL');
  await ended;
  return false;
}

async function finished(env: NodeJS.ProcessEnv, name: string): Promise<number | null> {
  const [code] = (await once(start(env, name), 'exit')) as [number | null];
  return code;
}

function start(env: NodeJS.ProcessEnv, name: string) {
  const { PATH } = process.env;
  const options = { env: { ...env, PATH, LOG_LEVEL: 'fatal' }, stdio: 'ignore' as const };
  return spawn(process.execPath, [program('rebuild'), name], options);
}

/** Whatever became of a rebuild, the rows that answer are there. */
function stillAnswers(url: string, name: (typeof killed)[number]): Promise<string[]> {
  const tables = {
    journal: 'journal_v1.legs',
    register: 'register_v1.schools',
    funds: 'funds_v2.party_money',
  };
  return withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT FROM ${tables[name]} LIMIT 1`);
    return rows.length === 1 ? [] : [`${name} answered nothing after a kill.`];
  });
}

/** What the same comparison says of a rebuild that leaves something out, and of a changed row. */
async function controls(
  url: string,
  marketplace: Marketplace,
  wanted: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { events } = await marketplace.store.readAll({
    after: 0n,
    types: ['ContributionReceived'],
    limit: 1,
  });
  const position = events[0]?.position ?? 0n;
  await withReaders(skipping(position), () => marketplace.eventSourcing.rebuild('journal'));
  const skipped = differences('One event skipped', await tableHashes(url), wanted);
  await marketplace.eventSourcing.rebuild('journal');
  await withClient(url, (client) =>
    client.query(`UPDATE register_v1.schools SET name = 'Somebody else'
      WHERE urn = (SELECT min(urn) FROM register_v1.schools)`),
  );
  const tampered = differences('One row changed', await tableHashes(url), wanted);
  // Both must be found, and nothing else must be wrong by then.
  return skipped.length === 1 && tampered.length === 1 ? [...skipped, ...tampered] : [];
}
