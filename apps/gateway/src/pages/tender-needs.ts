import { formatPounds } from '#libs/money';
import type { Actor, Role } from '#messages/messages';
import { orderIdOf } from '#messages/orders';
import type { TenderStatus } from '#messages/tenders';
import type { Found, Need } from './needs.js';
import { closingWords } from './round-words.js';
import { approvedPartiesOf, leads } from './visitor-rights.js';

/** Whose turn it is with a tender in each state, and what they do. */
const turns: Readonly<
  Partial<
    Record<
      TenderStatus,
      { readonly who: readonly Role[]; readonly does: (title: string) => string }
    >
  >
> = {
  draft: {
    who: ['lead', 'award-approver'],
    does: (title) => `Publish the tender ${title}: whoever did not write it`,
  },
  published: { who: ['supplier'], does: (title) => `Quote for ${title}` },
  closed: {
    who: ['lead', 'award-approver'],
    does: (title) => `Open the quotes for ${title}: two people do it`,
  },
  opening: {
    who: ['lead', 'award-approver'],
    does: (title) => `Open the quotes for ${title}: the second person completes it`,
  },
  opened: { who: ['lead'], does: (title) => `Recommend an award for ${title}` },
  recommended: {
    who: ['award-approver'],
    does: (title) => `Approve or return the award of ${title}`,
  },
};

export function tendersToMove(actor: Actor, { tenders }: Found, now: Date): Need[] {
  return tenders.flatMap(({ tenderId, consortiumId, title, status, closesAt }) => {
    const turn = turns[status];
    const isTheirs = actor.grants.some(
      (grant) => grant.consortiumId === consortiumId && turn?.who.includes(grant.role),
    );
    if (!turn || !isTheirs) return [];
    const isOver = status === 'published' && closesAt <= now.toISOString();
    if (isOver) return [];
    const detail = status === 'published' ? { detail: `${closingWords(closesAt, now)}.` } : {};
    return [{ text: turn.does(`“${title}”`), href: `/tenders/${tenderId}`, ...detail }];
  });
}

export function signatures(actor: Actor, { contracts }: Found): Need[] {
  return contracts
    .filter(
      ({ status, consortiumId, partyId }) =>
        status === 'issued' && approvedPartiesOf(actor, consortiumId).includes(partyId),
    )
    .map(({ contractId, supplierName, netPence }) => ({
      text: `Sign the contract with ${supplierName}: ${formatPounds(netPence)}`,
      href: `/contracts/${contractId}`,
      detail: 'Nothing is ordered for your school before.',
    }));
}

export function ordersToPlace(actor: Actor, { contracts, orders }: Found): Need[] {
  const signed = contracts.filter(
    ({ status, consortiumId }) => status === 'signed' && leads(actor, consortiumId),
  );
  const suppliers = new Map(
    signed.map((one) => [orderIdOf(one.tenderId, one.supplierId), one] as const),
  );
  return [...suppliers]
    .filter(([orderId]) => !orders.some((order) => order.orderId === orderId))
    .map(([, { tenderId, supplierName }]) => ({
      text: `Place the order with ${supplierName}`,
      href: `/tenders/${tenderId}/orders`,
      detail: 'For the schools whose contract is signed.',
    }));
}
