/**
 * One flush of appends in one statement, so that one fsync serves them all.
 *
 * The transaction's advisory lock makes commit order the same as position order: a reader that has
 * seen position n has seen everything before it, and there are no gaps. Each append is judged by
 * itself, in order, so that one conflict leaves its neighbours alone and an append may build on the
 * one before it. Every statement after the lock sees what was committed before it, which holds in
 * READ COMMITTED alone.
 *
 * Answers the last position before the flush, the instant of recording, and the appends that were
 * turned away (by their place from 1) or repeated; all others got the following positions in order.
 */
export const esAppend = `
CREATE OR REPLACE FUNCTION event_store.es_append(
  names text[],                  -- the streams of this flush, each once
  floors bigint[],               -- for each stream: the first place that an append expects
  of_stream int[],               -- for each append: its stream's place in names
  expected bigint[],             -- for each append: where its stream must stand, -1 for none
  upon uuid[],                   -- for each append: which event must stand there, or null
  sizes int[],                   -- for each append: how many events
  not_after timestamptz[],       -- for each append: its deadline or null
  command_keys text[],           -- for each append: its command's key or null
  of_append int[],               -- for each event: its append's place
  revisions bigint[], ids uuid[], types text[],
  texts text,                    -- for each event: its text, U+001E between them
  OUT head bigint, OUT at_ms bigint, OUT set_aside json
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  now_at timestamptz;
  standing bigint[];
  last_ids uuid[];
  any_known boolean;
  any_refused boolean;
  away boolean[];
  answers json[] := '{}';
  answer json;
  first_event int := 1;
  added bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(${appendLock()});

  SELECT e.position, e.recorded_at INTO head, now_at
    FROM event_store.events e ORDER BY e.position DESC LIMIT 1;
  head := coalesce(head, 0);
  now_at := greatest(date_trunc('milliseconds', clock_timestamp()), now_at);
  at_ms := (extract(epoch FROM now_at) * 1000)::bigint;

  -- From the floor up there is one row when nobody was first, however long the stream is.
  SELECT array_agg(coalesce(above.revision, below.revision, -1) ORDER BY s.n),
      array_agg(coalesce(above.id, below.id) ORDER BY s.n) INTO standing, last_ids
    FROM unnest(names, floors) WITH ORDINALITY AS s(name, floor, n)
    LEFT JOIN LATERAL (SELECT e.revision, e.id FROM event_store.events e
      WHERE e.stream = s.name AND e.revision >= s.floor ORDER BY e.revision DESC LIMIT 1
    ) above ON true
    LEFT JOIN LATERAL (SELECT e.revision, e.id FROM event_store.events e
      WHERE above.revision IS NULL AND e.stream = s.name AND e.revision < s.floor
      ORDER BY e.revision DESC LIMIT 1) below ON true;
  any_known := EXISTS (
    SELECT FROM unnest(ids) AS u(id) JOIN event_store.events e ON e.id = u.id);
  any_refused := EXISTS (
    SELECT FROM unnest(command_keys) AS k(key)
      JOIN event_store.refusals r ON r.command_key = k.key);
  away := array_fill(false, ARRAY[cardinality(sizes)]);

  FOR i IN 1 .. cardinality(sizes) LOOP
    answer := NULL;
    IF any_known THEN
      answer := event_store.es_known(i, names[of_stream[i]],
        ids[first_event : first_event + sizes[i] - 1]);
    END IF;
    IF answer IS NULL AND any_refused THEN
      SELECT json_build_object('append', i, 'why', 'refused', 'refusal', json_build_object(
          'inputHash', r.input_hash, 'code', r.code, 'message', r.message, 'kind', r.kind))
        INTO answer FROM event_store.refusals r WHERE r.command_key = command_keys[i];
    END IF;
    IF answer IS NULL AND now_at > not_after[i] THEN
      answer := json_build_object('append', i, 'why', 'late');
    END IF;
    IF answer IS NULL AND (standing[of_stream[i]] <> expected[i]
        OR upon[i] IS NOT NULL AND upon[i] IS DISTINCT FROM last_ids[of_stream[i]]) THEN
      answer := json_build_object('append', i, 'why', 'conflict',
        'actual', standing[of_stream[i]]);
    END IF;
    IF answer IS NULL THEN
      standing[of_stream[i]] := standing[of_stream[i]] + sizes[i];
      last_ids[of_stream[i]] := ids[first_event + sizes[i] - 1];
    ELSE
      away[i] := true;
      answers := answers || answer;
    END IF;
    first_event := first_event + sizes[i];
  END LOOP;

  INSERT INTO event_store.events (position, stream, revision, id, type, text, recorded_at)
    SELECT head + row_number() OVER (), names[of_stream[u.of]], u.revision, u.id, u.type, u.text,
        now_at
      FROM unnest(of_append, revisions, ids, types, string_to_array(texts, chr(30)))
        AS u(of, revision, id, type, text)
      WHERE NOT away[u.of];
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added > 0 THEN PERFORM pg_notify('event_store', ''); END IF;
  IF cardinality(answers) > 0 THEN set_aside := array_to_json(answers); END IF;
END $$;`;

/** What to say of an append whose event ids are in the log already: null when none of them is. */
export const esKnown = `
CREATE OR REPLACE FUNCTION event_store.es_known(append int, name text, wanted uuid[])
RETURNS json LANGUAGE sql STABLE
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
  SELECT CASE
    WHEN count(*) = 0 THEN NULL
    WHEN count(*) < cardinality(wanted) OR NOT bool_and(e.stream = name)
      THEN json_build_object('append', append, 'why', 'elsewhere')
    ELSE json_build_object('append', append, 'why', 'repeated', 'revision', max(e.revision),
      'position', max(e.position)::text, 'first', (array_agg(e.text ORDER BY e.position))[1])
  END FROM unnest(wanted) AS u(id) JOIN event_store.events e ON e.id = u.id
$$;`;

function appendLock(): string {
  return '7402, 1';
}
