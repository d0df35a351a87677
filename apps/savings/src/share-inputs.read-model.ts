import { In, IsNull, LessThanOrEqual, Not, type DataSource } from 'typeorm';
import type { ComputedShares, ShareRow } from '#messages/savings';
import { computeShares } from './compute-shares.js';
import { inputHashOf, type ShareInputs } from './share-inputs.js';
import {
  CorrectedBaselineRow,
  DeliveryRow,
  OpenedQuoteRow,
  RoundRow,
  RunningCostRow,
} from './shares.read-model.js';
import { withSustained, type RoundOfRows } from './sustained.js';

/** All that the shares of a round follow from, as recorded by now; null before its award. */
export async function inputsOf(db: DataSource, round: RoundRow): Promise<ShareInputs | null> {
  const { award, lots, roundId, spareUnits, ended } = round;
  if (!award) return null;
  const { manager } = db;
  const [quotes, deliveries, corrections, costs] = await Promise.all([
    manager.findBy(OpenedQuoteRow, { tenderId: award.tenderId }),
    manager.findBy(DeliveryRow, { roundId }),
    manager.findBy(CorrectedBaselineRow, { roundId }),
    manager.find(RunningCostRow, { where: { roundId }, order: { costId: 'ASC' } }),
  ]);
  return {
    lots,
    award,
    spareUnits,
    ended,
    quotes: quotes.map(({ quoteId, lines }) => ({ quoteId, lines })),
    deliveries: deliveries.map(({ roundId: _, ...delivery }) => delivery),
    corrections: corrections.map(({ schoolUrn, lotId, baseline }) => ({
      ...baseline,
      schoolUrn,
      lotId,
    })),
    runningCosts: costs.map(({ cost }) => cost),
  };
}

const mostKept = 20;
const kept = new Map<string, ComputedShares>();

/** For specs: what is asked next is worked out again. */
export function forgetShares(): void {
  kept.clear();
}

/** The shares of these inputs; remembered by their hash, so that nothing is worked out twice. */
export function rememberedShares(inputs: ShareInputs): ComputedShares {
  const hash = inputHashOf(inputs);
  const known = kept.get(hash);
  if (known) return known;
  const shares = computeShares(inputs, hash);
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(hash, shares);
  return shares;
}

/** The awarded rounds of some consortia with their rows: official where there are such, else live. */
export async function awardedRounds(
  db: DataSource,
  consortiumIds: readonly string[] | 'all',
): Promise<RoundOfRows[]> {
  const rounds = await db.manager.find(RoundRow, {
    where: {
      award: Not(IsNull()),
      ...(consortiumIds !== 'all' && { consortiumId: In([...consortiumIds]) }),
    },
    order: { awardedAt: 'ASC', roundId: 'ASC' },
  });
  const found: RoundOfRows[] = [];
  for (const round of rounds) {
    const rows = round.settled?.rows ?? (await liveRows(db, round));
    found.push({ ...roundOf(round), isSettled: round.settled !== null, rows });
  }
  return withSustained(found);
}

/** The rows of one round beside what settled rounds before it had brought already. */
export async function rowsBesideEarlier(
  db: DataSource,
  round: RoundRow,
  rows: readonly ShareRow[],
): Promise<readonly ShareRow[]> {
  const { roundId, consortiumId, awardedAt } = round;
  const earlier = await db.manager.find(RoundRow, {
    where: {
      consortiumId,
      settled: Not(IsNull()),
      awardedAt: LessThanOrEqual(awardedAt ?? ''),
      roundId: Not(roundId),
    },
    order: { awardedAt: 'ASC', roundId: 'ASC' },
  });
  const before = earlier
    .filter((one) => one.awardedAt !== awardedAt || one.roundId < roundId)
    .map((one) => ({ ...roundOf(one), isSettled: true, rows: one.settled?.rows ?? [] }));
  return (
    withSustained([...before, { ...roundOf(round), isSettled: false, rows }]).at(-1)?.rows ?? rows
  );
}

function roundOf({ roundId, consortiumId, title, awardedAt }: RoundRow) {
  return { roundId, consortiumId, title, awardedAt: awardedAt ?? '' };
}

async function liveRows(db: DataSource, round: RoundRow): Promise<readonly ShareRow[]> {
  const inputs = await inputsOf(db, round);
  return inputs ? rememberedShares(inputs).rows : [];
}
