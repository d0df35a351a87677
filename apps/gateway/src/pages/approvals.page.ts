import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database, findNames } from '#libs/auth';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindFund, type FundView } from '#messages/ledger';
import type { Actor } from '#messages/messages';
import {
  ApproveDemand,
  FindRounds,
  RejectDemand,
  type RoundSummary,
  type RoundView,
  type SchoolDemand,
} from '#messages/rounds';
import { Commitments } from './commitments.js';
import { answersOf } from './demand-form.js';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn, type Names } from './names.js';
import { ruleInWords } from './sharing-rule-words.js';
import { schoolsOf } from './visitor-rights.js';

/** A request that waits for the visitor. */
export interface Waiting {
  readonly round: RoundView;
  readonly demand: SchoolDemand;
  readonly names: Names;
}

/** What buyers may not decide alone waits here for their approver. */
@Controller('approvals')
export class ApprovalPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Commitments) private readonly commitments: Commitments,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async list(@Res() response: Response): Promise<void> {
    const waiting = await this.waiting(response);
    const table = dataTable({
      caption: 'Requests that wait for you',
      whenEmpty: 'Nothing waits for your approval.',
      rows: waiting,
      columns: [
        {
          heading: 'School',
          value: ({ names, demand }: Waiting) => names.school(demand.schoolUrn),
          href: ({ round, demand }: Waiting) => addressOf(round.roundId, demand.schoolUrn),
        },
        { heading: 'Round', value: ({ round }) => round.title },
        { heading: 'Decide before', value: ({ round }) => round.closesAt, kind: 'instant' },
        {
          heading: 'May cost at most',
          value: ({ demand }) => demand.worstCasePence,
          kind: 'pence',
          total: true,
        },
      ],
    });
    this.views.send(response, 'approvals/list', { title: 'Approvals', table });
  }

  @Get(':roundId/:urn')
  async show(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.showOne(response, roundId, urn, new Form(), new Form());
  }

  @Post(':roundId/:urn/approval')
  async approve(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const requestId = form.value('requestId');
    const body = { roundId, schoolUrn, requestId };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, ApproveDemand, body),
    );
    if (!accepted) return this.showOne(response, roundId, schoolUrn, form, new Form());
    const saved = await this.commitments.outcome(response, roundId, schoolUrn, requestId, [
      'waiting',
      'requested',
    ]);
    this.views.goOn(response, '/approvals', `Approved. ${saved}`);
  }

  @Post(':roundId/:urn/rejection')
  async reject(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const reason = form.text('reason', 'reason', 500);
    const body = { roundId, schoolUrn, requestId: form.value('requestId'), reason };
    const accepted = await form.accepted(() => this.buses.send(response, form, RejectDemand, body));
    if (!accepted) return this.showOne(response, roundId, schoolUrn, new Form(), form);
    this.views.goOn(response, '/approvals', 'Rejected. The buyer sees your reason.');
  }

  /** `form` is the one with problems, if any: the layout tells them. */
  private async showOne(
    response: Response,
    roundId: string,
    urn: string,
    approval: Form,
    rejection: Form,
  ): Promise<void> {
    const actor = actorOf(response.req);
    const round = await this.commitments.round(response, roundId);
    if (!schoolsOf(actor, 'school-approver', round.consortiumId).includes(urn)) notFound();
    const demand = round.demand.find(({ schoolUrn }) => schoolUrn === urn) ?? notFound();
    const names = await namesIn(this.buses, response, round.consortiumId);
    const { fundId } = round;
    const fund = await this.buses.find<FundView, FindFund>(response, FindFund, { fundId });
    const free =
      fund.parties.find(({ partyId }) => partyId === demand.partyId)?.availablePence ?? 0;
    const people = await findNames(this.db, [demand.requestedBy ?? '']);
    this.views.send(response, 'approvals/request', {
      title: names.school(urn),
      caption: round.title,
      back: '/approvals',
      form: rejection.problems.length > 0 ? rejection : approval,
      approval,
      rejection,
      round,
      demand,
      waits: demand.status === 'waiting',
      isOwn: demand.requestedBy === actor.id,
      askedBy: people.get(demand.requestedBy ?? '') ?? 'a buyer who has left',
      answers: answersOf(round.lots, demand.requested),
      party: names.party(demand.partyId),
      sharing: ruleInWords(round.sharingRule),
      freePence: free,
      address: addressOf(roundId, urn),
    });
  }

  private async waiting(response: Response): Promise<Waiting[]> {
    const rounds = await this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {});
    return waitingFor(this.buses, this.commitments, response, rounds);
  }
}

/** Everything in open rounds that waits for this visitor's approval. */
export async function waitingFor(
  buses: PageBuses,
  commitments: Commitments,
  response: Response,
  rounds: readonly RoundSummary[],
): Promise<Waiting[]> {
  const actor: Actor = actorOf(response.req);
  const found: Waiting[] = [];
  for (const { roundId, status, consortiumId } of rounds) {
    const approves = schoolsOf(actor, 'school-approver', consortiumId);
    if (status !== 'open' || approves.length === 0) continue;
    const round = await commitments.round(response, roundId);
    const mine = round.demand.filter(
      (one) => one.status === 'waiting' && approves.includes(one.schoolUrn),
    );
    if (mine.length === 0) continue;
    const names = await namesIn(buses, response, consortiumId);
    found.push(...mine.map((demand) => ({ round, demand, names })));
  }
  return found;
}

function addressOf(roundId: string, urn: string): string {
  return `/approvals/${roundId}/${urn}`;
}
