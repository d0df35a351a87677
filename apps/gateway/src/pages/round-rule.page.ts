import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import {
  AcceptSharingRule,
  ProposeSharingRule,
  sharingRules,
  type RoundView,
} from '#messages/rounds';
import { FindRuleComparison, type RuleComparison } from '#messages/rule-comparison';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { roundFor } from './round-visitor.js';
import { comparisonFile } from './rule-comparison-tables.js';
import { comparisonPage } from './rule-comparison-words.js';
import { sendCsv } from './send-csv.js';
import { ruleChoices, ruleWords } from './sharing-rule-words.js';
import { leads, seesAllDemand } from './visitor-rights.js';

/** By which rule a round is shared: what each would give each school, and changing it together. */
@Controller('rounds/:roundId/sharing')
export class RoundRulePages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async compare(
    @Param('roundId') roundId: string,
    @Query('rule') rule: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const round = await roundFor(this.buses, response, roundId);
    const comparison = await this.comparison(response, roundId);
    const names = await namesIn(this.buses, response, round.consortiumId);
    const actor = actorOf(response.req);
    const chosen = sharingRules.find((id) => id === rule);
    this.views.send(response, 'rounds/sharing', {
      ...comparisonPage(comparison, names, seesAllDemand(actor, round.consortiumId), chosen),
      title: 'How the cost can be shared',
      caption: round.title,
      trail: trailOf(round),
      roundId,
      mayPropose: leads(actor, round.consortiumId) && isOpen(round),
      isDraft: round.status === 'draft',
    });
  }

  @Get('comparison.csv')
  async file(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const comparison = await this.comparison(response, roundId);
    const names = await namesIn(this.buses, response, comparison.consortiumId);
    sendCsv(response, `${comparison.title} sharing rules`, comparisonFile(comparison, names));
  }

  @Get('proposal')
  async ask(
    @Param('roundId') roundId: string,
    @Query('rule') sharingRule: unknown,
    @Res() response: Response,
  ): Promise<void> {
    this.show(response, new Form({ sharingRule }), await this.ours(response, roundId));
  }

  @Post('proposal')
  async propose(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const round = await this.ours(response, roundId);
    const sharingRule = form.choice('sharingRule', 'rule', sharingRules);
    const reason = form.text('reason', 'reason', 500);
    const body = { roundId, proposalId: form.commandId, sharingRule, reason };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, ProposeSharingRule, body),
    );
    if (!accepted) return this.show(response, form, round);
    const saved = `“${ruleWords[sharingRule].name}” is proposed. Every school with demand is asked.`;
    this.views.goOn(response, `/rounds/${roundId}`, saved);
  }

  /** One button on the round's page; what a rule says against it is said where it was pressed. */
  @Post('proposals/:proposalId/acceptances')
  async accept(
    @Param('roundId') roundId: string,
    @Param('proposalId') proposalId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const round = await roundFor(this.buses, response, roundId);
    const schoolUrn = form.value('schoolUrn');
    const body = { roundId, proposalId, schoolUrn };
    const back = `/rounds/${roundId}`;
    const accepted = await form.accepted(() =>
      orNotFound(this.buses.send(response, form, AcceptSharingRule, body)),
    );
    const school = (await namesIn(this.buses, response, round.consortiumId)).school(schoolUrn);
    if (accepted) return this.views.goOn(response, back, `${school} accepts the proposal.`);
    const page = { title: `Accept for ${school}`, form, back, trail: trailOf(round) };
    this.views.send(response, 'rounds/not-accepted', page);
  }

  private show(response: Response, form: Form, round: RoundView): void {
    const { roundId, sharingRule } = round;
    this.views.send(response, 'rounds/propose-rule', {
      title: 'Propose another way to share the cost',
      caption: round.title,
      form,
      action: `/rounds/${roundId}/sharing/proposal`,
      back: `/rounds/${roundId}/sharing`,
      now: ruleWords[sharingRule].name,
      rules: ruleChoices(sharingRules.filter((id) => id !== sharingRule)),
    });
  }

  private async ours(response: Response, roundId: string): Promise<RoundView> {
    const round = await roundFor(this.buses, response, roundId);
    const isOurs = leads(actorOf(response.req), round.consortiumId) && round.status === 'open';
    return isOurs ? round : notFound();
  }

  private comparison(response: Response, roundId: string): Promise<RuleComparison> {
    return orNotFound(
      this.buses.find<RuleComparison, FindRuleComparison>(response, FindRuleComparison, {
        roundId,
      }),
    );
  }
}

function isOpen({ status, closesAt }: RoundView): boolean {
  return status === 'open' && closesAt > new Date().toISOString();
}

function trailOf({ title, roundId }: RoundView) {
  return [
    { text: 'Buying rounds', href: '/rounds' },
    { text: title, href: `/rounds/${roundId}` },
  ];
}
