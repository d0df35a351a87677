import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../../..');

describe('npm run test:kurrentdb', () => {
  it('without a server says in one sentence what it wants, and fails before it builds', () => {
    const { KURRENTDB_URL: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'test:kurrentdb'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toEqual([
      'Name a KurrentDB or EventStoreDB server, such as ' +
        "KURRENTDB_URL='kurrentdb://127.0.0.1:2113?tls=false' npm run test:kurrentdb.",
    ]);
  });
});
