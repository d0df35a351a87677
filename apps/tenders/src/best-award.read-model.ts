import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { notFound, oversees, Refused } from '#libs/decider';
import type { Actor } from '#messages/messages';
import {
  FindAwardCase,
  FindAwardExplanation,
  FindBestAward,
  type AwardCases,
  type AwardExplanationAnswer,
  type BestAwardAnswer,
} from '#messages/tenders';
import { awardCases } from './award-cases.js';
import { chosenLots } from './award-choices.js';
import { AwardSharing } from './award-sharing.js';
import { AwardSolving, dearerBy, type OpenedTender } from './award-solving.js';
import { explanationView } from './award-explanation-view.js';
import { answerTo, gapSentence, solvedAward } from './best-award-view.js';
import { overCeiling, standingsOf } from './share-standing.js';
import { SchoolNameRow, TenderRow } from './tenders.read-model.js';
import { WorkOutAward, type WorkedAward } from './work-out-award.query.js';

const opened = ['opened', 'recommended', 'awarded'];

/** For all of a recommendation: longer than most take, shorter than a request may. */
const patienceMs = 5_000;

/** A small tender is worked out before its page is shown. */
const momentMs = 750;

@QueryHandler(FindBestAward)
export class FindBestAwardHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(AwardSolving) private readonly solving: AwardSolving,
  ) {}

  async execute({ tenderId, meta: { actor } }: FindBestAward): Promise<BestAwardAnswer> {
    const row = await openedRow(this.db, tenderId, actor);
    if (row.scoring?.kind === 'relative') return { state: 'failed', sentence: scoredByLot };
    const modelled = this.solving.modelled(tenderOf(row));
    const names = await schoolNames(this.db, row);
    return answerTo(modelled, await this.solving.soon(modelled, momentMs), names);
  }
}

@QueryHandler(FindAwardCase)
export class FindAwardCaseHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(AwardSolving) private readonly solving: AwardSolving,
  ) {}

  async execute({ tenderId, meta: { actor } }: FindAwardCase): Promise<AwardCases> {
    const row = await openedRow(this.db, tenderId, actor);
    const modelled = this.solving.modelled(tenderOf(row));
    return awardCases(tenderId, modelled, this.solving.standing(modelled));
  }
}

const scoredByLot =
  'This tender is scored lot by lot, lowest price against each price and quality beside it: ' +
  'there is no award of least cost to work out.';

@QueryHandler(FindAwardExplanation)
export class FindAwardExplanationHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(AwardSolving) private readonly solving: AwardSolving,
  ) {}

  async execute(asked: FindAwardExplanation): Promise<AwardExplanationAnswer> {
    const row = await openedRow(this.db, asked.tenderId, asked.meta.actor);
    if (row.scoring?.kind === 'relative') return { state: 'failed', sentence: scoredByLot };
    const modelled = this.solving.modelled(tenderOf(row));
    const standing = await this.solving.soon(modelled, momentMs);
    const answer = answerTo(modelled, standing, new Map());
    if (standing.state !== 'done' || answer.state !== 'done') {
      return answer.state === 'done' ? { state: 'none' } : answer;
    }
    const { best } = standing.result;
    if (!best.award) return { state: 'none' };
    const explained = await this.solving.explained(modelled, best.award, momentMs);
    return explanationView(modelled, best, explained);
  }
}

@QueryHandler(WorkOutAward)
export class WorkOutAwardHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(AwardSolving) private readonly solving: AwardSolving,
    @Inject(AwardSharing) private readonly sharing: AwardSharing,
  ) {}

  async execute({ tenderId, choices }: WorkOutAward): Promise<WorkedAward> {
    const row = await this.db.manager.findOneBy(TenderRow, { tenderId });
    if (!row || row.quotes.length === 0) return { lots: null };
    const tender = tenderOf(row);
    const chosen = unlessRefused(() => chosenLots(tender, choices));
    if (!chosen) return { lots: null };
    const began = performance.now();
    const shared = await this.sharing.shared(tender, chosen, patienceMs);
    if (shared.state === 'failed') throw shared.failure;
    if (shared.state !== 'done') return { lots: null, unshared: true };
    const parted = shared.result;
    if ('cannotShare' in parted) return { lots: null, cannotShare: parted.cannotShare };
    const lots = chosen.map(({ lot: { lotId } }, i) => ({ lotId, parts: parted.parts[i]! }));
    const standings = chosen.flatMap(({ lot }, i) => standingsOf(lot, parted.parts[i]!));
    const names = await schoolNames(this.db, row);
    const over = overCeiling(standings, (urn) => names.get(urn) ?? `School ${urn}`);
    if (over !== undefined) return { lots, overCeiling: over };
    if (row.scoring?.kind === 'relative') return { lots };
    const modelled = this.solving.modelled(tender);
    const leftMs = Math.max(0, patienceMs - (performance.now() - began));
    const standing = await this.solving.settled(modelled, leftMs);
    if (standing.state === 'failed') return { lots };
    if (standing.state !== 'done') return { lots, unfinished: gapSentence(standing) };
    const { best } = standing.result;
    if (!best.award) return { lots };
    const dearerByPence = dearerBy(modelled, best, chosen);
    return { lots, solved: { ...solvedAward(modelled, best), dearerByPence } };
  }
}

async function openedRow(db: DataSource, tenderId: string, actor: Actor): Promise<TenderRow> {
  const row = await db.manager.findOneBy(TenderRow, { tenderId });
  if (!row || !oversees(actor, row.consortiumId) || !opened.includes(row.status)) notFound();
  return row;
}

/** What the award is worked out from. */
export function tenderOf(row: TenderRow): OpenedTender {
  const { lots, quotes, setAside, qualities, spareUnits, maxWinners, scoring } = row;
  return {
    terms: {
      lots,
      ...(spareUnits !== null && { spareUnits }),
      ...(maxWinners !== null && { maxWinners }),
      ...(scoring && { scoring }),
    },
    quotes,
    setAside,
    qualities,
    sharing: { rule: row.sharingRule, spareUnits: spareUnits ?? true },
  };
}

async function schoolNames(db: DataSource, { lots }: TenderRow): Promise<Map<string, string>> {
  const urns = lots.flatMap(({ demand }) => demand.map(({ schoolUrn }) => schoolUrn));
  const names = await db.manager.findBy(SchoolNameRow, { urn: In([...new Set(urns)]) });
  return new Map(names.map(({ urn, name }) => [urn, name]));
}

/** The rule says why; here it is only that there is nothing to work out. */
function unlessRefused<Result>(choose: () => Result): Result | undefined {
  try {
    return choose();
  } catch (failure) {
    if (failure instanceof Refused) return undefined;
    throw failure;
  }
}
