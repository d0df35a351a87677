import { writeCsv } from '#libs/csv';
import { formatPounds, poundsText } from '#libs/money';
import type { WhatIf, WhatIfLot, WhatIfSchool } from '#messages/what-if';
import { dataTable, type Column, type DataTable } from './kit/data-table.js';
import type { Names } from './names.js';
import { auditWords } from './audit-words.js';

/** Each school as it is and as it would be, and the difference; nothing of who does not take part. */
export function whatIfSchools({ schools }: WhatIf, { school }: Names): DataTable {
  const pence = (heading: string, value: (row: WhatIfSchool) => number | undefined) =>
    ({ heading, value, kind: 'pence', total: true }) as const;
  const sorted = schools.toSorted((a, b) =>
    school(a.schoolUrn).localeCompare(school(b.schoolUrn), 'en'),
  );
  return dataTable({
    caption: 'School by school',
    rows: sorted,
    columns: [
      { heading: 'School', value: ({ schoolUrn }: WhatIfSchool) => school(schoolUrn) },
      pence('Pays in truth', ({ truth }) => truth?.paysPence),
      pence('Would pay', ({ whatIf }) => whatIf?.paysPence),
      pence('Difference', (row) => difference(row, 'paysPence')),
      pence('Saves in truth', ({ truth }) => truth?.savingPence),
      pence('Would save', ({ whatIf }) => whatIf?.savingPence),
      pence('Difference of saving', (row) => difference(row, 'savingPence')),
    ],
  });
}

function difference({ truth, whatIf }: WhatIfSchool, of: 'paysPence' | 'savingPence'): number {
  return (whatIf?.[of] ?? 0) - (truth?.[of] ?? 0);
}

export function whatIfLots({ lots }: WhatIf): DataTable {
  const supplier = (name: string | null) => name ?? 'Nobody yet';
  const count = (heading: string, value: (row: WhatIfLot) => number): Column<WhatIfLot> => ({
    heading,
    value,
    kind: 'count',
  });
  const pence = (heading: string, value: (row: WhatIfLot) => number): Column<WhatIfLot> => ({
    heading,
    value,
    kind: 'pence',
    total: true,
  });
  return dataTable({
    caption: 'Lot by lot',
    rows: lots,
    columns: [
      { heading: 'Lot', value: ({ item }: WhatIfLot) => item },
      { heading: 'Supplier in truth', value: ({ truth }) => supplier(truth.supplierName) },
      { heading: 'Would be', value: ({ whatIf }) => supplier(whatIf.supplierName) },
      count('Units', ({ truth }) => truth.quantity),
      count('Would be wanted', ({ whatIf }) => whatIf.quantity),
      pence('Costs in truth', ({ truth }) => truth.totalPence),
      pence('Would cost', ({ whatIf }) => whatIf.totalPence),
      pence('Difference', ({ truth, whatIf }) => whatIf.totalPence - truth.totalPence),
    ],
  });
}

/** Three figures and what changes in each. */
export function whatIfNumbers({ total: { truth, whatIf } }: WhatIf) {
  const figure = (name: string, before: number, after: number) => {
    const change = after - before;
    const words =
      change === 0 ? 'No difference' : `${change < 0 ? '' : '+'}${formatPounds(change)}`;
    return { name, value: formatPounds(after), note: `In truth ${formatPounds(before)}. ${words}` };
  };
  return [
    figure('All would pay', truth.paysPence, whatIf.paysPence),
    figure('All would save', truth.savingPence, whatIf.savingPence),
    figure('By buying together', truth.aggregationPence, whatIf.aggregationPence),
  ];
}

/** What is to be known of each lot, and whether a group could have paid less. */
export function whatIfSentences({ lots }: WhatIf, { school }: Names) {
  return lots.map(({ item, notes, whatIf: { audit } }) => ({
    item,
    sentences: [
      ...notes,
      audit
        ? auditWords(audit, school)
        : 'Whether a group of schools could have paid less is not checked here.',
    ],
  }));
}

/** What leaving would cost the others, step by step. */
export function leavingSentences({ leaving }: WhatIf, { school }: Names): string[] {
  if (!leaving) return [];
  const { schoolUrn, othersPence, harmPence, capPence, chargePence } = leaving;
  const who = school(schoolUrn);
  const others =
    othersPence === 0
      ? 'the others would pay the same'
      : `the others would pay ${formatPounds(Math.abs(othersPence))} ${othersPence > 0 ? 'more' : 'less'}`;
  const first = `Had ${who} never taken part, ${others}.`;
  if (harmPence === 0) return [first, 'Leaving after the award would cost the others nothing.'];
  return [
    first,
    `Leaving after the award would cost the others ${formatPounds(harmPence)}, after the cheapest remedy: buying spare units up to a cheaper price counts.`,
    `A charge for that is never more than its own saving there, ${formatPounds(capPence)}: it would be ${formatPounds(chargePence)}.`,
  ];
}

const fileColumns = [
  'urn',
  'school',
  'item',
  'pays_in_truth',
  'would_pay',
  'difference',
  'saves_in_truth',
  'would_save',
  'difference_of_saving',
] as const;

/**
 * The same for a spreadsheet, each school lot by lot and then, without an item, in all; its name
 * and its columns say that it is not the truth.
 */
export function whatIfFile({ schools }: WhatIf, { school }: Names): string {
  const pounds = (pence: number | null | undefined) => (pence == null ? '' : poundsText(pence));
  const lines = schools.flatMap((row) => {
    const who = { urn: row.schoolUrn, school: school(row.schoolUrn) };
    return [
      ...row.lots.map(({ item, truthPence, whatIfPence }) => ({
        ...who,
        item,
        pays_in_truth: pounds(truthPence),
        would_pay: pounds(whatIfPence),
        difference: poundsText((whatIfPence ?? 0) - (truthPence ?? 0)),
      })),
      {
        ...who,
        pays_in_truth: pounds(row.truth?.paysPence),
        would_pay: pounds(row.whatIf?.paysPence),
        difference: poundsText(difference(row, 'paysPence')),
        saves_in_truth: pounds(row.truth?.savingPence),
        would_save: pounds(row.whatIf?.savingPence),
        difference_of_saving: poundsText(difference(row, 'savingPence')),
      },
    ];
  });
  return writeCsv(fileColumns, lines);
}
