import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { FindRound, type RoundView } from '#messages/rounds';
import { DraftTender, ReviseTender } from '#messages/tenders';
import {
  awardAnswers,
  awardFields,
  awardTermsIn,
  plainAward,
  typedAward,
  type AwardTerms,
  type NamedLot,
} from './award-terms-form.js';
import { Form, typedInstant, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { tenderFor, tenderVisitor, trailOf } from './tender-visitor.js';

const fieldNames = { closesAt: 'closes' };
const fields = ['closes-day', 'closes-month', 'closes-year', 'closes-time'];
const carried = [...fields, 'paymentDays', 'deliveryTerms'];

/** A lead writes the terms of a tender, reads them back, and only then drafts it. */
@Controller()
export class TenderTermsPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('rounds/:roundId/tender/new')
  async begin(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const form = new Form({ 'closes-time': '12:00', paymentDays: '30', ...plainAward });
    this.ask(response, form, await this.forRound(response, roundId));
  }

  @Post('rounds/:roundId/tender')
  async draft(
    @Param('roundId') roundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const about = await this.forRound(response, roundId);
    const form = new Form(typed);
    const terms = termsIn(form, about.lots);
    const which = { tenderId: form.commandId, roundId, consortiumId: about.consortiumId };
    if (this.isAsking(response, form, terms, about)) return;
    const drafting = () => this.buses.send(response, form, DraftTender, { ...which, ...terms });
    if (!(await form.accepted(drafting, fieldNames))) return this.ask(response, form, about);
    const saved = 'The tender is drafted. Someone else has to read and publish it.';
    this.views.goOn(response, `/tenders/${which.tenderId}`, saved);
  }

  @Get('tenders/:tenderId/revision')
  async reread(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, about } = await this.forTender(response, tenderId);
    const { paymentDays, deliveryTerms } = tender;
    const closes = typedInstant('closes', tender.closesAt);
    const typed = { ...closes, paymentDays, deliveryTerms, ...typedAward(tender) };
    this.ask(response, new Form(typed), about);
  }

  @Post('tenders/:tenderId/revision')
  async revise(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { about } = await this.forTender(response, tenderId);
    const form = new Form(typed);
    const terms = termsIn(form, about.lots);
    if (this.isAsking(response, form, terms, about)) return;
    const revising = () => this.buses.send(response, form, ReviseTender, { tenderId, ...terms });
    if (!(await form.accepted(revising, fieldNames))) return this.ask(response, form, about);
    const saved = 'The terms are changed. Someone who has not written them has to publish them.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  /** The steps before the command: asking, asking again, and reading back. */
  private isAsking(response: Response, form: Form, terms: Terms, about: About): boolean {
    const step = form.value('step');
    const isChecked = step !== 'change' && form.problems.length === 0;
    if (!isChecked) {
      const again = step === 'change' ? new Form(typedAgain(form, about.lots)) : form;
      this.ask(response, again, about);
      return true;
    }
    if (step === 'save') return false;
    this.views.send(response, 'tenders/check-terms', {
      ...about,
      title: 'Check the terms before you save them',
      form,
      carried: typedAgain(form, about.lots),
      answers: answersOf(terms, about.lots),
    });
    return true;
  }

  private ask(response: Response, form: Form, about: About): void {
    this.views.send(response, 'tenders/terms', { ...about, form, scorings });
  }

  private async forRound(response: Response, roundId: string) {
    if (!isUuid(roundId)) notFound();
    const round = await this.buses.find<RoundView, FindRound>(response, FindRound, { roundId });
    const { consortiumId } = round;
    if (!tenderVisitor(response, consortiumId).isLead) notFound();
    return {
      consortiumId,
      lots: round.lots.filter(({ dropped, desired }) => !dropped && desired > 0).map(named),
      title: 'Prepare the tender',
      caption: round.title,
      trail: [
        { text: 'Buying rounds', href: '/rounds' },
        { text: round.title, href: `/rounds/${roundId}` },
      ],
      action: `/rounds/${roundId}/tender`,
      cancel: `/rounds/${roundId}`,
      button: 'Save the draft',
    };
  }

  private async forTender(response: Response, tenderId: string) {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    if (!visitor.isLead) notFound();
    const about = {
      lots: tender.lots.map(named),
      title: 'Change the terms of the tender',
      caption: tender.title,
      trail: trailOf(tender),
      action: `/tenders/${tenderId}/revision`,
      cancel: `/tenders/${tenderId}`,
      button: 'Save the changes',
    };
    return { tender, about };
  }
}

const scorings = [
  { value: 'price', text: 'By price' },
  {
    value: 'monetised-quality',
    text: 'By price, with a price for quality',
    hint: { text: 'The only way of scoring quality that adds up over lots and suppliers.' },
  },
  {
    value: 'relative',
    text: 'By relative scores',
    hint: {
      text: 'Lowest price ÷ price. Each lot goes to one supplier, and a losing quote can change who wins.',
    },
  },
];

interface Terms extends AwardTerms {
  readonly closesAt: string;
  readonly paymentDays: number;
  readonly deliveryTerms: string;
}

interface About {
  readonly lots: readonly NamedLot[];
  readonly title: string;
  readonly action: string;
  readonly cancel: string;
  readonly button: string;
  readonly [more: string]: unknown;
}

function named({ lotId, description }: NamedLot): NamedLot {
  return { lotId, description };
}

function termsIn(form: Form, lots: readonly NamedLot[]): Terms {
  const closesAt = form.instant('closes', 'closing time');
  if (closesAt && closesAt <= new Date().toISOString()) {
    const sentence = `The closing time, ${formatInstant(closesAt)}, is past: set one in the future`;
    form.refuse('closes', sentence);
  }
  const paymentDays = form.count('paymentDays', 'number of days until payment');
  if (!form.error('paymentDays') && (paymentDays < 1 || paymentDays > 90)) {
    form.refuse('paymentDays', 'The number of days until payment must be from 1 to 90');
  }
  return {
    closesAt,
    paymentDays,
    deliveryTerms: form.text('deliveryTerms', 'delivery terms', 2000),
    ...awardTermsIn(form, lots),
  };
}

function typedAgain(form: Form, lots: readonly NamedLot[]): Record<string, string> {
  const all = [...carried, ...awardFields(lots)];
  return Object.fromEntries(all.map((name) => [name, form.value(name)]));
}

function answersOf(terms: Terms, lots: readonly NamedLot[]) {
  const { closesAt, paymentDays, deliveryTerms } = terms;
  return [
    { key: 'Quotes are taken until', value: formatInstant(closesAt) },
    { key: 'Days from invoice to payment', value: String(paymentDays) },
    { key: 'Delivery terms', value: deliveryTerms },
    ...awardAnswers(terms, lots),
  ];
}
