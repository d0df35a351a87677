import type { AllStreamResolvedEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import convert from '@kurrent/kurrentdb-client/dist/utils/convertGrpcEvent.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { asStoreFailed } from './faults.js';

const { Empty, StreamIdentifier } = shared;
const { ReadReq } = streams;
type Options = InstanceType<typeof ReadReq.Options>;

/** How one stream, or the whole log, is to be read. */
export interface Wanted {
  /** From this revision or position on, itself included; without it from the end that comes first. */
  readonly from?: bigint;
  readonly backwards?: boolean;
  readonly limit?: number;
}

export interface WantedOfAll extends Wanted {
  /** Names begin with one of these: names of streams, or of types. */
  readonly prefixes: readonly string[];
  readonly of: 'streams' | 'types';
}

/** From the node that takes the appends: what was answered must be there. */
const how = { deadline: 30_000, requiresLeader: true };
/** How many events the server looks at before it asks itself whether that is enough. */
const searchWindow = 1_000;

/**
 * Reads by the client's connection and messages, but not by its `readStream` and `readAll`: those
 * (1.3.1) cut the created time to whole seconds, and a deadline is judged by it.
 */
export function createReads(client: KurrentDBClient) {
  return {
    /** Nothing when there is no such stream. */
    stream: (name: string, { from, ...wanted }: Wanted): Promise<AllStreamResolvedEvent[]> => {
      const stream = new ReadReq.Options.StreamOptions();
      const identifier = new StreamIdentifier();
      identifier.setStreamName(Uint8Array.from(Buffer.from(name)));
      stream.setStreamIdentifier(identifier);
      if (from !== undefined) stream.setRevision(String(from));
      else if (wanted.backwards) stream.setEnd(new Empty());
      else stream.setStart(new Empty());
      const options = optionsOf(wanted);
      options.setStream(stream);
      options.setNoFilter(new Empty());
      return read(client, options);
    },
    all: ({ from, prefixes, of, ...wanted }: WantedOfAll): Promise<AllStreamResolvedEvent[]> => {
      const all = new ReadReq.Options.AllOptions();
      if (from !== undefined) all.setPosition(positionOf(from));
      else if (wanted.backwards) all.setEnd(new Empty());
      else all.setStart(new Empty());
      const options = optionsOf(wanted);
      options.setAll(all);
      options.setFilter(filterOf(prefixes, of));
      return read(client, options);
    },
  };
}

export type Reads = ReturnType<typeof createReads>;

function optionsOf({ backwards = false, limit = Number.MAX_SAFE_INTEGER }: Wanted): Options {
  const options = new ReadReq.Options();
  const { FORWARDS, BACKWARDS } = ReadReq.Options.ReadDirection;
  options.setReadDirection(backwards ? BACKWARDS : FORWARDS);
  options.setCount(String(limit));
  const uuids = new ReadReq.Options.UUIDOption();
  uuids.setString(new Empty());
  options.setUuidOption(uuids);
  return options;
}

function positionOf(commit: bigint) {
  const position = new ReadReq.Options.Position();
  position.setCommitPosition(String(commit));
  position.setPreparePosition(String(commit));
  return position;
}

function filterOf(prefixes: readonly string[], of: 'streams' | 'types') {
  const expression = new ReadReq.Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new ReadReq.Options.FilterOptions();
  if (of === 'streams') filter.setStreamIdentifier(expression);
  else filter.setEventType(expression);
  filter.setMax(searchWindow);
  filter.setCheckpointintervalmultiplier(1);
  return filter;
}

async function read(client: KurrentDBClient, options: Options): Promise<AllStreamResolvedEvent[]> {
  const request = new ReadReq();
  request.setOptions(options);
  try {
    const found: AllStreamResolvedEvent[] = [];
    const answer = await client['GRPCStreamCreator'](grpc.StreamsClient, 'read', (streamsClient) =>
      streamsClient.read(request, ...client['callArguments'](how)),
    )();
    for await (const response of answer) {
      const event = (response as InstanceType<typeof streams.ReadResp>).getEvent();
      if (event) found.push(convert.convertGrpcEvent(event) as AllStreamResolvedEvent);
    }
    return found;
  } catch (fault) {
    throw asStoreFailed(fault);
  }
}
