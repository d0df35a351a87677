import { minimumRules, sharingRules, type MinimumRule, type SharingRule } from '#messages/rounds';
import type { RoundView } from '#messages/rounds';
import { Form, typedInstant } from './kit/form.js';
import { minimumRuleWords } from './round-words.js';
import { ruleChoices, spareUnitWords } from './sharing-rule-words.js';

/** What a draft says beside its lots. */
export interface Terms {
  readonly title: string;
  readonly closesAt: string;
  readonly sharingRule: SharingRule;
  readonly minimumRule: MinimumRule;
  readonly spareUnits: boolean;
}

const closing = ['closes-day', 'closes-month', 'closes-year', 'closes-time'];

export const termFields = [
  'title',
  ...closing,
  'minimumRule',
  'sharingRule',
  'spareUnits',
  'fundId',
];

const spareUnitChoices = ['yes', 'no'] as const;

/** The choices of the page, each with a sentence. */
export const termChoices = {
  rules: minimumRules.map((value) => ({ value, text: minimumRuleWords[value] })),
  sharingRules: ruleChoices(sharingRules),
  spareUnits: spareUnitChoices.map((value) => ({ value, text: spareUnitWords[value] })),
};

/** Until something else is chosen: one price, and buying up counts. */
export const usualTerms = { sharingRule: 'equal_price', spareUnits: 'yes' } as const;

export function typedTerms({ title, closesAt, minimumRule, sharingRule, spareUnits }: RoundView) {
  const rules = { minimumRule, sharingRule, spareUnits: spareUnits ? 'yes' : 'no' };
  return { title, ...rules, ...typedInstant('closes', closesAt) };
}

export function readTerms(form: Form): Terms {
  const title = form.text('title', 'title', 200);
  const closesAt = form.instant('closes', 'closing date and time');
  if (closesAt && closesAt <= new Date().toISOString()) {
    form.refuse('closes', 'The closing date and time must be in the future');
  }
  const minimumRule = form.choice('minimumRule', 'rule for a lot below its minimum', minimumRules);
  const sharingRule = form.has('sharingRule')
    ? form.choice('sharingRule', 'rule for sharing the cost', sharingRules)
    : usualTerms.sharingRule;
  const spare = form.has('spareUnits')
    ? form.choice('spareUnits', 'answer about buying up', spareUnitChoices)
    : usualTerms.spareUnits;
  return { title, closesAt, sharingRule, minimumRule, spareUnits: spare === 'yes' };
}

/** What was said so far, for the address of the next page: nothing is recorded yet. */
export function saidSoFar(form: Form): string {
  const said = termFields.map((field): [string, string] => [field, form.value(field)]);
  return String(new URLSearchParams(said));
}
