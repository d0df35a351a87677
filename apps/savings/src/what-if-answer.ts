import { CannotShare } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { LotAudit } from '#messages/savings';
import type {
  Leaving,
  WhatIf,
  WhatIfAmounts,
  WhatIfLot,
  WhatIfOutcome,
  WhatIfPart,
  WhatIfSchool,
} from '#messages/what-if';
import {
  harmPence,
  truthOf,
  whatIf,
  type Change,
  type LotTruth,
  type Outcome,
  type RoundTruth,
  type Row,
} from './what-if.js';
import { sharedTruth } from './what-if-round.js';

/** What can be said without knowing who asks. */
export type Answer = Pick<
  WhatIf,
  'lots' | 'schools' | 'total' | 'leaving' | 'takingPart' | 'quotes'
>;

/** Or why a rule has no answer for a lot, as a sentence. */
export type AnswerOrReason = Answer | { readonly cannot: string };

export function answerOrReason(round: RoundTruth, change: Change): AnswerOrReason {
  try {
    return answerTo(sharedTruth(round), change);
  } catch (error) {
    if (error instanceof CannotShare) return { cannot: error.message };
    throw error;
  }
}

/** What a change would bring, beside the truth: lots, schools and totals that add up. */
export function answerTo(round: RoundTruth, change: Change): Answer {
  const [truth, otherwise] = [truthOf(round), whatIf(round, change)];
  const [rows, otherRows] = [truth, otherwise].map((all) => all.flatMap((lot) => lot.rows));
  const schools = schoolsOf(rows!, otherRows!).map((school) => ({
    ...school,
    lots: partsOf(school.schoolUrn, round.lots, truth, otherwise),
  }));
  return {
    lots: round.lots.map((lot, i) => lotOf(lot, truth[i]!, otherwise[i]!, round)),
    schools,
    total: { truth: amountsOf(rows!), whatIf: amountsOf(otherRows!) },
    leaving: leavingOf(round, change, schools),
    takingPart: [...new Set(rows!.map(({ id }) => id))].sort(),
    quotes: round.lots.flatMap(({ lotId, quotes }) =>
      quotes.flatMap(({ quoteId, supplierName }) =>
        supplierName === null ? [] : [{ lotId, quoteId, supplierName }],
      ),
    ),
  };
}

function lotOf(lot: LotTruth, truth: Outcome, otherwise: Outcome, round: RoundTruth): WhatIfLot {
  const { lotId, item, unit } = lot;
  return {
    lotId,
    item,
    unit,
    truth: outcomeOf(lot, truth, round),
    whatIf: outcomeOf(lot, otherwise, round),
    notes: otherwise.notes,
  };
}

function outcomeOf(
  { lotId, item }: LotTruth,
  { supplierName, quantity, spareQuantity, totalPence, audit: found }: Outcome,
  { spareUnits }: RoundTruth,
): WhatIfOutcome {
  const audit: LotAudit | null = found
    ? {
        lotId,
        item,
        holds: found.holds,
        worstPence: Math.floor(found.worstPence),
        group: found.group,
        groupQuantity: found.groupQuantity,
        spareUnits,
      }
    : null;
  return { supplierName, quantity, spareQuantity, totalPence, audit };
}

function schoolsOf(truth: readonly Row[], otherwise: readonly Row[]): Omit<WhatIfSchool, 'lots'>[] {
  const parties = new Map([...truth, ...otherwise].map(({ id, partyId }) => [id, partyId]));
  return [...parties].sort(byUrn).map(([schoolUrn, partyId]) => {
    const own = (rows: readonly Row[]) => {
      const mine = rows.filter(({ id }) => id === schoolUrn);
      return mine.length > 0 ? amountsOf(mine) : null;
    };
    return { schoolUrn, partyId, truth: own(truth), whatIf: own(otherwise) };
  });
}

/** What a school pays, lot by lot; without the lots in which it takes no part either way. */
function partsOf(
  urn: string,
  lots: readonly LotTruth[],
  truth: readonly Outcome[],
  otherwise: readonly Outcome[],
): WhatIfPart[] {
  const pays = ({ rows }: Outcome) => rows.find(({ id }) => id === urn)?.paysPence ?? null;
  return lots.flatMap(({ lotId, item }, i) => {
    const part = { truthPence: pays(truth[i]!), whatIfPence: pays(otherwise[i]!) };
    return part.truthPence === null && part.whatIfPence === null ? [] : [{ lotId, item, ...part }];
  });
}

function byUrn([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function amountsOf(rows: readonly Row[]): WhatIfAmounts {
  const sum = (of: (row: Row) => number) => sumPence(rows.map(of));
  return {
    quantity: sum((row) => row.quantity),
    paysPence: sum((row) => row.paysPence),
    baselinePence: sum((row) => row.baselinePence),
    savingPence: sum((row) => row.savingPence),
    competitionPence: sum((row) => row.competitionPence),
    aggregationPence: sum((row) => row.aggregationPence),
  };
}

function leavingOf(
  round: RoundTruth,
  { withoutSchoolUrn: schoolUrn }: Change,
  schools: readonly WhatIfSchool[],
): Leaving | null {
  if (schoolUrn === undefined) return null;
  const others = schools.filter((school) => school.schoolUrn !== schoolUrn);
  const lots = truthOf(round).map(({ rows }, i) => {
    const own = rows.find(({ id }) => id === schoolUrn);
    const harm = harmPence(round, round.lots[i]!, schoolUrn);
    return { harm, cap: harm > 0 ? Math.max(0, own?.savingPence ?? 0) : 0 };
  });
  return {
    schoolUrn,
    othersPence: sumPence(
      others.map(({ truth, whatIf: would }) => (would?.paysPence ?? 0) - (truth?.paysPence ?? 0)),
    ),
    harmPence: sumPence(lots.map(({ harm }) => harm)),
    capPence: sumPence(lots.map(({ cap }) => cap)),
    chargePence: sumPence(lots.map(({ harm, cap }) => Math.min(harm, cap))),
  };
}
