import { oversees, schoolsOf } from '#libs/decider';
import { progressSentences } from '#libs/allocation';
import type { Actor } from '#messages/messages';
import type {
  Lot,
  LotProgress,
  RoundStatus,
  RoundView,
  RuleProposal,
  SchoolDemand,
} from '#messages/rounds';
import type { RoundDemandRow, RoundRow } from './rounds.read-model.js';

/** Where a round stands, its tender included. */
export function statusOf({ status, tendered }: Pick<RoundRow, 'status' | 'tendered'>): RoundStatus {
  if (status !== 'locked' || tendered === 'no') return status;
  return tendered === 'published' ? 'tendering' : 'awarded';
}

/** A round as this actor may see it. Progress is everybody's, demand each school's own. */
export function viewOf(
  row: RoundRow,
  demand: readonly RoundDemandRow[],
  silent: RoundView['silent'],
  actor: Actor,
): RoundView {
  const { roundId, consortiumId, fundId, title, closesAt, sharingRule, minimumRule } = row;
  const all = oversees(actor, consortiumId);
  const own = schoolsOf(actor, consortiumId);
  const status = statusOf(row);
  const knowsTender = all || ['tendering', 'awarded', 'closed'].includes(status);
  return {
    roundId,
    consortiumId,
    fundId,
    title,
    status,
    closesAt,
    sharingRule,
    minimumRule,
    spareUnits: row.spareUnits,
    proposal: proposalOf(row, demand, (urn) => all || own.includes(urn)),
    draftedBy: row.draftedBy,
    lots: row.lots.map((lot) => progressOf(lot, row, demand)),
    demand: demand.filter(({ schoolUrn }) => all || own.includes(schoolUrn)).map(demandOf),
    silent,
    tenderId: knowsTender ? row.tenderId : null,
    demandHash: row.locked?.demandHash ?? null,
    estimatedValuePence: row.locked?.estimatedValuePence ?? null,
    demo: row.demo,
  };
}

/** Sums of what counts so far; in words only while schools can still do something about it. */
function progressOf(
  lot: Lot,
  { status, droppedLotIds }: RoundRow,
  demand: readonly RoundDemandRow[],
): LotProgress {
  const lines = demand.flatMap(({ committed }) =>
    committed.filter(({ lotId }) => lotId === lot.lotId),
  );
  const desired = lines.reduce((sum, line) => sum + line.desired, 0);
  const isOpen = status === 'draft' || status === 'open';
  return {
    ...lot,
    desired,
    most: lines.reduce((sum, line) => sum + line.max, 0),
    schools: lines.length,
    dropped: droppedLotIds.includes(lot.lotId),
    sentences: isOpen ? progressSentences(lot, desired) : [],
  };
}

/** Its figures are everybody's; which schools they are only where one may see their demand. */
function proposalOf(
  { proposal }: RoundRow,
  demand: readonly RoundDemandRow[],
  isVisible: (urn: string) => boolean,
): RuleProposal | null {
  if (!proposal) return null;
  const { acceptedBy, status } = proposal;
  const waitingFor = demand
    .filter((row) => row.committed.length > 0 || row.status === 'requested')
    .map(({ schoolUrn }) => schoolUrn)
    .filter((urn) => status !== 'agreed' && !acceptedBy.includes(urn));
  return {
    ...proposal,
    asked: acceptedBy.length + waitingFor.length,
    accepted: acceptedBy.length,
    acceptedBy: acceptedBy.filter(isVisible).toSorted(),
    waitingFor: waitingFor.filter(isVisible),
  };
}

function demandOf(row: RoundDemandRow): SchoolDemand {
  const { roundId: _, ...demand } = row;
  return demand;
}
