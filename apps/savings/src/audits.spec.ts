import { describe, expect, it } from '@jest/globals';
import { auditsOf } from './audits.js';
import { inputs } from './shares.fixture.js';

describe('The audit of a lot', () => {
  it('says whether a group of schools could have paid less, and whose', async () => {
    const { audits, certificates } = await auditsOf(inputs);
    expect(audits).toEqual([
      {
        lotId: 'lot',
        item: 'trays',
        holds: true,
        worstPence: 0,
        group: [],
        groupQuantity: 0,
        spareUnits: true,
      },
    ]);
    expect(certificates).toEqual([]);
  });

  it('certifies how exactly the contribution rule was worked out', async () => {
    const award = { ...inputs.award, sharingRule: { id: 'contribution' as const, version: 1 } };
    const contributed = await auditsOf({ ...inputs, award });
    expect(contributed.certificates).toMatchObject([{ item: 'trays', exactNodes: true }]);
  });
});
