import { afterAll, describe, expect, it } from '@jest/globals';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

// What reads.ts takes from the inside of the client is promised by nobody: an update must not take
// it away unseen. That it works is asked of a real server: npm run test:kurrentdb.
describe('The inside of the KurrentDB client', () => {
  // Nobody is called before something is asked.
  const client = KurrentDBClient.connectionString('kurrentdb://127.0.0.1:1?tls=false');

  afterAll(() => client.dispose());

  it('has the ways in that reads go by', () => {
    const inside = client as unknown as Record<string, unknown>;
    expect(typeof inside['GRPCStreamCreator']).toBe('function');
    expect(typeof inside['callArguments']).toBe('function');
    expect(typeof grpc.StreamsClient.prototype.read).toBe('function');
  });

  it('has the words of their questions and answers', () => {
    const { AllOptions, FilterOptions, StreamOptions } = streams.ReadReq.Options;
    for (const options of [AllOptions, FilterOptions, StreamOptions]) {
      expect(new options().toObject()).toBeInstanceOf(Object);
    }
    const event = new streams.ReadResp.ReadEvent.RecordedEvent();
    event.setStreamRevision('3');
    event.setCommitPosition('4711');
    event.getMetadataMap().set('created', '17954760000000000');
    expect(event.getStreamRevision()).toBe('3');
    expect(event.getMetadataMap().get('created')).toBe('17954760000000000');
  });
});
