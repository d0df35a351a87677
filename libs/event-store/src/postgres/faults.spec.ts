import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { freshDatabase } from '../../../storage/src/testing.js';
import { asStoreFailed, isDatabaseAway } from './faults.js';
import { networkBefore } from './network.testing.js';

describe('A database that is away', () => {
  it('is told from a fault of what was asked, and goes for whoever asks', async () => {
    const database = await freshDatabase();
    const network = await networkBefore(database.url);
    const db = new DataSource({ type: 'postgres', url: network.url, poolSize: 2 });
    await db.initialize();
    const faultOf = (sql: string) => db.query(sql).catch((fault: unknown) => fault);

    expect(isDatabaseAway(await faultOf('SELECT 1 / 0'))).toBe(false);
    expect(isDatabaseAway(await faultOf('SELECT nothing'))).toBe(false);
    const killed = faultOf('SELECT pg_terminate_backend(pg_backend_pid())');
    expect(isDatabaseAway(await killed)).toBe(true);
    const broken = faultOf('SELECT pg_sleep(60)');
    await new Promise((settle) => setTimeout(settle, 100));
    network.cut();
    expect(isDatabaseAway(await broken)).toBe(true);
    expect(isDatabaseAway(await faultOf('SELECT 1'))).toBe(true);
    await db.destroy();
    expect(isDatabaseAway(await faultOf('SELECT 1'))).toBe(true);

    await network.close();
    await database.drop();
  });

  it('is no bug of ours, and no bug is a database that is away', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(isDatabaseAway(new AggregateError([refused, refused]))).toBe(true);
    expect(isDatabaseAway(new AggregateError([refused, new TypeError('x')]))).toBe(false);
    expect(isDatabaseAway(Object.assign(new Error('no'), { code: '57P03' }))).toBe(true);
    expect(isDatabaseAway(Object.assign(new Error('no'), { code: '23505' }))).toBe(false);
    for (const code of ['EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH']) {
      const broken = Object.assign(new Error('broken'), { code });
      expect(isDatabaseAway(broken)).toBe(true);
      expect(asStoreFailed(broken).retryable).toBe(true);
    }
    for (const other of [new TypeError('x is undefined'), undefined, 'gone', new Error('')]) {
      expect(isDatabaseAway(other)).toBe(false);
    }
  });
});
