import { v7 } from 'uuid';
import { callsASecond, type Measure } from './contest.js';
import { inDatabase, withClients } from './ground.js';

/**
 * The way that message-db is documented to write, in words of our own: a function that takes a
 * lock for the stream's category to the end of the transaction, finds where the stream stands,
 * compares that with what the writer expected, if anything, and inserts the next version. One
 * message for each call and each transaction; its indexes are on stream, category and id.
 */
const schema = `
CREATE TABLE messages (
  global_position bigserial PRIMARY KEY,
  stream_name text NOT NULL,
  position bigint NOT NULL,
  time timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
  type text NOT NULL,
  data jsonb,
  metadata jsonb,
  id uuid NOT NULL
);
CREATE FUNCTION category_of(stream text) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT split_part(stream, '-', 1) $$;
CREATE UNIQUE INDEX ON messages (id);
CREATE UNIQUE INDEX ON messages (stream_name, position);
CREATE INDEX ON messages (category_of(stream_name), global_position);
CREATE FUNCTION write_one(
  new_id uuid, stream text, new_type text, new_data jsonb, new_metadata jsonb, expected bigint
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE standing bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(category_of(stream), 0));
  SELECT coalesce(max(m.position), -1) INTO standing FROM messages m WHERE m.stream_name = stream;
  IF expected IS NOT NULL AND expected <> standing THEN
    RAISE EXCEPTION 'Wrong expected version: % (stands at %)', expected, standing;
  END IF;
  INSERT INTO messages (id, stream_name, position, type, data, metadata)
    VALUES (new_id, stream, standing + 1, new_type, new_data, new_metadata);
  RETURN standing + 1;
END $$;`;

/** So many writers on one stream, each on a connection of its own, none expecting a version. */
export async function messageDb(url: string, writers: number): Promise<Measure> {
  await inDatabase(url, schema);
  return (seconds) =>
    withClients(url, writers, (clients) => {
      const stream = `account-${v7()}`;
      return callsASecond(writers, seconds, (writer) =>
        clients[writer]!.query({
          name: 'write',
          text: 'SELECT write_one($1, $2, $3, $4, $5, NULL)',
          values: [v7(), stream, 'MoneyTaken', data(stream), metadata],
        }),
      );
    });
}

const metadata = JSON.stringify({ actor: 'bench', at: '2026-06-01T09:00:00.000Z' });

function data(accountId: string): string {
  const reference = 'Invoice 4711, exercise books, A4, 80 pages, feint ruled with margin';
  return JSON.stringify({ accountId, amountPence: 1, reference });
}
