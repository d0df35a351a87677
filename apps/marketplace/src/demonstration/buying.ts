import { FindFund, type FundView } from '#messages/ledger';
import {
  ApproveDemand,
  CommitDemand,
  DraftRound,
  FindRound,
  LockRound,
  OpenRound,
  type EvidenceGrade,
  type Lot,
  type MinimumRule,
  type RoundView,
} from '#messages/rounds';
import {
  CloseSubmissions,
  FindOwnSubmission,
  OpenQuotes,
  SealQuote,
  type OwnSubmission,
  type QuoteLine,
} from '#messages/quotes';
import { DraftTender, PublishTender } from '#messages/tenders';
import { partyOf, type Cast } from './cast.js';
import { consortiumId, fundId, supplierIdOf } from './people.js';
import type { DemoDemand, DemoItem, DemoQuote, DemoTier } from './round-data.js';
import { demoId, type Stage } from './stage.js';

/** One round of the demonstration, and when its steps are, in days from the day of loading. */
export interface DemoRound {
  readonly name: string;
  readonly title: string;
  readonly items: readonly DemoItem[];
  readonly demand: readonly DemoDemand[];
  readonly indicativeTiers?: readonly DemoTier[];
  readonly minimumRule: MinimumRule;
  readonly draftedAt: string;
  readonly openedAt: string;
  readonly committedAt: string;
  readonly closesAt: string;
}

export const roundIdOf = (round: string) => demoId(`round ${round}`);
export const tenderIdOf = (round: string) => demoId(`tender ${round}`);
export const lotIdOf = (round: string, item: string) => demoId(`lot ${round} ${item}`);
export const quoteIdOf = (round: string, supplier: string) => demoId(`quote ${round} ${supplier}`);

const standardVat = 2000;

/** Drafts and opens a round, and lets every school of its list commit. */
export async function gatherDemand(stage: Stage, cast: Cast, round: DemoRound): Promise<void> {
  const roundId = roundIdOf(round.name);
  const { title, closesAt, minimumRule } = round;
  const lots = round.items.map((item) => lotOf(round, item, stage.today));
  const terms = { roundId, consortiumId, fundId, title, closesAt, minimumRule, lots };
  await stage.ask(
    DraftRound,
    { ...terms, sharingRule: 'equal_price' },
    { as: cast.lead, at: round.draftedAt },
  );
  await stage.ask(OpenRound, { roundId }, { as: cast.lead, at: round.openedAt });
  const urns = [...new Set(round.demand.map(([urn]) => urn))];
  for (const urn of urns) await commit(stage, cast, round, urn, round.demand);
  await approveWaiting(stage, cast, round);
  await stage.until('demand is committed', async () => {
    const { demand } = await roundOf(stage, round.name);
    return urns.every((urn) =>
      demand.some(({ schoolUrn, status }) => schoolUrn === urn && status === 'committed'),
    );
  });
}

/** What is above a buyer's own limit is approved by the head. */
async function approveWaiting(
  stage: Stage,
  cast: Cast,
  { name, committedAt: at }: DemoRound,
): Promise<void> {
  const { demand, roundId } = await roundOf(stage, name);
  for (const { schoolUrn, status, requestId } of demand) {
    if (status !== 'waiting' || !requestId) continue;
    const as = cast.approverOf(partyOf(schoolUrn));
    await stage.ask(ApproveDemand, { roundId, requestId, schoolUrn }, { as, at });
  }
}

/** What one school asks for, in its buyer's name. */
export async function commit(
  stage: Stage,
  cast: Cast,
  { name, committedAt }: DemoRound,
  urn: string,
  demand: readonly DemoDemand[],
): Promise<void> {
  const lines = demand
    .filter(([of]) => of === urn)
    .map(([, item, min, desired, max, lastPricePence, evidenceGrade]) => ({
      lotId: lotIdOf(name, item),
      min,
      desired,
      max,
      lastPricePence,
      evidenceGrade,
      ...evidenceOf(evidenceGrade),
    }));
  await stage.ask(
    CommitDemand,
    {
      roundId: roundIdOf(name),
      requestId: demoId(`request ${name} ${urn}`),
      schoolUrn: urn,
      lines,
    },
    { as: cast.buyerOf(urn), at: committedAt },
  );
}

export function roundOf(stage: Stage, round: string): Promise<RoundView> {
  return stage.find<RoundView, FindRound>(FindRound, { roundId: roundIdOf(round) });
}

export function fundOf(stage: Stage): Promise<FundView> {
  return stage.find<FundView, FindFund>(FindFund, { fundId });
}

/** Locks a round at its due time and sends it to tender. */
export async function goToTender(
  stage: Stage,
  cast: Cast,
  { name, closesAt: lockedAt }: DemoRound,
  tender: { draftedAt: string; publishedAt: string; closesAt: string; deliveryTerms: string },
): Promise<void> {
  const roundId = roundIdOf(name);
  const tenderId = tenderIdOf(name);
  await stage.askAsSystem(LockRound, { roundId }, lockedAt);
  const { closesAt, deliveryTerms } = tender;
  await stage.ask(
    DraftTender,
    { tenderId, roundId, consortiumId, closesAt, paymentDays: 30, deliveryTerms },
    { as: cast.lead, at: tender.draftedAt },
  );
  const publishing = { as: cast.awardApprover, at: tender.publishedAt };
  await stage.ask(PublishTender, { tenderId }, publishing);
}

/** Seals every supplier's quote, as soon as the tender takes them. */
export async function sealQuotes(
  stage: Stage,
  cast: Cast,
  round: string,
  quotes: readonly DemoQuote[],
  at: string,
): Promise<void> {
  const tenderId = tenderIdOf(round);
  for (const supplier of new Set(quotes.map(([one]) => one))) {
    const supplierId = supplierIdOf(supplier);
    const as = cast.supplier(supplier);
    await stage.until('the tender takes quotes', () =>
      stage
        .find<OwnSubmission, FindOwnSubmission>(FindOwnSubmission, { tenderId, supplierId }, as)
        .then(
          () => true,
          () => false,
        ),
    );
    const lines = linesOf(
      round,
      quotes.filter(([one]) => one === supplier),
    );
    const quoteId = quoteIdOf(round, supplier);
    await stage.ask(SealQuote, { tenderId, consortiumId, supplierId, quoteId, lines }, { as, at });
  }
}

/** Closes at the due time; two people open. */
export async function openQuotes(
  stage: Stage,
  cast: Cast,
  round: string,
  closedAt: string,
  openedAt: string,
): Promise<void> {
  const tenderId = tenderIdOf(round);
  await stage.askAsSystem(CloseSubmissions, { tenderId }, closedAt);
  await stage.ask(OpenQuotes, { tenderId, consortiumId }, { as: cast.lead, at: openedAt });
  await stage.ask(OpenQuotes, { tenderId, consortiumId }, { as: cast.awardApprover, at: openedAt });
}

function lotOf({ name, indicativeTiers = [] }: DemoRound, item: DemoItem, today: string): Lot {
  return {
    ...item,
    lotId: lotIdOf(name, item.item),
    specification: `${item.description}. Delivered to each school's door, unpacked where agreed.`,
    vatRateBasisPoints: standardVat,
    indicativeTiers: indicativeTiers
      .filter(([of]) => of === item.item)
      .map(([, fromQuantity, unitPricePence, source]) => ({
        fromQuantity,
        unitPricePence,
        source,
        sourceDay: today,
      })),
  };
}

function linesOf(round: string, quotes: readonly DemoQuote[]): QuoteLine[] {
  return [...new Set(quotes.map(([, item]) => item))].map((item) => {
    const tiers = quotes.filter(([, of]) => of === item);
    return {
      lotId: lotIdOf(round, item),
      meetsSpecification: true,
      basis: tiers[0]?.[4] ?? 'all-units',
      tiers: tiers.map(([, , fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence })),
    };
  });
}

const evidence: Readonly<Record<EvidenceGrade, string | undefined>> = {
  A: 'last invoice',
  B: 'last order',
  C: 'note of the office',
  none: undefined,
};

function evidenceOf(grade: EvidenceGrade): { evidenceReference?: string } {
  const evidenceReference = evidence[grade];
  return evidenceReference === undefined ? {} : { evidenceReference };
}
