import { describe, expect, it } from '@jest/globals';
import { progressSentences } from '#libs/allocation';
import type { DemandLine, LotProgress, RoundView, SchoolDemand } from '#messages/rounds';
import type { Names } from './names.js';
import { ownAdvice, roomSentences } from './round-advice.js';

/** Copier paper of the demonstration's second round: school, wanted, at most. */
const paper = [
  ['Tarnbury Academy', 300, 320],
  ['Copperlea Primary Academy', 104, 104],
  ['Lanternhill Primary Academy', 84, 84],
  ['Curlewfield Primary Academy', 52, 52],
  ['Osierbank School', 36, 36],
  ['Fellrigg School', 180, 190],
  ['Nether Quillby Primary', 13, 13],
  ['Over Quillby Primary', 17, 17],
  ['Millrace Lane Primary', 108, 112],
  ['Signal Row Infant', 42, 42],
  ['Signal Row Junior', 56, 56],
  ['Hollinmoss Primary', 76, 76],
  ['Our Lady of the Fens Catholic Primary', 48, 48],
] as const;
const tier = (fromQuantity: number, unitPricePence: number) => ({
  fromQuantity,
  unitPricePence,
  source: 'round 1',
  sourceDay: '2026-09-01',
});
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const lot = {
  lotId: 'paper',
  item: 'copier-paper',
  unit: 'box',
  minimumQuantity: 400,
  indicativeTiers: [tier(400, 1290), tier(800, 1235), tier(1200, 1195)],
  desired: sum(paper.map(([, desired]) => desired)),
  most: sum(paper.map(([, , max]) => max)),
  schools: paper.length,
} as unknown as LotProgress;
const line = (desired: number, max = desired): DemandLine => ({
  lotId: 'paper',
  min: 0,
  desired,
  max,
  lastPricePence: 1235,
  evidenceGrade: 'A',
});
const demand = paper.map(([schoolUrn, desired, max]) => ({
  schoolUrn,
  committed: [line(desired, max)],
})) as unknown as SchoolDemand[];
const round = { lots: [lot], demand } as unknown as RoundView;
const names: Names = { members: [], school: (urn) => urn, party: String };

describe('The second round of the demonstration', () => {
  it('lacks 84 boxes, which would save everyone £446.40 in all', () => {
    expect([lot.desired, lot.most]).toEqual([1116, 1150]);
    expect(progressSentences({ ...lot }, lot.desired)).toEqual([
      '84 more boxes and the indicative price falls £12.35 → £11.95.',
      'From 1,162 boxes, buying 1,200 costs less.',
      '84 more boxes save everyone £446.40 in all.',
    ]);
  });

  it('names the schools with room to those who see all demand', () => {
    expect(roomSentences(round, lot, names)).toEqual([
      'Schools with room: Tarnbury Academy 20, Fellrigg School 10, Millrace Lane Primary 4. Together they would take 34 more boxes: 50 of the 84 are still missing.',
    ]);
    const full = { ...round, demand: demand.slice(1, 2) };
    expect(roomSentences(full, lot, names)).toEqual([
      'No school has said that it would take more than it wants.',
    ]);
    expect(roomSentences(round, { ...lot, desired: 1200 }, names)).toEqual([]);
  });

  it('tells a school what the next price would mean to it', () => {
    const [small] = ownAdvice(round, 'Nether Quillby Primary', [line(13)]);
    expect(small!.sentences).toEqual([
      'At £11.95 your 13 boxes would cost £155.35 instead of £160.55.',
    ]);
  });

  it('counts what a school asks for now instead of what it has committed to', () => {
    const [more] = ownAdvice(round, 'Tarnbury Academy', [line(380)]);
    expect(more!.sentences[1]).toBe(
      'If you take 4 more yourselves, you would pay £4,588.80 for 384 instead of £4,693.00 for 380.',
    );
    expect(ownAdvice(round, 'Tarnbury Academy', [line(384)])).toEqual([]);
    expect(ownAdvice(round, 'Tarnbury Academy', [])).toEqual([]);
  });
});
