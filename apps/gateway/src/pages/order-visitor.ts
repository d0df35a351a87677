import type { Response } from 'express';
import { hasRole } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindParties, type PartySummary } from '#messages/membership';
import type { OrderView } from '#messages/orders';
import { FindTender, type TenderView } from '#messages/tenders';
import type { PageBuses } from './kit/page-buses.js';
import { namesIn, type Names } from './names.js';
import { grantsOf } from './visitor-rights.js';

type Which = Pick<OrderView, 'tenderId' | 'consortiumId' | 'supplierId'>;

/** What a visitor may do to an order; the buses decide again when they do it. */
export interface OrderVisitor {
  readonly isOverseer: boolean;
  /** The schools whose deliveries this person may record. */
  readonly receivesFor: readonly string[];
  readonly mayInvoice: boolean;
  /** May this person say that something will never come? Schools record what came. */
  readonly declaresShort: boolean;
}

export function orderVisitor(response: Response, order: Which): OrderVisitor {
  const actor = actorOf(response.req);
  const { consortiumId, supplierId } = order;
  const ofSchools = (['school-buyer', 'school-approver'] as const).flatMap((role) =>
    grantsOf(actor, role, consortiumId).flatMap(({ schoolUrn }) => schoolUrn ?? []),
  );
  const isSupplier = grantsOf(actor, 'supplier', consortiumId).some(
    (grant) => grant.supplierId === supplierId,
  );
  return {
    isOverseer: hasRole(actor, consortiumId, 'lead', 'finance', 'auditor', 'award-approver'),
    receivesFor: [...new Set(ofSchools)],
    mayInvoice: isSupplier || hasRole(actor, consortiumId, 'finance'),
    declaresShort: isSupplier || hasRole(actor, consortiumId, 'lead'),
  };
}

/** What was bought, and who is on the order, by name. */
export interface OrderNames extends Pick<Names, 'school' | 'party'> {
  readonly title: string;
}

/** A supplier knows its doors from the tender's delivery pack: it does not see the members. */
export async function orderNames(
  buses: PageBuses,
  response: Response,
  { tenderId, consortiumId }: Which,
): Promise<OrderNames> {
  const tender = await buses.find<TenderView, FindTender>(response, FindTender, { tenderId });
  const { title, lots } = tender;
  const actor = actorOf(response.req);
  const isMember = actor.grants.some(
    (grant) => grant.consortiumId === consortiumId && grant.role !== 'supplier',
  );
  if (isMember) return { ...(await namesIn(buses, response, consortiumId)), title };
  const parties = await buses.find<PartySummary[], FindParties>(response, FindParties, {});
  const partyOf = new Map(parties.map(({ partyId, name }) => [partyId, name]));
  const schoolOf = new Map(
    lots.flatMap(({ drops }) => drops.map(({ schoolUrn, schoolName }) => [schoolUrn, schoolName])),
  );
  return {
    title,
    school: (urn) => schoolOf.get(urn) ?? `School ${urn}`,
    party: (partyId) => partyOf.get(partyId) ?? 'A contracting party',
  };
}
