import type { ConsortiumKind, LegalForm, VatRecovery } from '#messages/membership';
import type { Role } from '#messages/messages';

/** What people call a role. */
export const roleWords: Readonly<Record<Role, string>> = {
  'school-buyer': 'School buyer',
  'school-approver': 'School approver',
  lead: 'Consortium lead',
  'award-approver': 'Award approver',
  supplier: 'Supplier',
  finance: 'Finance officer',
  auditor: 'Auditor',
  operator: 'Operator',
};

export const roleHints: Readonly<Partial<Record<Role, string>>> = {
  'school-buyer': 'Says what the school needs and receives it',
  'school-approver': 'Head or governor: approves requests and budgets, signs contracts',
  lead: 'Runs rounds and tenders',
  'award-approver': 'The second person: approves tenders and awards',
  supplier: 'Quotes, delivers and invoices',
  finance: 'Keeps the pooled fund and pays invoices',
  auditor: 'Sees everything, changes nothing',
};

export const kindWords: Readonly<Record<ConsortiumKind, string>> = {
  'informal-cluster': 'Informal cluster of schools',
  federation: 'Federation',
  'multi-academy-trust': 'Multi-academy trust',
  company: 'Company owned by schools',
};

export const legalFormWords: Readonly<Record<LegalForm, string>> = {
  'multi-academy-trust': 'Multi-academy trust',
  'single-academy-trust': 'Single-academy trust',
  federation: 'Federation with one governing body',
  'governing-body': 'Governing body of a maintained school',
  'local-authority': 'Local authority',
  company: 'Company',
};

export const vatRecoveryWords: Readonly<Record<VatRecovery, string>> = {
  'section-33': 'Through its council (section 33)',
  'section-33b': 'As an academy (section 33B)',
  none: 'It gets no VAT back: VAT is a cost',
};

/** Choices for radios, from such a table. */
export function choicesOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, text]) => ({ value, text }));
}
