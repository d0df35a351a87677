import { describe, expect, it } from '@jest/globals';
import { Invalid, receive } from '#messages/receive';
import { CommitDemand } from '#messages/rounds';
import { DraftTender } from '#messages/tenders';

const id = '11111111-1111-4111-8111-111111111111';
const terms = {
  tenderId: id,
  roundId: id,
  consortiumId: id,
  closesAt: '2026-12-01T12:00:00Z',
  paymentDays: 30,
  deliveryTerms: 'Weekdays.',
};

describe('A message that comes in', () => {
  it('loses what is optional and null, at every depth', () => {
    const lotTerms = [{ lotId: id, maxSuppliers: null, reserveUnitPence: null }];
    const scoring = { kind: 'price', priceWeight: null };
    const made = receive(DraftTender, { ...terms, maxWinners: null, lotTerms, scoring });
    expect(JSON.parse(JSON.stringify(made))).toEqual({
      ...terms,
      closesAt: '2026-12-01T12:00:00.000Z',
      lotTerms: [{ lotId: id }],
      scoring: { kind: 'price' },
    });
  });

  it('keeps the null that says something', () => {
    const line = { lotId: id, min: 0, desired: 2, max: 2, lastPricePence: null };
    const lines = [{ ...line, evidenceGrade: 'none', evidenceReference: null }];
    const made = receive(CommitDemand, { roundId: id, requestId: id, schoolUrn: '990001', lines });
    expect(made.lines).toEqual([{ ...line, evidenceGrade: 'none' }]);
  });

  it('takes no list for an object', () => {
    const send = () => receive(DraftTender, { ...terms, scoring: [] });
    expect(send).toThrow(Invalid);
    expect(send).toThrow('scoring must be an object.');
  });
});
