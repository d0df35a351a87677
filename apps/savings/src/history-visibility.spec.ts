import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#libs/event-store';
import type { Actor, Grant } from '#messages/messages';
import { visibleEvents } from './history-visibility.js';

const consortiumId = 'c1';
const event = (type: string, data: object): StoredEvent =>
  ({ type, data: { consortiumId, ...data } }) as StoredEvent;
const actor = (...grants: Grant[]): Actor => ({ id: 'p', kind: 'person', grants });
const buyer = actor({ role: 'school-buyer', consortiumId, schoolUrn: '990008', partyId: 'a' });
const lead = actor({ role: 'lead', consortiumId });
const quillstone = actor({ role: 'supplier', consortiumId, supplierId: 's1' });
const typesSeen = (events: StoredEvent[], who: Actor, isAwarded = false) =>
  visibleEvents(events, who, isAwarded).map(({ type }) => type);

const round = [
  event('CommitmentOpened', {}),
  event('DemandCommitted', { schoolUrn: '990008' }),
  event('DemandWithdrawn', { schoolUrn: '990009' }),
  event('RoundLocked', {}),
];
const submissions = [
  event('SubmissionsOpened', {}),
  event('QuoteSealed', { supplierId: 's1' }),
  event('QuoteSealed', { supplierId: 's2' }),
];
const opened = [
  ...submissions,
  event('QuotesOpened', {}),
  event('QuoteRevealed', { supplierId: 's2' }),
];

describe('The events behind a figure', () => {
  it('show a school its own demand, and everyone’s only after the award', () => {
    expect(typesSeen(round, buyer)).toEqual(['CommitmentOpened', 'DemandCommitted']);
    expect(typesSeen(round, buyer, true)).toEqual([
      'CommitmentOpened',
      'DemandCommitted',
      'RoundLocked',
    ]);
  });

  it('show those who oversee the consortium all of it', () => {
    expect(typesSeen(round, lead)).toHaveLength(4);
  });

  it('keep a corrected last price between its school and finance until the award', () => {
    const inputs = [
      event('BaselineCorrected', { schoolUrn: '990009' }),
      event('BaselineCorrected', { schoolUrn: '990008' }),
      event('RunningCostRecorded', { partyId: 'b' }),
    ];
    expect(visibleEvents(inputs, buyer, false)).toEqual([inputs[1]]);
    expect(typesSeen(inputs, lead)).toHaveLength(3);
    expect(typesSeen(inputs, buyer, true)).toHaveLength(3);
  });

  it('hide from everyone that there is a quote, and which one of how many, until all are opened', () => {
    expect(typesSeen(submissions, lead)).toEqual(['SubmissionsOpened']);
    expect(typesSeen(submissions, quillstone)).toEqual([]);
    expect(typesSeen(opened, quillstone)).toEqual(['QuoteSealed']);
    expect(typesSeen(opened, lead)).toHaveLength(5);
  });

  it('never show a supplier another’s prices', () => {
    expect(typesSeen(opened, quillstone, true)).toEqual(['QuoteSealed']);
  });

  it('show a stranger nothing', () => {
    const stranger = actor({ role: 'lead', consortiumId: 'c2' });
    expect(typesSeen(round, stranger, true)).toEqual([]);
    expect(
      visibleEvents([event('SchoolRegistered', { consortiumId: undefined })], lead, true),
    ).toEqual([]);
  });
});
