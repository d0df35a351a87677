import type pg from 'pg';
import type { StoredEvent } from '#libs/event-store';
import { withClient } from './ground.js';

const checkpointOf = (name: string): string =>
  `(SELECT position FROM event_sourcing.checkpoints WHERE name = '${name}')`;
const contribution = `FROM event_store.events e WHERE e.type = 'ContributionReceived'`;

/** What is wrong with the ledger's rows, as far as its readers say that they have come. */
export function ledgerFaults(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const missing = await client.query<{ position: string }>(
      `SELECT e.position ${contribution} AND e.position <= ${checkpointOf('journal')}
        AND NOT EXISTS (SELECT FROM journal_v1.legs l
          WHERE l.stream = e.stream AND l.revision = e.revision)`,
    );
    const { shown, recorded } = await first<{ shown: string; recorded: string }>(
      client,
      `SELECT (SELECT coalesce(sum("contributedPence"), 0) FROM funds_v2.party_money) AS shown,
        (SELECT coalesce(sum((e.text::jsonb #>> '{data,amountPence}')::bigint), 0) ${contribution}
          AND e.position <= ${checkpointOf('funds')}
          AND e.text::jsonb #> '{data,entry,legs}' IS NOT NULL) AS recorded`,
    );
    return [
      ...missing.rows.map(({ position }) => `The journal skipped position ${position}.`),
      ...(shown === recorded ? [] : [`Parties gave ${recorded} p, but funds show ${shown} p.`]),
    ];
  });
}

/** Has a reader of the ledger left an event behind it? */
export function passedOver(url: string, { position }: StoredEvent): Promise<boolean> {
  return withClient(url, async (client) => {
    const { passed } = await first<{ passed: boolean }>(
      client,
      `SELECT coalesce(bool_or(position >= ${position}), false) AS passed
        FROM event_sourcing.checkpoints WHERE name IN ('journal', 'funds')`,
    );
    return passed;
  });
}

/** Schools on the register, and in the log. */
export function registered(url: string): Promise<{ shown: string; recorded: string }> {
  return withClient(url, (client) =>
    first(
      client,
      `SELECT (SELECT count(*) FROM register_v1.schools) AS shown,
        (SELECT count(*) FROM event_store.events WHERE type = 'SchoolRegistered') AS recorded`,
    ),
  );
}

/** What each reader of the ledger has still to be told of. */
export function contributions(url: string): Promise<Map<string, number[]>> {
  return withClient(url, async (client) => {
    const left = new Map<string, number[]>();
    for (const name of ['funds', 'journal']) {
      const { rows } = await client.query<{ position: string }>(
        `SELECT e.position ${contribution} AND e.position > ${checkpointOf(name)}
          ORDER BY e.position`,
      );
      left.set(
        name,
        rows.map(({ position }) => Number(position)),
      );
    }
    return left;
  });
}

async function first<Row extends pg.QueryResultRow>(
  client: pg.Client,
  query: string,
): Promise<Row> {
  const { rows } = await client.query<Row>(query);
  return rows[0] as Row;
}
