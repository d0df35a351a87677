import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { createReads } from './reads.js';

type Request = InstanceType<typeof streams.ReadReq>;
type Sent = { request: Request; metadata: { getMap(): object }; options: { deadline: Date } };

const id = '3f2b6a0e-6f0e-4c39-9a63-0a3c2f6f6f01';
const created = '2026-11-23T23:55:22.599Z';
/** What a stub of the wire does with a call: keeps it, and answers one event. */
const sent: Sent[] = [];

/** One event as it comes over the wire, its time in units of 100 nanoseconds. */
function answer(): InstanceType<typeof streams.ReadResp> {
  const uuid = new shared.UUID();
  uuid.setString(id);
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from('jar-1'));
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(uuid);
  event.setStreamIdentifier(stream);
  event.setStreamRevision('3');
  event.setCommitPosition('4711');
  event.setPreparePosition('4711');
  event.setData(Buffer.from('{"coins":1}'));
  event.getMetadataMap().set('type', 'CoinsPutIn');
  event.getMetadataMap().set('created', `${Date.parse(created)}1234`);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(event);
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

// What reads.ts takes from the inside of the client is promised by nobody: an update must not
// take it away unseen. The contract on a real server asks more: npm run test:kurrentdb.
describe('The inside of the KurrentDB client', () => {
  // Nobody is called before something is asked.
  const client = KurrentDBClient.connectionString('kurrentdb://127.0.0.1:1?tls=false');
  const inside = client as unknown as Record<string, unknown>;
  const reads = createReads(client);

  beforeEach(() => void (sent.length = 0));

  afterAll(() => client.dispose());

  it('has the ways in that reads go by', () => {
    expect(typeof inside['GRPCStreamCreator']).toBe('function');
    expect(typeof inside['callArguments']).toBe('function');
    expect(typeof grpc.StreamsClient.prototype.read).toBe('function');
  });

  it('makes the questions, and keeps milliseconds in the answers', async () => {
    type Creator = (stub: object) => AsyncIterable<unknown>;
    inside['GRPCStreamCreator'] = (client: unknown, _: string, create: Creator) => async () => {
      expect(client).toBe(grpc.StreamsClient);
      return create({
        read: async function* (...[request, metadata, options]: [Request, never, never]) {
          sent.push({ request, metadata, options });
          yield answer();
        },
      });
    };
    const [found] = await reads.stream('jar-1', { from: 3n, limit: 1 });
    expect(found?.event).toMatchObject({ id, type: 'CoinsPutIn', streamId: 'jar-1', revision: 3n });
    expect(found?.event?.created.toISOString()).toBe(created);
    expect(found?.event?.position?.commit).toBe(4711n);
    await reads.all({ from: 4711n, prefixes: ['jar-'], of: 'streams', backwards: true });
    const [one, all] = sent.map(({ request }) => request.getOptions());
    expect(one?.getStream()?.getRevision()).toBe('3');
    expect(one?.getCount()).toBe('1');
    expect(all?.getAll()?.getPosition()?.getCommitPosition()).toBe('4711');
    expect(all?.getFilter()?.getStreamIdentifier()?.getPrefixList()).toEqual(['jar-']);
    expect(all?.getReadDirection()).toBe(streams.ReadReq.Options.ReadDirection.BACKWARDS);
    expect(sent[0]?.metadata.getMap()).toMatchObject({ 'requires-leader': 'true' });
    expect(sent[0]?.options.deadline.getTime()).toBeGreaterThan(Date.now());
  });
});
