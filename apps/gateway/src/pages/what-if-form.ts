import type { Body } from '#messages/messages';
import type { QuoteLine } from '#messages/quotes';
import { sharingRules } from '#messages/rounds';
import type { FindWhatIf, WhatIf } from '#messages/what-if';
import type { Form } from './kit/form.js';
import type { FieldNames } from './kit/form-faults.js';
import type { Names } from './names.js';
import { tierProblems } from './price-tiers.js';
import { ruleWords } from './sharing-rule-words.js';

/** Prices that can be typed for a quote to try out. */
export const tierRows = [0, 1, 2, 3, 4];
const bases = ['all-units', 'incremental'] as const;

/** Where the query's fields stand on the form. */
export const whatIfFields: FieldNames = {
  rule: 'rule',
  withoutSchoolUrn: 'without',
  lotId: 'lot',
  replacesQuoteId: 'replaces',
  supplierName: 'supplier',
  basis: 'basis',
  tiers: 'from-0',
};

const typedOnce = ['rule', 'without', 'lot', 'replaces', 'supplier', 'basis'].concat(
  tierRows.flatMap((row) => [`from-${row}`, `price-${row}`]),
);

/** What is asked in the address; what is wrong with it is noted on the form. */
export function readWhatIf(form: Form, truth: WhatIf): Body<FindWhatIf> {
  const { roundId } = truth;
  for (const field of typedOnce.filter((one) => form.values(one).length > 1)) {
    form.refuse(field, 'The address gives two answers here: choose one');
  }
  if (form.problems.length > 0) return { roundId };
  const rule = sharingRules.find((id) => id === form.value('rule'));
  const without = form.value('without').trim();
  if (form.has('rule') && !rule) form.refuse('rule', 'Select a rule from the list');
  if (without !== '' && !truth.takingPart.includes(without)) {
    form.refuse('without', 'Select a school that takes part in this round');
  }
  return {
    roundId,
    ...(rule && { rule }),
    ...(without !== '' && { withoutSchoolUrn: without }),
    ...readQuote(form, truth),
  };
}

function readQuote(form: Form, truth: WhatIf): Partial<Body<FindWhatIf>> {
  const tiers = readTiers(form);
  const chosen = form.value('lot');
  const lot = truth.lots.find(({ lotId }) => lotId === chosen);
  const isAsked = tiers.length > 0 || ['lot', 'replaces', 'supplier'].some((one) => form.has(one));
  if (!isAsked) return {};
  if (!lot) {
    form.refuse('lot', 'Select the lot that these prices are for');
    return {};
  }
  if (tiers.length === 0) {
    if (form.problems.length === 0) {
      form.refuse('from-0', `Enter at least one price to try out for ${lot.item}`);
    }
    return {};
  }
  for (const { tier, at, sentence } of tierProblems(tiers, lot.item)) {
    form.refuse(`${at}-${tierRows.filter((row) => isTyped(form, row))[tier]}`, sentence);
  }
  const replaces = truth.quotes.find(
    ({ quoteId, lotId }) => quoteId === form.value('replaces') && lotId === lot.lotId,
  );
  if (form.has('replaces') && !replaces) {
    form.refuse('replaces', `The quote to replace must be one for ${lot.item}`);
  }
  return {
    lotId: lot.lotId,
    ...(replaces && { replacesQuoteId: replaces.quoteId }),
    ...(form.has('supplier') && { supplierName: form.text('supplier', 'name', 200) }),
    basis: bases.find((basis) => basis === form.value('basis')) ?? 'all-units',
    tiers: tiers.map(({ fromQuantity, unitPricePence }) => `${fromQuantity}:${unitPricePence}`),
  };
}

function readTiers(form: Form): QuoteLine['tiers'] {
  return tierRows
    .filter((row) => isTyped(form, row))
    .map((row) => ({
      fromQuantity: form.count(`from-${row}`, 'quantity that this price holds from'),
      unitPricePence: form.pounds(`price-${row}`, 'price of one unit'),
    }));
}

function isTyped(form: Form, row: number): boolean {
  return form.has(`from-${row}`) || form.has(`price-${row}`);
}

/** The lists to choose from. */
export function whatIfChoices(form: Form, truth: WhatIf, { school }: Names) {
  const item = (name: string, value: string, text: string) => ({
    value,
    text,
    selected: form.value(name) === value,
  });
  const lots = new Map(truth.lots.map((lot) => [lot.lotId, lot.item]));
  const schools = truth.takingPart
    .map((urn) => ({ urn, name: school(urn) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return {
    rules: [
      item('rule', '', `As agreed: ${ruleWords[truth.rule.id].name}`),
      ...sharingRules
        .filter((id) => id !== truth.rule.id)
        .map((id) => item('rule', id, ruleWords[id].name)),
    ],
    schools: [
      item('without', '', 'All schools take part'),
      ...schools.map(({ urn, name }) => item('without', urn, `Without ${name}`)),
    ],
    lots: [
      item('lot', '', 'No other prices'),
      ...[...lots].map(([lotId, name]) => item('lot', lotId, name)),
    ],
    quotes: [
      item('replaces', '', 'None: it is one more quote'),
      ...truth.quotes.map(({ quoteId, lotId, supplierName }) =>
        item('replaces', quoteId, `${supplierName}, ${lots.get(lotId) ?? ''}`),
      ),
    ],
    bases: [
      item('basis', 'all-units', 'The price reached holds for every unit'),
      item('basis', 'incremental', 'Each price holds for its own units only'),
    ],
  };
}
