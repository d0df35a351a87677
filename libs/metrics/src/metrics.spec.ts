import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { commandSeconds, countProcess, registry } from './index.js';

const docs = join(import.meta.dirname, '../../../docs');
const alerts = readFileSync(join(docs, 'alerts.yml'), 'utf8');
const operations = readFileSync(join(docs, 'operations.md'), 'utf8');

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

describe('The figures', () => {
  it('are those that the documents and the alert rules speak of', async () => {
    countProcess('spec', '1');
    commandSeconds.labels('Sample', 'accepted').observe(0.1);
    const text = await registry.metrics();
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    const known = new Set([
      ...names,
      ...names.flatMap((name) => ['count', 'sum', 'bucket'].map((end) => `${name}_${end}`)),
    ]);
    const told =
      `${alerts}\n${operations}`.match(/\b(commonpurse|nodejs|process)_[a-z0-9_]+/g) ?? [];
    expect(new Set(told).size).toBeGreaterThan(10);
    expect([...new Set(told)].filter((name) => !known.has(name))).toEqual([]);
    expect(text).toContain(
      'commonpurse_command_seconds_count{command="Sample",outcome="accepted"} 1',
    );
  });

  it('have an explanation each', () => {
    const mute = registry.getMetricsAsArray().filter(({ help }) => help.length < 10);
    expect(mute.map(({ name }) => name)).toEqual([]);
  });

  it('are watched by rules that Prometheus can read', () => {
    const { groups } = parse(alerts) as Rules;
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    for (const { alert, expr } of rules) {
      expect(alert).toMatch(/^[A-Z][A-Za-z]+$/);
      const opened = (sign: string) => expr.split(sign).length;
      expect([alert, opened('('), opened('{')]).toEqual([alert, opened(')'), opened('}')]);
    }
  });
});
