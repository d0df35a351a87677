import { describe, expect, it } from '@jest/globals';
import type { Actor, Grant } from '#messages/messages';
import type { RoundView } from '#messages/rounds';
import { needsOf, sightsOf, type Found } from './needs.js';

const now = new Date('2026-11-23T12:00:00.000Z');
const nothing: Found = {
  consortia: [],
  members: [],
  rounds: [],
  open: [],
  tenders: [],
  contracts: [],
  orders: [],
  funds: [],
  payables: [],
};
const person = (...grants: Grant[]): Actor => ({ id: 'somebody', kind: 'person', grants });
const ofCluster = (role: Grant['role']) => person({ role, consortiumId: 'c1' });
const texts = (actor: Actor, found: Partial<Found>) =>
  needsOf(actor, { ...nothing, ...found }, now).map(({ text }) => text);

const tender = {
  tenderId: 't1',
  roundId: 'r1',
  consortiumId: 'c1',
  title: 'Paper',
  closesAt: '2026-11-30T12:00:00.000Z',
  demo: false,
} as const;

describe('What needs a person', () => {
  it.each([
    ['draft', 'lead', /^Publish the tender “Paper”/],
    ['draft', 'award-approver', /^Publish the tender “Paper”/],
    ['published', 'supplier', /^Quote for “Paper”/],
    ['closed', 'lead', /^Open the quotes for “Paper”/],
    ['opening', 'award-approver', /the second person completes it$/],
    ['opened', 'lead', /^Recommend an award/],
    ['recommended', 'award-approver', /^Approve or return the award/],
  ] as const)('is said of a tender that is %s, to the %s', (status, role, sentence) => {
    const tenders = [{ ...tender, status }];
    expect(texts(ofCluster(role), { tenders })).toEqual([expect.stringMatching(sentence)]);
    expect(texts(ofCluster('auditor'), { tenders })).toEqual([]);
    expect(texts(person({ role, consortiumId: 'another' }), { tenders })).toEqual([]);
  });

  it('is a proposal to share in another way, to the approver of a school that has not accepted', () => {
    const proposal = { status: 'open', waitingFor: ['990001'], sharingRule: 'serial' };
    const { tenderId: _, ...round } = tender;
    const open = [{ ...round, demand: [], silent: [], proposal } as unknown as RoundView];
    const approver = (schoolUrn: string) =>
      person({ role: 'school-approver', consortiumId: 'c1', schoolUrn });
    expect(texts(approver('990001'), { open })).toEqual([
      'Say whether you accept another way to share the cost of “Paper”',
    ]);
    expect(texts(approver('990002'), { open })).toEqual([]);
  });

  it('is no longer a quote once the deadline has passed', () => {
    const tenders = [
      { ...tender, status: 'published' as const, closesAt: '2026-11-23T12:00:00.000Z' },
    ];
    expect(texts(ofCluster('supplier'), { tenders })).toEqual([]);
  });

  it('is the agreement, while the school is only invited', () => {
    const member = {
      consortiumId: 'c1',
      schoolUrn: '990001',
      schoolName: 'Tarnbury Academy',
      partyId: 'p1',
      partyName: 'A trust',
      vatRecovery: 'none',
      phase: 'primary',
    } as const;
    const buyer = person({ role: 'school-buyer', consortiumId: 'c1', schoolUrn: '990001' });
    expect(texts(buyer, { members: [{ ...member, status: 'invited' }] })).toEqual([
      'Accept the agreement for Tarnbury Academy',
    ]);
    expect(texts(buyer, { members: [{ ...member, status: 'joined' }] })).toEqual([]);
  });

  it('is the first consortium for an operator, and its schools for a new lead', () => {
    expect(texts(person({ role: 'operator' }), {})).toEqual(['Form the first consortium']);
    const consortium = {
      consortiumId: 'c1',
      name: 'Northfold',
      kind: 'informal-cluster',
      leadPartyId: 'p1',
      agreementVersion: 'v1',
      members: 0,
      demo: false,
    } as const;
    expect(texts(ofCluster('lead'), { consortia: [consortium] })).toEqual([
      'Invite the schools of Northfold',
      'Draft the first round of Northfold',
    ]);
  });
});

describe('What needs finance', () => {
  const fund = { fundId: 'f1', consortiumId: 'c1', name: 'Pooled fund', parties: [] };
  const funds = (...credits: number[]): Found['funds'] => [
    { ...fund, parties: credits.map((creditPence) => ({ creditPence })) } as never,
  ];
  const refused = (command: string): NonNullable<Found['notTaken']>[number] =>
    ({ command, about: { fundId: 'f1' }, message: 'Why.' }) as never;

  it('is credit that can be paid back', () => {
    expect(texts(ofCluster('finance'), { funds: funds(1200, 0, 300) })).toEqual([
      'Pay £15.00 back to 2 contracting parties from “Pooled fund”',
    ]);
    expect(texts(ofCluster('lead'), { funds: funds(1200) })).toEqual([]);
  });

  it.each([
    [['PostInvoice', 'PostInvoice'], '2 invoices'],
    [['PostCreditNote'], '1 credit note'],
    [['PostTransfers'], '1 set of transfers'],
    [['PostTransfers', 'PostTransfers'], '2 sets of transfers'],
    [['PostTransfers', 'PostInvoice'], '2 things'],
  ])('is what the fund refused: %j', (commands, words) => {
    const notTaken = commands.map(refused);
    expect(texts(ofCluster('finance'), { funds: funds(), notTaken })).toEqual([
      `See why “Pooled fund” did not take ${words}`,
    ]);
  });
});

describe('What there is to look at', () => {
  it('is the school’s own statement, and everybody’s for who has no one school', () => {
    const round = { roundId: 'r1', title: 'Paper', status: 'closed', lots: 1 } as const;
    const rounds = [{ ...round, consortiumId: 'c1', closesAt: tender.closesAt, demo: false }];
    const buyer = person({ role: 'school-buyer', consortiumId: 'c1', schoolUrn: '990001' });
    const hrefs = (actor: Actor) => sightsOf(actor, { ...nothing, rounds }).map(({ href }) => href);
    expect(hrefs(buyer)).toEqual(['/rounds/r1/savings/990001']);
    expect(hrefs(ofCluster('lead'))).toEqual(['/rounds/r1/savings']);
  });
});
