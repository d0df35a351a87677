import { Body, Controller, Get, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { refuse } from '#libs/decider';
import { dataTable, type TableOf } from '../../apps/gateway/src/pages/kit/data-table.js';
import { barChart, progress } from '../../apps/gateway/src/pages/kit/figures.js';
import { Form, type Typed } from '../../apps/gateway/src/pages/kit/form.js';
import { formatPounds } from '#libs/money';
import { ViewService } from '../../apps/gateway/src/pages/kit/view-service.js';
import { seenBy } from '../../apps/gateway/src/pages/kit/visitor.js';

interface Share {
  readonly school: string;
  readonly units: number;
  readonly competitionPence: number;
  readonly aggregationPence: number;
}

const shares: readonly Share[] = [
  { school: 'Nether Quillby Primary', units: 38, competitionPence: 2100, aggregationPence: 7415 },
  { school: 'Brinehithe Academy', units: 132, competitionPence: 320, aggregationPence: 1528 },
  { school: 'St Aldwyth’s', units: 20, competitionPence: 0, aggregationPence: -1500 },
  { school: 'Hollinmoss Infants', units: 38, competitionPence: 1180, aggregationPence: 5060 },
];

const table: TableOf<Share> = {
  caption: 'Saved on copier paper',
  rows: shares,
  columns: [
    { heading: 'School', value: ({ school }) => school, href: () => '/specimen' },
    { heading: 'Boxes', value: ({ units }) => units, kind: 'count', total: true },
    { heading: 'Competition', value: (row) => row.competitionPence, kind: 'pence', total: true },
    {
      heading: 'Buying together',
      value: (row) => row.aggregationPence,
      kind: 'pence',
      total: true,
    },
    { heading: 'Saved in all', value: saved, kind: 'pence', total: true },
    {
      heading: 'State',
      value: (row) => (saved(row) < 0 ? 'Worse off' : 'Realised'),
      tag: (row) => (saved(row) < 0 ? 'red' : 'green'),
    },
  ],
};

function saved({ competitionPence, aggregationPence }: Share): number {
  return competitionPence + aggregationPence;
}

/** Every part of the kit on one page, and forms that refuse in each way. */
@Controller()
export class SpecimenPage {
  constructor(@Inject(ViewService) private readonly views: ViewService) {}

  @Get('specimen')
  show(@Res() response: Response): void {
    this.page(response, new Form({ fund: 'running' }));
  }

  @Get('specimen.csv')
  file(@Res() response: Response): void {
    response.type('text/csv').send(dataTable(table).csv);
  }

  @Post('specimen')
  async commit(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed);
    form.text('title', 'name of the lot');
    const desired = form.count('desired', 'number of boxes you want');
    form.pounds('ceiling', 'most you would pay for a box');
    form.instant('closes', 'closing date');
    form.choice('rule', 'rule for sharing', ['equal_price', 'contribution']);
    const accepted = await form.accepted(async () => {
      if (desired > 1000) refuse('too-many', 'This lot has room for 1,000 boxes at most.');
    });
    if (accepted) return this.views.goOn(response, '/specimen', 'Your demand is committed.');
    this.page(response, form);
  }

  private page(response: Response, form: Form): void {
    seenBy(response, {
      name: 'Ada Merrow',
      organisation: 'Brightmire Learning Trust',
      roles: ['lead', 'finance'],
      formToken: 'a token',
      demonstration: true,
    });
    this.views.send(response, 'kit/specimen', {
      title: 'Copier paper',
      caption: 'Autumn round',
      trail: [
        { text: 'Buying rounds', href: '/rounds' },
        { text: 'Autumn round', href: '/rounds/1' },
      ],
      form,
      upload: new Form(),
      ...contents,
    });
  }
}

const contents = {
  numbers: [
    {
      name: 'Would have cost',
      value: formatPounds(2_675_208),
      note: 'At each school’s last price',
    },
    { name: 'Cost', value: formatPounds(2_376_540), note: 'Without VAT' },
    { name: 'Saved', value: formatPounds(298_668), note: '11.2% of the old cost' },
  ],
  paper: progress(
    '84 more boxes and the indicative price falls from £12.35 to £11.95 for everybody.',
    1116,
    [
      { at: 800, label: '800: £12.35' },
      { at: 1200, label: '1,200: £11.95' },
    ],
  ),
  towels: progress('69 more cartons are needed before hand towels can be bought at all.', 231, [
    { at: 300, label: 'Minimum: 300' },
  ]),
  savings: barChart(
    'Saving of each school',
    shares.map((row) => ({
      label: row.school,
      value: row.competitionPence,
      second: row.aggregationPence,
      text: formatPounds(saved(row)),
    })),
    ['Competition between suppliers', 'Buying together'],
  ),
  shares: dataTable(table),
  empty: dataTable({
    ...table,
    caption: 'Invoices',
    rows: [],
    whenEmpty: 'No invoice has come yet.',
  }),
  answers: [
    { key: 'Lot', value: 'Copier paper, white, A4', change: '/specimen#title' },
    { key: 'Boxes', value: '38', change: '/specimen#desired' },
    { key: 'Worst case', value: '£563.16' },
  ],
  events: [
    {
      what: 'Round locked',
      at: '2026-11-02T12:00:00.000Z',
      by: 'Brightmire Learning Trust',
      detail: '804 boxes for 14 schools.',
      href: '/specimen',
    },
    { what: 'Top-up started', at: '2026-10-24T11:30:00.000Z' },
    { what: 'Commitment opened', at: '2026-10-01T08:05:00.000Z', by: 'Brightmire Learning Trust' },
  ],
  rules: [
    {
      value: 'equal_price',
      text: 'One price',
      hint: { text: 'Everybody pays the same for a box.' },
    },
    {
      value: 'contribution',
      text: 'By contribution',
      hint: { text: 'Who lowers the price more, saves more.' },
    },
  ],
  sites: [
    { value: 'main', text: 'Main site' },
    { value: 'annexe', text: 'Annexe' },
  ],
  funds: [
    { value: 'running', text: 'Running costs' },
    { value: 'capital', text: 'Capital' },
  ],
  pages: { number: 4, last: 12, href: '/specimen?page=' },
};
