import type { SharingRule } from '#messages/rounds';

interface RuleWords {
  readonly name: string;
  /** What it makes a school pay, in one sentence. */
  readonly sentence: string;
}

/** The same words wherever a rule is chosen, compared or shown. */
export const ruleWords: Readonly<Record<SharingRule, RuleWords>> = {
  equal_price: {
    name: 'One price for everybody',
    sentence:
      'Each school pays the same for a unit, whatever it orders; no money moves afterwards.',
  },
  contribution: {
    name: 'By contribution',
    sentence:
      'Each school pays what it adds to the bill, on average over every order in which the schools ' +
      'could have joined (the Shapley value).',
  },
  proportional_to_baseline: {
    name: 'The same per cent for everybody',
    sentence: 'Each school saves the same per cent of what its own order would cost alone.',
  },
  held_harmless_equal_price: {
    name: 'One price, nobody worse off',
    sentence:
      'Each school pays the same for a unit, but none pays more than it would have without the ' +
      'round: the others make up the difference.',
  },
  serial: {
    name: 'Small orders first',
    sentence:
      'All share the cost of small orders alike, and only those who want more share the rest, so a ' +
      'large order never makes a small one dearer (serial cost sharing).',
  },
  equal_saving_capped: {
    name: 'The same saving for everybody',
    sentence:
      'Each school saves the same amount of money, but pays at least what its own order adds to ' +
      'the bill.',
  },
  separable_cost: {
    name: 'Own cost first',
    sentence:
      'Each school pays what its own order adds to the bill; what is left over is shared by how much ' +
      'taking part spares each.',
  },
  nucleolus: {
    name: 'Least discontent',
    sentence:
      'Payments leave the most dissatisfied group of schools as content as can be (the nucleolus); ' +
      'for up to 10 schools.',
  },
};

/** “One price for everybody: each school pays …” */
export function ruleInWords(rule: SharingRule): string {
  const { name, sentence } = ruleWords[rule];
  return `${name}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** Radio buttons: the name of a rule, and what it means below. */
export function ruleChoices(rules: readonly SharingRule[]) {
  return rules.map((value) => {
    const { name: text, sentence } = ruleWords[value];
    return { value, text, hint: { text: sentence } };
  });
}

export const spareUnitWords: Readonly<Record<'yes' | 'no', string>> = {
  yes:
    'Yes: the award may buy up to a cheaper tier, within what schools take at most, and a group ' +
    'counts at the least it could pay so.',
  no: 'No: exactly the firm quantity is bought, and everybody counts at the price of what they need.',
};
