import { formatPounds, formatWhole } from '#libs/money';
import type { AwardExplanationAnswer, BestAwardAnswer, TenderView } from '#messages/tenders';
import {
  bestAwardTable,
  bestAwardWords,
  certificateRows,
  dearerWords,
  progressTable,
} from './best-award-tables.js';
import type { DataTable } from './kit/data-table.js';

/** The part of a page that is about the award of least cost. */
export interface BestAwardPart {
  readonly state: BestAwardAnswer['state'];
  readonly sentences: readonly string[];
  readonly table: DataTable | null;
  readonly warnings: readonly string[];
  readonly certificate: readonly { key: string; value: string }[];
  readonly links: readonly { text: string; href: string }[];
}

/** As it stands now; `refresh` seconds after which the page shows more, if it will. */
export function bestAwardPart(tender: TenderView, answer: BestAwardAnswer): BestAwardPart {
  const none = { table: null, warnings: [], certificate: [], links: [] };
  if (answer.state === 'failed') {
    return { ...none, state: 'failed', sentences: [answer.sentence] };
  }
  if (answer.state === 'waiting' || answer.state === 'working') {
    const table = answer.state === 'working' ? progressTable(answer.progress) : null;
    return { ...none, state: answer.state, sentences: [waitingWords(answer)], table };
  }
  const { best } = answer;
  const { cannotShare, overCeiling } = best;
  return {
    state: 'done',
    sentences: bestAwardWords(tender, best),
    table: bestAwardTable(tender, best),
    warnings: [
      ...(cannotShare === null ? [] : [`The round’s rule cannot share it: ${cannotShare}`]),
      ...(overCeiling === undefined ? [] : [`It cannot be recommended: ${overCeiling}.`]),
      ...dearerWords(tender, best.dearer),
    ],
    certificate: certificateRows(best),
    links: linksOf(tender.tenderId),
  };
}

export function linksOf(tenderId: string) {
  const award = `/tenders/${tenderId}/award`;
  return [
    { text: 'Why this award: the next best for each lot', href: `${award}/explanation` },
    { text: 'Download the tender as a case to check (JSON)', href: `${award}/case.json` },
  ];
}

/** Is there more to come? */
export function isUnderWay({ state }: BestAwardAnswer | AwardExplanationAnswer): boolean {
  return state === 'waiting' || state === 'working';
}

function waitingWords(answer: Extract<BestAwardAnswer, { state: 'waiting' | 'working' }>): string {
  if (answer.state === 'waiting') {
    const ahead = `${formatWhole(answer.ahead)} other ${answer.ahead === 1 ? 'task' : 'tasks'}`;
    return `It is worked out after ${ahead}.`;
  }
  const { gapPence, phase } = answer.progress;
  if (phase === 'ties') return 'It is found; whether another costs the same is being checked.';
  if (gapPence === null) return 'It is being worked out.';
  return `It is being worked out: ${formatPounds(gapPence)} are still open.`;
}
