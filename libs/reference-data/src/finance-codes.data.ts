/** One spending category under its code in both returns. */
export interface FinanceCode {
  /** Code of the Consistent Financial Reporting return of maintained schools. */
  readonly cfr: string;
  /** Code of the academies' accounts return; absent where academies have none. */
  readonly aar?: string;
  readonly name: string;
  /** Present where the sources disagree: an accountant should look before a return is made. */
  readonly doubt?: string;
}

/** When and by what the table was made. */
export const financeCodesSource = {
  asOf: '2026-11-01',
  source: 'Department for Education: CFR and academies’ accounts return categories, names our own',
} as const;

const doubts: Partial<Record<string, string>> = {
  E13: 'The published table gives BAE320 to grounds maintenance and to loan interest alike.',
  E26: 'The published table puts BAE240 beside E03; agency supply teachers are E26 in CFR.',
};

/** Spending codes of maintained schools and academies. */
export const financeCodes: readonly FinanceCode[] = [
  code('E01', 'Teachers', 'BAE010'),
  code('E02', 'Supply teachers', 'BAE020'),
  code('E03', 'Education support staff', 'BAE030'),
  code('E04', 'Premises staff', 'BAE050'),
  code('E05', 'Administrative and clerical staff', 'BAE040'),
  code('E06', 'Catering staff', 'BAE060'),
  code('E07', 'Other staff', 'BAE070'),
  code('E08', 'Indirect employee expenses', 'BAE080'),
  code('E09', 'Staff training', 'BAE090'),
  code('E10', 'Supply teacher insurance', 'BAE100'),
  code('E11', 'Staff-related insurance', 'BAE110'),
  code('E12', 'Building maintenance', 'BAE120'),
  code('E13', 'Grounds maintenance', 'BAE320'),
  code('E14', 'Cleaning and caretaking', 'BAE130'),
  code('E15', 'Water and sewerage', 'BAE140'),
  code('E16', 'Energy', 'BAE150'),
  code('E17', 'Rent and rates', 'BAE160'),
  code('E18', 'Other occupation costs', 'BAE180'),
  code('E19', 'Learning resources, not ICT', 'BAE200'),
  code('E20A', 'ICT: connectivity', 'BAE210'),
  code('E20B', 'ICT: onsite servers', 'BAE210'),
  code('E20C', 'ICT: learning resources', 'BAE210'),
  code('E20D', 'ICT: administration systems', 'BAE280'),
  code('E20E', 'ICT: laptops, desktops and tablets', 'BAE210'),
  code('E20F', 'ICT: other hardware', 'BAE210'),
  code('E20G', 'ICT: support', 'BAE210'),
  code('E21', 'Examination fees', 'BAE220'),
  code('E22', 'Administrative supplies', 'BAE280'),
  code('E23', 'Other insurance', 'BAE270'),
  code('E24', 'Special facilities', 'BAE190'),
  code('E25', 'Catering supplies', 'BAE250'),
  code('E26', 'Agency supply teachers', 'BAE240'),
  code('E27', 'Bought-in services, curriculum', 'BAE230'),
  code('E28a', 'Bought-in services, other', 'BAE300'),
  code('E28b', 'PFI charges', 'BAE310'),
  code('E29', 'Loan interest', 'BAE320'),
  code('E31', 'Community-focused staff'),
  code('E32', 'Community-focused costs'),
];

/** The category of a code of either return, if it names exactly one. */
export function findFinanceCode(code: string): FinanceCode | undefined {
  const cfr = financeCodes.find((known) => known.cfr.toLowerCase() === code.toLowerCase());
  if (cfr) return cfr;
  const aar = financeCodes.filter((known) => known.aar === code.toUpperCase());
  return aar.length === 1 ? aar[0] : undefined;
}

/** The code that this kind of school books the category under; undefined where it has none. */
export function codeFor(school: 'maintained' | 'academy', code: FinanceCode): string | undefined {
  return school === 'academy' ? code.aar : code.cfr;
}

function code(cfr: string, name: string, aar?: string): FinanceCode {
  const doubt = doubts[cfr];
  return { cfr, name, ...(aar && { aar }), ...(doubt && { doubt }) };
}
