import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { formatPounds, poundsText, ratioPence } from '#libs/money';
import { evidenceGrades } from '#messages/rounds';
import {
  CorrectBaseline,
  FindShares,
  RecordRunningCost,
  type ShareRow,
  type Shares,
} from '#messages/savings';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { evidenceWords } from './round-words.js';
import { baselinesTable } from './settlement-tables.js';

const baseline = 'baselines/:urn/:lotId';

/** What finance and lead add to a round's savings: what running it cost, and last prices put right. */
@Controller('rounds/:roundId')
export class SavingsInputPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  /** `new`, or the id of a cost that is to be changed. */
  @Get('running-costs/:costId')
  async askCost(
    @Param('roundId') roundId: string,
    @Param('costId') costId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { shares } = await this.found(response, roundId, 'lead', 'finance');
    await this.showCost(response, roundId, costId, new Form(costStart(shares, costId)));
  }

  @Post('running-costs/:costId')
  async recordCost(
    @Param('roundId') roundId: string,
    @Param('costId') costId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { shares, names } = await this.found(response, roundId, 'lead', 'finance');
    const parties = names.members.map(({ partyId }) => partyId);
    costStart(shares, costId);
    const body = {
      roundId,
      consortiumId: shares.consortiumId,
      costId: costId === 'new' ? form.commandId : costId,
      description: form.text('description', 'description', 200),
      amountPence: form.pounds('amount', 'amount'),
      ...(form.has('hours') && { hours: form.hours('hours', 'time spent') }),
      ...(form.has('party') && { paidToPartyId: form.choice('party', 'party', parties) }),
      ...(form.has('evidence') && { evidenceReference: form.text('evidence', 'document', 200) }),
    };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RecordRunningCost, body),
    );
    if (!accepted) return this.showCost(response, roundId, costId, form);
    const waits =
      'paidToPartyId' in body ? ' Somebody else has to confirm it before it counts.' : '';
    const saved = `${formatPounds(body.amountPence)} for running the round is recorded.${waits}`;
    this.views.goOn(response, `/rounds/${roundId}/savings`, saved);
  }

  @Get('baselines')
  async list(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const { shares, names } = await this.found(response, roundId, 'finance');
    this.views.send(response, 'savings/baselines', {
      title: 'Last prices and their evidence',
      caption: shares.title,
      trail: trailOf(shares),
      table: baselinesTable(shares, names.school),
    });
  }

  @Get(baseline)
  async askBaseline(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Param('lotId') lotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { row } = await this.row(response, roundId, urn, lotId);
    await this.showBaseline(response, { roundId, urn, lotId }, new Form(startOf(row)));
  }

  @Post(baseline)
  async correct(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Param('lotId') lotId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { shares, row, names } = await this.row(response, roundId, schoolUrn, lotId);
    const evidenceGrade = form.choice('grade', 'evidence', evidenceGrades);
    const hasDay = ['day', 'month', 'year'].some((part) => form.has(`day-${part}`));
    const body = {
      roundId,
      consortiumId: shares.consortiumId,
      schoolUrn,
      lotId,
      lastPricePence: form.has('price') ? form.pounds('price', 'last price') : null,
      evidenceGrade,
      ...(form.has('evidence') && { evidenceReference: form.text('evidence', 'document', 200) }),
      ...(form.has('hash') && { evidenceHash: form.text('hash', 'fingerprint', 64) }),
      ...(hasDay && { evidenceDay: form.day('day', 'date of the document') }),
      reason: form.text('reason', 'reason', 500),
    };
    const accepted = await form.accepted(
      () => this.buses.send(response, form, CorrectBaseline, body),
      { evidenceHash: 'hash', evidenceDay: 'day', evidenceReference: 'evidence' },
    );
    if (!accepted) {
      return this.showBaseline(response, { roundId, urn: schoolUrn, lotId }, form);
    }
    const saved = `The last price of ${row.item} of ${names.school(schoolUrn)} is corrected.`;
    this.views.goOn(response, `/rounds/${roundId}/savings`, saved);
  }

  private async showCost(
    response: Response,
    roundId: string,
    costId: string,
    form: Form,
  ): Promise<void> {
    const { shares, names } = await this.found(response, roundId, 'lead', 'finance');
    const parties = new Map(names.members.map((one) => [one.partyId, one.partyName]));
    this.views.send(response, 'savings/running-cost', {
      title: `${costId === 'new' ? 'Record' : 'Change'} what running the round cost`,
      caption: shares.title,
      trail: trailOf(shares),
      form,
      action: `/rounds/${roundId}/running-costs/${costId}`,
      back: `/rounds/${roundId}/savings`,
      isSettled: shares.status !== 'live',
      schools: new Set(shares.rows.map(({ urn }) => urn)).size,
      parties: [
        { value: '', text: 'Nobody: it counts, but no money moves' },
        ...[...parties].map(([value, text]) => ({ value, text })),
      ],
    });
  }

  private async showBaseline(
    response: Response,
    { roundId, urn, lotId }: { roundId: string; urn: string; lotId: string },
    form: Form,
  ): Promise<void> {
    const { shares, row, names } = await this.row(response, roundId, urn, lotId);
    this.views.send(response, 'savings/baseline', {
      title: `Correct the last price: ${row.item}, ${names.school(urn)}`,
      caption: shares.title,
      trail: trailOf(shares),
      form,
      action: `/rounds/${roundId}/baselines/${urn}/${lotId}`,
      back: `/rounds/${roundId}/baselines`,
      isSettled: shares.status !== 'live',
      grades: evidenceGrades.map((value) => ({ value, text: evidenceWords[value] })),
    });
  }

  private async row(response: Response, roundId: string, urn: string, lotId: string) {
    const found = await this.found(response, roundId, 'finance');
    const row = found.shares.rows.find((one) => one.urn === urn && one.lotId === lotId);
    return { ...found, row: row ?? notFound() };
  }

  private async found(response: Response, roundId: string, ...roles: ('lead' | 'finance')[]) {
    const shares = await orNotFound(
      this.buses.find<Shares | null, FindShares>(response, FindShares, { roundId }),
    );
    if (!shares) notFound();
    if (!hasRole(actorOf(response.req), shares.consortiumId, ...roles)) notFound();
    return { shares, names: await namesIn(this.buses, response, shares.consortiumId) };
  }
}

function trailOf({ roundId, title }: Shares) {
  return [
    { text: title, href: `/rounds/${roundId}` },
    { text: 'Savings', href: `/rounds/${roundId}/savings` },
  ];
}

/** A cost that is recorded already, to be changed; nothing for a new one. */
function costStart({ runningCosts = [], waitingCosts = [] }: Shares, costId: string): Typed {
  if (costId === 'new') return {};
  const costs = [...waitingCosts, ...runningCosts];
  const cost = costs.find((one) => one.costId === costId) ?? notFound();
  const { description, amountPence, hours = '', paidToPartyId: party = '' } = cost;
  const evidence = cost.evidenceReference ?? '';
  return { description, amount: poundsText(amountPence), hours, party, evidence };
}

/** What counts now, to be changed. */
function startOf(row: ShareRow): Typed {
  const { evidenceGrade, evidenceReference, evidenceHash, evidenceDay, quantity } = row;
  const [year = '', month = '', day = ''] = evidenceDay?.split('-') ?? [];
  const hasPrice = evidenceGrade !== 'none' && quantity > 0;
  return {
    grade: evidenceGrade,
    ...(hasPrice && { price: poundsText(ratioPence(row.baselinePence, 1, quantity)) }),
    evidence: evidenceReference ?? '',
    hash: evidenceHash ?? '',
    'day-day': day,
    'day-month': month,
    'day-year': year,
  };
}
