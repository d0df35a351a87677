import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { v7 as newId } from 'uuid';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindFunds, type FundView } from '#messages/ledger';
import { DraftRound, ReviseRound, type Lot, type RoundView } from '#messages/rounds';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { lotChoices, lotFields, lotsOf, readLot, typedLot } from './lot-form.js';
import {
  readTerms,
  saidSoFar,
  termChoices,
  termFields,
  typedTerms,
  usualTerms,
  type Terms,
} from './round-terms-form.js';
import { roundFor } from './round-visitor.js';
import { leads } from './visitor-rights.js';

/** A lead drafts a round: what and until when, then one page for each lot. */
@Controller('rounds')
export class RoundDraftPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('new')
  async askTerms(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    await this.showNew(response, new Form({ ...usualTerms, ...typed }));
  }

  /** Nothing is recorded before the first lot: what was said so far travels in the address. */
  @Post('new')
  async takeTerms(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed ?? {});
    const funds = await this.funds(response);
    readTerms(form);
    form.choice(
      'fundId',
      'fund',
      funds.map(({ fundId }) => fundId),
    );
    if (form.problems.length > 0) return this.showNew(response, form);
    this.views.goOn(response, `/rounds/new/lot?${saidSoFar(form)}`);
  }

  @Get('new/lot')
  askFirstLot(@Query() typed: Typed, @Res() response: Response): void {
    this.showFirstLot(response, new Form({ ...typed, lotId: newId() }));
  }

  @Post('new/lot')
  async takeFirstLot(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed ?? {});
    const funds = await this.funds(response);
    const terms = readTerms(form);
    const fund = funds.find(({ fundId }) => fundId === form.value('fundId'));
    if (!fund) form.refuse(undefined, 'Select the fund again: go back one page.');
    const lot = readLot(form, form.value('lotId'));
    const roundId = form.value('roundId') || form.commandId;
    const accepted = await form.accepted(async () => {
      const { fundId = '', consortiumId = '' } = fund ?? {};
      const body = { roundId, consortiumId, fundId, ...terms, lots: [lot] };
      await this.buses.send(response, form, DraftRound, body);
    }, lotFields(0));
    if (!accepted) return this.showFirstLot(response, form);
    this.views.goOn(response, `/rounds/${roundId}`, 'The round is drafted. Only you see it yet.');
  }

  @Get(':roundId/terms')
  async changeTerms(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.draft(response, roundId);
    this.showTerms(response, new Form(typedTerms(round)), roundId);
  }

  @Post(':roundId/terms')
  async reviseTerms(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const round = await this.draft(response, roundId);
    const terms = readTerms(form);
    const accepted = await form.accepted(() =>
      this.revise(response, form, round, terms, lotsOf(round)),
    );
    if (!accepted) return this.showTerms(response, form, roundId);
    this.views.goOn(response, `/rounds/${roundId}`, 'The draft is changed.');
  }

  @Get(':roundId/lots/:lotId')
  async changeLot(
    @Param('roundId') roundId: string,
    @Param('lotId') lotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const round = await this.draft(response, roundId);
    if (lotId === 'new') return this.showLot(response, new Form({ lotId: newId() }), round);
    const lot = round.lots.find((one) => one.lotId === lotId) ?? notFound();
    this.showLot(response, new Form({ ...typedLot(lot), lotId }), round);
  }

  /** A lot that the draft knows is changed; another one is added. */
  @Post(':roundId/lots')
  async takeLot(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const round = await this.draft(response, roundId);
    const lot = readLot(form, form.value('lotId'));
    const lots = lotsOf(round);
    const known = lots.findIndex(({ lotId }) => lotId === lot.lotId);
    const at = known < 0 ? lots.length : known;
    const all = lots.toSpliced(at, 1, lot);
    const accepted = await form.accepted(
      () => this.revise(response, form, round, round, all),
      lotFields(at),
    );
    if (!accepted) return this.showLot(response, form, round);
    const saved = known < 0 ? `The lot ${lot.item} is added.` : `The lot ${lot.item} is changed.`;
    this.views.goOn(response, `/rounds/${roundId}`, saved);
  }

  @Post(':roundId/lots/:lotId/removal')
  async removeLot(
    @Param('roundId') roundId: string,
    @Param('lotId') lotId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const round = await this.draft(response, roundId);
    const rest = lotsOf(round).filter((lot) => lot.lotId !== lotId);
    await this.revise(response, new Form(typed ?? {}), round, round, rest);
    this.views.goOn(response, `/rounds/${roundId}`, 'The lot is removed.');
  }

  private async draft(response: Response, roundId: string): Promise<RoundView> {
    const round = await roundFor(this.buses, response, roundId);
    const isOurs = leads(actorOf(response.req), round.consortiumId);
    return isOurs && round.status === 'draft' ? round : notFound();
  }

  private revise(
    response: Response,
    form: Form,
    { roundId }: RoundView,
    { title, closesAt, sharingRule, minimumRule, spareUnits }: Terms,
    lots: Lot[],
  ) {
    const body = { roundId, title, closesAt, sharingRule, minimumRule, spareUnits, lots };
    return this.buses.send(response, form, ReviseRound, body);
  }

  /** The funds of the consortia that this person leads. */
  private async funds(response: Response): Promise<FundView[]> {
    const funds = await this.buses.find<FundView[], FindFunds>(response, FindFunds, {});
    return funds.filter(({ consortiumId }) => leads(actorOf(response.req), consortiumId));
  }

  private async showNew(response: Response, form: Form): Promise<void> {
    const funds = (await this.funds(response)).map(({ fundId, name }) => ({
      value: fundId,
      text: name,
    }));
    const page = { title: 'Draft a round', form, action: '/rounds/new', back: '/rounds' };
    this.views.send(response, 'rounds/terms', {
      ...page,
      ...termChoices,
      funds,
      button: 'Continue to the first lot',
    });
  }

  private showTerms(response: Response, form: Form, roundId: string): void {
    const back = `/rounds/${roundId}`;
    const page = { title: 'Terms of the round', form, action: `${back}/terms`, back };
    const asked = { ...termChoices, funds: [], button: 'Save' };
    this.views.send(response, 'rounds/terms', { ...page, ...asked });
  }

  private showFirstLot(response: Response, form: Form): void {
    this.views.send(response, 'rounds/lot', {
      title: 'The first lot',
      form,
      action: '/rounds/new/lot',
      back: `/rounds/new?${saidSoFar(form)}`,
      kept: [...termFields, 'lotId', 'roundId'],
      button: 'Save the draft',
      ...lotChoices(form),
    });
  }

  private showLot(response: Response, form: Form, { roundId, lots }: RoundView): void {
    const isKnown = lots.some(({ lotId }) => lotId === form.value('lotId'));
    this.views.send(response, 'rounds/lot', {
      title: isKnown ? 'Change a lot' : 'Add a lot',
      form,
      action: `/rounds/${roundId}/lots`,
      back: `/rounds/${roundId}`,
      kept: ['lotId'],
      button: 'Save this lot',
      ...lotChoices(form),
    });
  }
}
