import type { Client } from 'pg';
import { v7 } from 'uuid';
import { OpenAccount, TakeMoney } from './account.js';
import { callsASecond, type Contest, type Measure } from './contest.js';
import { emmettCommands, emmettStore, type EmmettEvent, type EmmettStore } from './emmett.js';
import { inDatabase, withClients, type Ground } from './ground.js';
import { messageDb } from './message-db.js';
import { startOurs } from './ours.js';

const commanders = 64;
const amountPence = 1;
/** More than any run takes. */
const balancePence = 10_000_000;
const reference = 'Invoice 4711, exercise books, A4, 80 pages, feint ruled with margin';

/**
 * Commands of so many commanders on one account that must not fall below nothing. Ours goes all
 * the way from a message: validation, bus, permission, decision, append. The row lock decides in
 * a transaction on a connection for each commander; Emmett's command handler reads the stream,
 * decides, appends, and tries again when another was first; message-db takes any version, so it
 * alone keeps no rule. Each turn has an account of its own.
 */
export const oneStream: Contest<Ground> = {
  name: 'one-stream-64',
  unit: 'commands/s',
  peers: ['row-lock', 'emmett', 'message-db'],
  open: async (ground, wanted) => {
    const ours = await startOurs(await ground.database(), {});
    const closing: (() => Promise<void>)[] = [() => ours.close()];
    const peers: Record<string, Measure> = {};
    if (wanted.includes('row-lock')) peers['row-lock'] = await rowLock(await ground.database());
    if (wanted.includes('emmett')) {
      const store = await emmettStore(await ground.database());
      closing.push(() => store.close());
      peers.emmett = await retries(store);
    }
    if (wanted.includes('message-db')) {
      const write = await messageDb(await ground.database(), commanders);
      peers['message-db'] = write;
    }
    return {
      ours: async (seconds) => {
        const accountId = v7();
        await ours.command(OpenAccount, { accountId, balancePence });
        const body = { accountId, amountPence, reference };
        return callsASecond(commanders, seconds, () => ours.command(TakeMoney, body));
      },
      peers,
      close: async () => void (await Promise.all(closing.map((close) => close()))),
    };
  },
};

async function rowLock(url: string): Promise<Measure> {
  await inDatabase(
    url,
    `CREATE TABLE accounts (id uuid PRIMARY KEY, balance bigint NOT NULL);
     CREATE TABLE entries (id uuid PRIMARY KEY, account uuid NOT NULL REFERENCES accounts,
       amount bigint NOT NULL, reference text NOT NULL,
       at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  );
  return (seconds) =>
    withClients(url, commanders, async (clients) => {
      const id = v7();
      await clients[0]!.query('INSERT INTO accounts VALUES ($1, $2)', [id, balancePence]);
      return callsASecond(commanders, seconds, (n) => takeLocked(clients[n] as Client, id));
    });
}

async function takeLocked(client: Client, id: string): Promise<void> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ balance: string }>({
    name: 'lock',
    text: 'SELECT balance FROM accounts WHERE id = $1 FOR UPDATE',
    values: [id],
  });
  if (Number(rows[0]?.balance) < amountPence) throw new Error('There is too little.');
  await client.query({
    name: 'update',
    text: 'UPDATE accounts SET balance = balance - $2 WHERE id = $1',
    values: [id, amountPence],
  });
  await client.query({
    name: 'entry',
    text: 'INSERT INTO entries (id, account, amount, reference) VALUES ($1, $2, $3, $4)',
    values: [v7(), id, amountPence, reference],
  });
  await client.query('COMMIT');
}

/** Emmett's own three retries would fail nearly every command here, so it gets very many. */
const retry = {
  onVersionConflict: { retries: 10_000, minTimeout: 5, factor: 1.1, maxTimeout: 100 },
};

async function retries(store: EmmettStore): Promise<Measure> {
  const { CommandHandler } = await emmettCommands();
  const handle = CommandHandler<number>({
    evolve: (balance, { type, data }: EmmettEvent) =>
      type === 'MoneyTaken' ? balance - (data as { amountPence: number }).amountPence : balance,
    initialState: () => balancePence,
    retry: { onVersionConflict: { ...retry.onVersionConflict, shouldRetryError: () => true } },
  });
  return (seconds) => {
    const accountId = v7();
    return callsASecond(commanders, seconds, () =>
      handle(store, `account-${accountId}`, (balance) => {
        if (balance < amountPence) throw new Error('There is too little.');
        return [{ type: 'MoneyTaken', data: { accountId, amountPence, reference } }];
      }),
    );
  };
}
