import { describe, expect, it } from '@jest/globals';
import { groupCommit } from './group-commit.js';

/** Flushes that never end, as when the database hangs. */
function hanging() {
  return groupCommit<{ keys: readonly string[]; bytes: number }, void>(
    () => new Promise(() => undefined),
  );
}

/** How many of so many are turned away at once. */
async function turnedAway(count: number, bytes: number): Promise<unknown[]> {
  const group = hanging();
  const faults: unknown[] = [];
  for (let n = 0; n < count; n += 1) {
    group.add({ keys: [String(n)], bytes }).catch((fault: unknown) => faults.push(fault));
  }
  await new Promise((settle) => setTimeout(settle, 100));
  return faults;
}

describe('Appends that wait for a database that hangs', () => {
  it('are 64 MB at most; whoever comes then is told to come back', async () => {
    expect(await turnedAway(64, 1_000_000)).toEqual([]);
    const faults = await turnedAway(80, 1_000_000);
    expect(faults).toHaveLength(16);
    expect(faults[0]).toMatchObject({ retryable: true, message: expect.stringMatching(/waiting/) });
  });

  it('are 20,000 at most', async () => {
    expect(await turnedAway(20_100, 1)).toHaveLength(100);
  });
});
