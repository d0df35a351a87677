import type { LegalForm, VatRecovery } from '#messages/membership';

/** The invented Tarnbury Learning Cluster: nobody in it is real. */

type School = readonly [urn: string, name: string, party: string, phase: string];

export const schools: readonly School[] = [
  ['990001', 'Tarnbury Academy', 'brightmire-learning-trust', 'secondary 11-18'],
  ['990002', 'Copperlea Primary Academy', 'brightmire-learning-trust', 'primary'],
  ['990003', 'Lanternhill Primary Academy', 'brightmire-learning-trust', 'primary'],
  ['990004', 'Curlewfield Primary Academy', 'brightmire-learning-trust', 'primary'],
  ['990005', 'Osierbank School', 'brightmire-learning-trust', 'special 4-19'],
  ['990006', 'Brinehithe High School', 'brinehithe-trust', 'secondary 11-16'],
  ['990007', 'Fellrigg School', 'governing-body-990007', 'secondary 11-16'],
  ['990008', 'Nether Quillby Primary', 'quillby-federation', 'primary'],
  ['990009', 'Over Quillby Primary', 'quillby-federation', 'primary'],
  ['990010', 'Millrace Lane Primary', 'governing-body-990010', 'primary'],
  ['990011', 'Signal Row Infant', 'governing-body-990011', 'infant'],
  ['990012', 'Signal Row Junior', 'governing-body-990012', 'junior'],
  ['990013', 'Pellowfield Primary', 'governing-body-990013', 'primary'],
  ['990014', 'Stoke Marrow Primary', 'governing-body-990014', 'primary'],
  ['990015', 'Dunmarsh Primary', 'governing-body-990015', 'primary'],
  ['990016', 'Hollinmoss Primary', 'governing-body-990016', 'primary'],
  ['990017', 'Tarnbury Nursery School', 'governing-body-990017', 'nursery'],
  ['990018', 'Lampwick Centre', 'mereshire-council', '11-16 AP'],
  ['990019', 'Our Lady of the Fens Catholic Primary', 'governing-body-990019', 'primary'],
  ['990020', "St Aldwyth's CE Primary", 'governing-body-990020', 'primary'],
];

type Party = readonly [key: string, name: string, legalForm: LegalForm, vatRecovery: VatRecovery];

export const parties: readonly Party[] = [
  ['brightmire-learning-trust', 'Brightmire Learning Trust', 'multi-academy-trust', 'section-33b'],
  ['brinehithe-trust', 'Brinehithe High School Trust', 'single-academy-trust', 'section-33b'],
  ['governing-body-990007', 'Fellrigg School governing body', 'governing-body', 'section-33'],
  ['quillby-federation', 'Quillby Federation', 'federation', 'section-33'],
  ['governing-body-990010', 'Millrace Lane Primary governing body', 'governing-body', 'section-33'],
  ['governing-body-990011', 'Signal Row Infant governing body', 'governing-body', 'section-33'],
  ['governing-body-990012', 'Signal Row Junior governing body', 'governing-body', 'section-33'],
  ['governing-body-990013', 'Pellowfield Primary governing body', 'governing-body', 'section-33'],
  ['governing-body-990014', 'Stoke Marrow Primary governing body', 'governing-body', 'section-33'],
  ['governing-body-990015', 'Dunmarsh Primary governing body', 'governing-body', 'section-33'],
  ['governing-body-990016', 'Hollinmoss Primary governing body', 'governing-body', 'section-33'],
  [
    'governing-body-990017',
    'Tarnbury Nursery School governing body',
    'governing-body',
    'section-33',
  ],
  ['mereshire-council', 'Mereshire Council', 'local-authority', 'section-33'],
  [
    'governing-body-990019',
    'Our Lady of the Fens Catholic Primary governing body',
    'governing-body',
    'section-33',
  ],
  [
    'governing-body-990020',
    "St Aldwyth's CE Primary governing body",
    'governing-body',
    'section-33',
  ],
];
