import { validate as isUuid } from 'uuid';
import { hasRole, notFound, Refused } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindOwnSubmission, type OwnSubmission } from '#messages/quotes';
import { FindTender, type TenderView } from '#messages/tenders';
import type { Response } from 'express';
import type { PageBuses } from './kit/page-buses.js';
import { grantsOf } from './visitor-rights.js';

/** What somebody is to a tender: decides which links they see. The buses decide what they may. */
export interface TenderVisitor {
  readonly id: string;
  readonly isLead: boolean;
  readonly isApprover: boolean;
  /** Sees the opened quotes: lead, award approver, finance and auditor. */
  readonly seesAll: boolean;
  /** The supplier they speak for, if they are nobody else here. */
  readonly supplierId?: string;
}

export function tenderVisitor(response: Response, consortiumId: string): TenderVisitor {
  const actor = actorOf(response.req);
  const is = (...roles: Parameters<typeof hasRole>[2][]) => hasRole(actor, consortiumId, ...roles);
  const seesAll = is('lead', 'award-approver', 'finance', 'auditor');
  const supplierId = grantsOf(actor, 'supplier', consortiumId)[0]?.supplierId;
  return {
    id: actor.id,
    isLead: is('lead'),
    isApprover: is('award-approver'),
    seesAll,
    ...(supplierId !== undefined && !seesAll && { supplierId }),
  };
}

/** The tender as this visitor may see it, and what they are to it. */
export async function tenderFor(buses: PageBuses, response: Response, tenderId: string) {
  if (!isUuid(tenderId)) notFound();
  const tender = await buses.find<TenderView, FindTender>(response, FindTender, { tenderId });
  return { tender, visitor: tenderVisitor(response, tender.consortiumId) };
}

/** The same for pages that only a supplier has. */
export async function tenderForSupplier(buses: PageBuses, response: Response, tenderId: string) {
  const { tender, visitor } = await tenderFor(buses, response, tenderId);
  const { supplierId = notFound() } = visitor;
  const submission = await ownSubmission(buses, response, { tenderId, supplierId });
  return { tender, supplierId, submission };
}

/** Null in the moment between publication and the first quote that could be taken. */
export async function ownSubmission(
  buses: PageBuses,
  response: Response,
  which: { tenderId: string; supplierId: string },
): Promise<OwnSubmission | null> {
  try {
    return await buses.find<OwnSubmission, FindOwnSubmission>(response, FindOwnSubmission, which);
  } catch (error) {
    if (error instanceof Refused && error.kind === 'not-found') return null;
    throw error;
  }
}

/** The pages above every page of one tender. */
export function trailOf({ tenderId, title }: Pick<TenderView, 'tenderId' | 'title'>) {
  return [
    { text: 'Tenders', href: '/tenders' },
    { text: title, href: `/tenders/${tenderId}` },
  ];
}
