import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readCatalogue } from '../../tools/event-catalogue.js';
import { keepFixtures, versionOfText } from '../../tools/event-fixtures.js';
import { playEveryEvent } from './every-event.js';
import { SmallCluster } from './small-cluster.js';

const root = join(import.meta.dirname, '../..');

describe('A small year in which everything happens', () => {
  const texts: string[] = [];

  beforeAll(async () => {
    const cluster = await SmallCluster.open();
    try {
      await playEveryEvent(cluster);
      const { events } = await cluster.store.readAll({ after: 0n, limit: 5000 });
      texts.push(...events.map(({ text }) => text));
    } finally {
      await cluster.close();
    }
    if (process.env.KEEP_EVENTS) await keepFixtures(root, texts);
  }, 120_000);

  it('records every event of the language, in its version of today', () => {
    const recorded = new Set(texts.map(versionOfText));
    const later = (name: string) => [...recorded].some((one) => one.startsWith(`${name}.v`));
    const missing = Object.keys(readCatalogue(root)).filter(
      (name) => !recorded.has(name) && !later(name),
    );
    expect(missing).toEqual([]);
  });
});
