import { Body, Controller, Get, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf } from '#libs/http';
import {
  consortiumKinds,
  FindParties,
  FormConsortium,
  type ConsortiumSummary,
  type PartySummary,
} from '#messages/membership';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { choicesOf, kindWords } from './membership-words.js';
import { consortiaOf } from './names.js';
import { isOperator } from './visitor-rights.js';

/** The visitor's consortia; an operator forms new ones. */
@Controller('consortia')
export class ConsortiaPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async list(@Res() response: Response): Promise<void> {
    const consortia = await consortiaOf(this.buses, response);
    const [only] = consortia;
    const mayForm = isOperator(actorOf(response.req));
    if (only && consortia.length === 1 && !mayForm) {
      return this.views.goOn(response, `/consortia/${only.consortiumId}`);
    }
    this.views.send(response, 'consortia/list', {
      title: 'Consortia',
      mayForm,
      table: dataTable({
        caption: 'Schools that buy together',
        whenEmpty: 'There is no consortium yet.',
        rows: consortia,
        columns: [
          {
            heading: 'Consortium',
            value: ({ name }: ConsortiumSummary) => name,
            href: ({ consortiumId }: ConsortiumSummary) => `/consortia/${consortiumId}`,
          },
          { heading: 'Kind', value: ({ kind }) => kindWords[kind] },
          { heading: 'Agreement', value: ({ agreementVersion }) => agreementVersion },
          { heading: 'Schools', value: ({ members }) => members, kind: 'count', total: true },
        ],
      }),
    });
  }

  @Get('new')
  async ask(@Res() response: Response): Promise<void> {
    await this.show(response, new Form());
  }

  @Post('new')
  async form(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed ?? {});
    const parties = await this.parties(response);
    const ids = parties.map(({ partyId }) => partyId);
    const body = {
      consortiumId: form.commandId,
      name: form.text('name', 'name', 200),
      kind: form.choice('kind', 'kind of consortium', consortiumKinds),
      leadPartyId: form.choice('leadPartyId', 'party that leads', ids),
      agreementVersion: form.text('agreementVersion', 'name of the agreement', 100),
    };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, FormConsortium, body),
    );
    if (!accepted) return this.show(response, form);
    const next = `/consortia/${body.consortiumId}/people/new?role=lead`;
    this.views.goOn(response, next, `${body.name} is formed. Invite its lead next.`);
  }

  private async show(response: Response, form: Form): Promise<void> {
    const parties = await this.parties(response);
    this.views.send(response, 'consortia/form', {
      title: 'Form a consortium',
      back: '/consortia',
      form,
      kinds: choicesOf(kindWords),
      parties: [
        { value: '', text: 'Choose' },
        ...parties.map(({ partyId, name }) => ({
          value: partyId,
          text: name,
          selected: form.value('leadPartyId') === partyId,
        })),
      ],
    });
  }

  private parties(response: Response): Promise<PartySummary[]> {
    return this.buses.find<PartySummary[], FindParties>(response, FindParties, {});
  }
}
