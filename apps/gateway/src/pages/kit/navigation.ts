import { roles, type Role } from '#messages/messages';
import type { Visitor } from './visitor.js';

interface Place {
  readonly text: string;
  readonly href: string;
  readonly for: readonly Role[];
}

const buyers: readonly Role[] = ['school-buyer', 'school-approver', 'lead', 'award-approver'];

/** The first level of pages, in the order of a round's life, and the roles that see each. */
const places: readonly Place[] = [
  { text: 'Home', href: '/home', for: roles },
  { text: 'Buying rounds', href: '/rounds', for: [...buyers, 'finance', 'auditor'] },
  { text: 'Approvals', href: '/approvals', for: ['school-approver'] },
  { text: 'Tenders', href: '/tenders', for: ['lead', 'award-approver', 'supplier', 'auditor'] },
  { text: 'Your quotes', href: '/quotes', for: ['supplier'] },
  { text: 'Contracts', href: '/contracts', for: [...buyers, 'supplier', 'finance', 'auditor'] },
  { text: 'Orders', href: '/orders', for: [...buyers, 'supplier', 'finance', 'auditor'] },
  { text: 'Invoices', href: '/invoices', for: ['lead', 'supplier', 'finance', 'auditor'] },
  { text: 'Funds', href: '/funds', for: [...buyers, 'finance', 'auditor'] },
  { text: 'Savings', href: '/savings', for: [...buyers, 'finance', 'auditor'] },
  { text: 'Consortium', href: '/consortia', for: [...buyers, 'auditor', 'operator'] },
  { text: 'Schools', href: '/schools', for: ['lead', 'operator'] },
  { text: 'Audit', href: '/audit', for: ['auditor'] },
  { text: 'Operations', href: '/operations', for: ['operator'] },
];

export interface NavigationItem {
  readonly text: string;
  readonly href: string;
  readonly active: boolean;
}

/** What this visitor may open from every page; `path` marks where they are. */
export function navigationFor({ roles }: Visitor, path: string): NavigationItem[] {
  return places
    .filter((place) => place.for.some((role) => roles.includes(role)))
    .map(({ text, href }) => ({
      text,
      href,
      active: path === href || path.startsWith(`${href}/`),
    }));
}
