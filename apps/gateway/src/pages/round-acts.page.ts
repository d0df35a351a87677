import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  CancelRound,
  DeclineRound,
  OpenRound,
  WithdrawDemand,
  type RoundView,
} from '#messages/rounds';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { roundFor } from './round-visitor.js';

interface Question {
  readonly title: string;
  readonly paragraph: string;
  readonly button: string;
  readonly action: string;
  readonly back: string;
  readonly warning?: boolean;
  /** The label of the field for a reason, where one is asked for. */
  readonly reason?: string;
}

/** What is done to a round, or to a school's part in it, after one question. */
@Controller('rounds/:roundId')
export class RoundActs {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Post('opening')
  async open(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const back = `/rounds/${roundId}`;
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, OpenRound, { roundId }),
    );
    if (accepted) return this.views.goOn(response, back, 'The round is open: schools can commit.');
    this.ask(response, form, {
      title: 'Open the round',
      paragraph: 'Every member school can then commit.',
      button: 'Open the round',
      action: `${back}/opening`,
      back,
    });
  }

  @Get('cancellation')
  async askCancel(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const { title } = await this.round(response, roundId);
    this.ask(response, new Form(), cancellation(roundId, title));
  }

  @Post('cancellation')
  async cancel(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const reason = form.text('reason', 'reason', 500);
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, CancelRound, { roundId, reason }),
    );
    if (accepted) return this.views.goOn(response, `/rounds/${roundId}`, 'The round is cancelled.');
    const { title } = await this.round(response, roundId);
    this.ask(response, form, cancellation(roundId, title));
  }

  @Get('demand/:urn/withdrawal')
  async askWithdraw(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    const school = await this.school(response, roundId, urn);
    this.ask(response, new Form(), withdrawal(roundId, urn, school));
  }

  @Post('demand/:urn/withdrawal')
  async withdraw(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, WithdrawDemand, { roundId, schoolUrn }),
    );
    const school = await this.school(response, roundId, schoolUrn);
    if (!accepted) return this.ask(response, form, withdrawal(roundId, schoolUrn, school));
    const saved = `What ${school} asked for is withdrawn. Nothing is set aside for it any more.`;
    this.views.goOn(response, `/rounds/${roundId}`, saved);
  }

  @Get('demand/:urn/abstention')
  async askDecline(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    const school = await this.school(response, roundId, urn);
    this.ask(response, new Form(), abstention(roundId, urn, school));
  }

  @Post('demand/:urn/abstention')
  async decline(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const reason = form.has('reason') ? { reason: form.text('reason', 'reason', 500) } : {};
    const body = { roundId, schoolUrn, ...reason };
    const accepted = await form.accepted(() => this.buses.send(response, form, DeclineRound, body));
    const school = await this.school(response, roundId, schoolUrn);
    if (!accepted) return this.ask(response, form, abstention(roundId, schoolUrn, school));
    const saved =
      `${school} does not take part this time. ` + 'You can still commit until the round closes.';
    this.views.goOn(response, `/rounds/${roundId}`, saved);
  }

  private ask(response: Response, form: Form, question: Question): void {
    this.views.send(response, 'rounds/question', { form, ...question, question });
  }

  private round(response: Response, roundId: string): Promise<RoundView> {
    return roundFor(this.buses, response, roundId);
  }

  private async school(response: Response, roundId: string, urn: string): Promise<string> {
    const { consortiumId } = await this.round(response, roundId);
    return (await namesIn(this.buses, response, consortiumId)).school(urn);
  }
}

function cancellation(roundId: string, title: string): Question {
  return {
    title: 'Cancel this round',
    paragraph:
      `“${title}” ends, and everything that was set aside for it goes back to the schools’ ` +
      'budgets. This cannot be undone.',
    button: 'Cancel the round',
    action: `/rounds/${roundId}/cancellation`,
    back: `/rounds/${roundId}`,
    warning: true,
    reason: 'Why is it cancelled? Every school sees this.',
  };
}

function withdrawal(roundId: string, urn: string, school: string): Question {
  return {
    title: `Withdraw what ${school} asked for`,
    paragraph:
      'It no longer counts, and the money set aside for it is free again. ' +
      'You can ask again until the round closes.',
    button: 'Withdraw it',
    action: `/rounds/${roundId}/demand/${urn}/withdrawal`,
    back: `/rounds/${roundId}`,
    warning: true,
  };
}

function abstention(roundId: string, urn: string, school: string): Question {
  return {
    title: `Not this time: ${school}`,
    paragraph: 'The lead sees that you have answered, and will not remind you.',
    button: 'Say “not this time”',
    action: `/rounds/${roundId}/demand/${urn}/abstention`,
    back: `/rounds/${roundId}`,
    reason: 'Why? (optional)',
  };
}
