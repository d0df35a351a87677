import { describe, expect, it } from '@jest/globals';
import type { ShareRow, Statement } from '#messages/savings';
import type { Names } from './names.js';
import { sheetOf } from './statement-sheet.js';

const names: Names = {
  members: [],
  school: (urn) => ({ '990008': 'Nether Quillby Primary' })[urn] ?? 'Another school',
  party: () => 'Quillby Federation',
};

/** Paper: would have cost £125.65, alone £103.25, pays £85.42 in the end. */
const paper: ShareRow = {
  urn: '990008',
  partyId: 'party',
  lotId: 'paper',
  item: 'copier-paper',
  supplier: 'Quillstone',
  quantity: 7,
  pricePence: 1235,
  paysPence: 85_42,
  baselinePence: 125_65,
  savingPence: 40_23,
  competitionPence: 22_40,
  aggregationPence: 17_83,
  evidenceGrade: 'A',
  evidenceReference: 'INV 17',
  status: 'realised',
};

function sheet(row: Partial<ShareRow> = {}, more: Partial<Statement> = {}) {
  const one = { ...paper, ...row };
  const { paysPence, baselinePence, savingPence, competitionPence, aggregationPence } = one;
  const total = { paysPence, baselinePence, savingPence, competitionPence, aggregationPence };
  const statement: Statement = {
    roundId: 'r',
    consortiumId: 'c',
    title: 'Autumn',
    schoolUrn: '990008',
    status: 'settled',
    rule: { id: 'contribution', version: 1 },
    inputHash: 'cd'.repeat(32),
    rows: [{ ...one, sources: [] }],
    total,
    ...more,
  };
  return sheetOf(statement, names);
}
const workings = (row: Partial<ShareRow>) => sheet(row).lots[0]!.workings.join(' ');

describe('A statement', () => {
  it('shows no second table where a school pays what it is invoiced and nothing else', () => {
    expect(sheet()).toMatchObject({ money: null, net: [], corrections: [] });
  });

  it('goes from the invoice by the transfer to what it costs in the end, and adds up', () => {
    const { money, net } = sheet({
      invoicedPence: 86_45,
      transferPence: -1_03,
      irrecoverableVatPence: { baseline: 25_13, pays: 17_29 },
      runningCostPence: 16_80,
    });
    const amounts = ['£86.45', '−£1.03', '£85.42', '£17.29', '£16.80', '£119.51'];
    const texts = money!.rows[0]!.map(({ text }) => text);
    expect(texts.slice(1)).toEqual(amounts);
    expect(net).toContainEqual({ key: 'Saved, net', value: '£31.27' });
    expect(workings({ invoicedPence: 86_45, transferPence: -1_03 })).toContain(
      'It is invoiced £86.45, and gets £1.03 back.',
    );
    expect(workings({ invoicedPence: 80_00, transferPence: 5_42 })).toContain(
      'pays £5.42 into the others’ shares',
    );
  });

  it('says what never came, what nobody asked for, and what only goes on', () => {
    const unrealised = { quantity: 2, savingPence: 11_20 };
    expect(workings({ unrealised })).toContain('2 units never came: £11.20 of saving');
    expect(workings({ spare: { quantity: 1, savingPence: 30_00 } })).toContain(
      '1 unit of these it had not asked for: counting only what it needed, it saved £30.00.',
    );
    const sustained = { sinceRoundId: 'before', newPence: 3_00, sustainedPence: 37_23 };
    expect(workings({ sustained })).toContain('£3.00 is new; £37.23 against the price before');
    expect(workings({ quantity: 0 })).toMatch(/^None of it came/);
  });

  it('shows a list price beside the saving, and the evidence with its day and fingerprint', () => {
    const hash = 'ab'.repeat(32);
    const [lot] = sheet({ evidenceDay: '2026-03-27', evidenceHash: hash }).lots;
    expect(lot!.evidence).toBe(
      `The evidence: an invoice, “INV 17”, of 27 March 2026 (grade A). Fingerprint of its document (SHA-256): ${hash}.`,
    );
    const listed = workings({ benchmarkPricePence: 19_95, benchmarkSource: 'List of March' });
    expect(listed).toContain('£19.95 a unit (List of March): only to look at');
  });

  it('names the rule, who could have paid less, and how exactly it was worked out', () => {
    const audit = { lotId: 'paper', item: 'copier-paper', groupQuantity: 7, spareUnits: true };
    const { rule, audits } = sheet(
      {},
      {
        audits: [
          { ...audit, holds: false, worstPence: 1_25, group: ['990008'] },
          { ...audit, lotId: 'other', holds: true, worstPence: 0, group: [] },
        ],
        certificates: [
          {
            lotId: 'paper',
            item: 'copier-paper',
            nodes: 40,
            exactNodes: true,
            droppedMass: 0,
            sumErrorPence: 1e-9,
          },
        ],
      },
    );
    expect(audits).toEqual([
      'copier-paper: On this lot’s price schedule, Nether Quillby Primary could have paid £1.25 less on its own (all groups checked; buying up to the next price counts).',
    ]);
    const said = rule.map(({ value }) => value).join(' ');
    expect(said).toContain('By contribution (contribution, version 1)');
    expect(said).toContain('worked out at 40 nodes, exact');
  });

  it('says what was corrected for this school since, by how much and why', () => {
    const difference = { lotId: 'paper', paysPence: 0, baselinePence: -5_00, savingPence: -5_00 };
    const { corrections, standing } = sheet(
      {},
      {
        status: 'restated',
        notSharedAnew: [{ lotId: 'paper', item: 'Paper', reason: 'It is not worthwhile.' }],
        restatements: [
          {
            at: '2026-12-01T12:00:00.000Z',
            reason: 'The invoice said £17.24.',
            cause: { stream: 's', revision: 2 },
            source: { label: 'Shares restated', stream: 's', revision: 3 },
            differences: [
              { urn: '990008', ...difference },
              { urn: '990001', ...difference, savingPence: 7_00 },
            ],
            transferChanges: [],
          },
        ],
      },
    );
    expect(standing).toMatch(/^Restated once/);
    expect(corrections).toEqual([
      '1 December 2026 at midday: its saving changed by −£5.00. The invoice said £17.24.',
      'A last price of Paper was corrected, and its shares stay as they were awarded: by the rule they could not be shared anew. It is not worthwhile.',
    ]);
  });
});
