import { describe, expect, it } from '@jest/globals';
import type { Names } from './names.js';
import { costsTable } from './settlement-tables.js';

describe('What running a round cost', () => {
  it('shows parts of an hour as they were recorded', () => {
    const cost = { costId: 'c1', description: 'Lead’s hours', amountPence: 3600 };
    const costs = [{ ...cost, hours: 1.5 }, cost];
    const { rows } = costsTable(costs, {} as Names, () => undefined);
    expect(rows.map(([, hours]) => hours?.text)).toEqual(['1.5', '–']);
  });
});
