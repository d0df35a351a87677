import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from './ground.js';
import type { Receipt } from './load.js';

interface Found {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly key: string;
}

/** What is wrong between the clients' receipts and the log: lost, doubled, reordered, gaps. */
export function logFaults(databaseUrl: string, receipts: readonly Receipt[]): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<Found>(
      `SELECT position, stream, revision, text::jsonb ->> 'commandId' AS key
        FROM event_store.events ORDER BY position`,
    );
    const byKey = new Map<string, Found[]>();
    for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
    return [
      ...receipts.flatMap((receipt) => receiptFaults(receipt, byKey.get(receipt.key) ?? [])),
      ...orderFaults(receipts),
      ...winnerFaults(receipts),
      ...gaps(rows),
      ...[...byKey].flatMap(([key, of]) =>
        of.length > 1 ? [`Command ${key} took effect ${of.length} times.`] : [],
      ),
    ];
  });
}

function receiptFaults(receipt: Receipt, events: readonly Found[]): string[] {
  const { key, stream, revision, position } = receipt;
  const place = `${stream} ${revision} at ${position}`;
  if (events.length === 0) return [`Command ${key}, acknowledged as ${place}, is lost.`];
  const there = events.map((event) => `${event.stream} ${event.revision} at ${event.position}`);
  return there.includes(place) ? [] : [`Command ${key} was ${place}, but is ${there.join()}.`];
}

/** A client sends its next command after the answer to the last, so its positions rise. */
function orderFaults(receipts: readonly Receipt[]): string[] {
  const latest = new Map<number, bigint>();
  return receipts.flatMap(({ client, key, position }) => {
    const before = latest.get(client) ?? 0n;
    latest.set(client, BigInt(position));
    return BigInt(position) > before ? [] : [`Command ${key} was recorded before its predecessor.`];
  });
}

/** Of all who race for a place in a stream, one is told that it is theirs. */
function winnerFaults(receipts: readonly Receipt[]): string[] {
  const winners = new Map<string, number>();
  for (const { stream, revision } of receipts) {
    const place = `${stream} ${revision}`;
    winners.set(place, (winners.get(place) ?? 0) + 1);
  }
  return [...winners].flatMap(([place, count]) =>
    count > 1 ? [`${place} was given to ${count} commands.`] : [],
  );
}

function gaps(rows: readonly Found[]): string[] {
  const next = new Map<string, number>();
  return rows.flatMap(({ position, stream, revision }, n) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, expected + 1);
    return [
      ...(Number(position) === n + 1 ? [] : [`Position ${n + 1} is ${position}.`]),
      ...(Number(revision) === expected ? [] : [`${stream} has no revision ${expected}.`]),
    ];
  });
}

/** The rows of a read model, and the same made straight from the log by SQL. */
const folds = {
  schools: {
    readModel: 'SELECT urn, name, phase FROM register_v1.schools ORDER BY urn',
    log: `SELECT data ->> 'urn' AS urn, data ->> 'name' AS name, data ->> 'phase' AS phase
      FROM events WHERE type = 'SchoolRegistered' ORDER BY urn`,
  },
  budgets: {
    readModel: `SELECT "partyId" AS party, "budgetPence"::text AS pence
      FROM funds_v2.party_money ORDER BY party`,
    log: `SELECT DISTINCT ON (data ->> 'partyId') data ->> 'partyId' AS party,
        data ->> 'amountPence' AS pence
      FROM events WHERE type = 'BudgetApproved' ORDER BY data ->> 'partyId', position DESC`,
  },
};
const usualPatienceMs = 20_000;

/** What is wrong with the read models, once they have had time to catch up. */
export function readModelFaults(
  databaseUrl: string,
  patienceMs = usualPatienceMs,
): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const wrong: string[] = [];
    for (const [name, { readModel, log }] of Object.entries(folds)) {
      const rows = async (query: string) => JSON.stringify((await client.query(query)).rows);
      const events = `WITH events AS (SELECT position, type, text::jsonb -> 'data' AS data
        FROM event_store.events) ${log}`;
      const wanted = await rows(events);
      const end = Date.now() + patienceMs;
      let found = await rows(readModel);
      for (; found !== wanted && Date.now() < end; found = await rows(readModel)) await sleep(100);
      if (found !== wanted) wrong.push(`The read model of ${name} differs from the log.`);
    }
    return wrong;
  });
}
