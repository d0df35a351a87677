import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf } from '#libs/http';
import {
  FindParties,
  FindSchools,
  legalForms,
  RegisterParty,
  vatRecoveries,
  type PartySummary,
  type RegisteredSchool,
} from '#messages/membership';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { choicesOf, legalFormWords, vatRecoveryWords } from './membership-words.js';
import { isOperator } from './visitor-rights.js';

/** The register of schools, and the contracting parties that sign and pay for them. */
@Controller()
export class RegisterPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('schools')
  async schools(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed);
    const search = form.value('search').trim().slice(0, 100);
    const found = await this.buses.find<RegisteredSchool[], FindSchools>(
      response,
      FindSchools,
      search ? { search } : {},
    );
    this.views.send(response, 'consortia/schools', {
      title: 'Schools on the register',
      form,
      search,
      mayRegister: isOperator(actorOf(response.req)),
      full: found.length >= 50,
      table: schoolsTable(found, search),
    });
  }

  @Get('parties')
  async parties(@Res() response: Response): Promise<void> {
    const parties = await this.buses.find<PartySummary[], FindParties>(response, FindParties, {});
    this.views.send(response, 'consortia/parties', {
      title: 'Contracting parties',
      mayRegister: isOperator(actorOf(response.req)),
      table: dataTable({
        caption: 'Who signs, pays and recovers VAT',
        whenEmpty: 'There is no contracting party yet.',
        rows: parties,
        columns: [
          { heading: 'Party', value: ({ name }: PartySummary) => name },
          { heading: 'Legal form', value: ({ legalForm }) => legalFormWords[legalForm] },
          { heading: 'VAT', value: ({ vatRecovery }) => vatRecoveryWords[vatRecovery] },
          {
            heading: 'Schools',
            value: ({ schoolUrns }) => schoolUrns.length,
            kind: 'count',
            total: true,
          },
        ],
      }),
    });
  }

  @Get('parties/new')
  ask(@Res() response: Response): void {
    this.show(response, new Form());
  }

  @Post('parties/new')
  async register(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed ?? {});
    const body = {
      partyId: form.commandId,
      name: form.text('name', 'name', 200),
      legalForm: form.choice('legalForm', 'legal form', legalForms),
      vatRecovery: form.choice('vatRecovery', 'way it gets VAT back', vatRecoveries),
      schoolUrns: readUrns(form),
    };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RegisterParty, body),
    );
    if (!accepted) return this.show(response, form);
    this.views.goOn(response, '/parties', `${body.name} is registered.`);
  }

  private show(response: Response, form: Form): void {
    this.views.send(response, 'consortia/party', {
      title: 'Register a contracting party',
      back: '/parties',
      form,
      legalForms: choicesOf(legalFormWords),
      vatRecoveries: choicesOf(vatRecoveryWords),
    });
  }
}

/** One unique reference number in each line; the sentence names the line that is wrong. */
export function readUrns(form: Form): string[] {
  const lines = form.text('urns', 'schools’ reference numbers', 5000).split('\n');
  return lines.flatMap((typed, at) => {
    const urn = typed.trim();
    if (urn === '') return [];
    if (/^[1-9]\d{5}$/.test(urn)) return [urn];
    const shown = urn.slice(0, 24).toWellFormed();
    const what = 'is not a school’s unique reference number: six digits';
    form.refuse('urns', `Line ${at + 1}, “${shown}”, ${what}`);
    return [];
  });
}

function schoolsTable(found: readonly RegisteredSchool[], search: string) {
  return dataTable({
    caption: search ? `Schools for “${search}”` : 'Schools',
    whenEmpty: 'No school on the register has this in its name or number.',
    rows: found,
    columns: [
      { heading: 'School', value: ({ name }: RegisteredSchool) => name },
      { heading: 'Reference number (URN)', value: ({ urn }) => urn },
      { heading: 'Phase', value: ({ phase }) => phase },
      { heading: 'Postcode', value: ({ postcode }) => postcode },
      { heading: 'Contracting party', value: ({ partyName }) => partyName ?? 'None yet' },
    ],
  });
}
