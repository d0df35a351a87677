import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  CannotShare,
  findSharingRule,
  shareLot,
  type CoreAudit,
  type LotToShare,
} from '#libs/allocation';
import type { ComputedShares, LotAudit, LotCertificate } from '#messages/savings';
import { schoolsOfLot, wholeLots, type ShareInputs } from './share-inputs.js';
import { goodsToShare } from './shares-of-rule.js';

/** The lots of a round that can be audited: what its audit follows from, and nothing else. */
export interface AuditJob {
  readonly rule: ComputedShares['rule'];
  readonly lots: readonly {
    readonly lotId: string;
    readonly item: string;
    readonly lot: LotToShare;
  }[];
}

export interface Audited {
  readonly audits: readonly LotAudit[];
  readonly certificates: readonly LotCertificate[];
}

/** A lot that several suppliers share has one blended price, and no schedule to be audited on. */
export function auditJob(inputs: ShareInputs): AuditJob {
  const lots = wholeLots(inputs)
    .filter(({ parts, lines }) => parts.length === 1 && lines.length > 0)
    .map((whole) => {
      const lot = goodsToShare(whole, schoolsOfLot(whole), inputs.spareUnits);
      const demands = lot.demands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      return { lotId: whole.lotId, item: whole.item, lot: { ...lot, demands } };
    });
  return {
    rule: inputs.award.sharingRule,
    lots: lots.sort((a, b) => (a.lotId < b.lotId ? -1 : 1)),
  };
}

/** Equal jobs have equal audits. */
export function auditKey(job: AuditJob): string {
  return createHash('sha256')
    .update(canonicalize(job) ?? '')
    .digest('hex');
}

/** Schools × units: how long it takes, in steps of some nanoseconds. */
export function auditSteps({ lots }: AuditJob): number {
  return lots.reduce((steps, { lot: { demands } }) => {
    const units = demands.reduce((sum, { quantity }) => sum + quantity, 0);
    return steps + demands.length * units;
  }, 0);
}

/** Checks every group of schools of every lot. Seconds for hundreds of schools: see `auditsOf`. */
export function auditLots({ rule: { id, version }, lots }: AuditJob): Audited {
  const rule = findSharingRule(id, version);
  if (!rule) throw new Error(`There is no sharing rule ${id}, version ${version}.`);
  const audits: LotAudit[] = [];
  const certificates: LotCertificate[] = [];
  for (const { lotId, item, lot } of lots) {
    const shared = answered(() => shareLot(rule, lot));
    if (shared?.audit) audits.push(auditOf(shared.audit, lotId, item, lot.spareUnits ?? true));
    if (shared?.certificate) certificates.push({ lotId, item, ...shared.certificate });
  }
  return { audits, certificates };
}

function auditOf(
  { holds, worstPence, group, groupQuantity }: CoreAudit,
  lotId: string,
  item: string,
  spareUnits: boolean,
): LotAudit {
  const worst = Math.floor(worstPence);
  return { lotId, item, holds, worstPence: worst, group, groupQuantity, spareUnits };
}

/** Where the rule has no answer nothing was shared by it, and nothing is invented. */
function answered<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
}
