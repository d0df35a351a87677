import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { formatPounds } from '#libs/money';
import { ConfirmRunningCost, FindShares, type Shares } from '#messages/savings';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';

/** Somebody other than who recorded it agrees that the schools pay a cost back. */
@Controller('rounds/:roundId/running-costs/:costId/confirmation')
export class CostConfirmationPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async ask(
    @Param('roundId') roundId: string,
    @Param('costId') costId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.show(response, roundId, costId, new Form());
  }

  @Post()
  async confirm(
    @Param('roundId') roundId: string,
    @Param('costId') costId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { cost } = await this.found(response, roundId, costId);
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, ConfirmRunningCost, { roundId, costId }),
    );
    if (!accepted) return this.show(response, roundId, costId, form);
    const saved = `${formatPounds(cost.amountPence)} for running the round is confirmed.`;
    this.views.goOn(response, `/rounds/${roundId}/savings`, saved);
  }

  private async show(
    response: Response,
    roundId: string,
    costId: string,
    form: Form,
  ): Promise<void> {
    const { shares, cost, names } = await this.found(response, roundId, costId);
    const before = shares.runningCosts?.find((one) => one.costId === costId);
    const { paidToPartyId: payee = before?.paidToPartyId } = cost;
    this.views.send(response, 'savings/confirm-cost', {
      title: 'Confirm what running the round cost',
      caption: shares.title,
      trail: [
        { text: shares.title, href: `/rounds/${roundId}` },
        { text: 'Savings', href: `/rounds/${roundId}/savings` },
      ],
      form,
      action: `/rounds/${roundId}/running-costs/${costId}/confirmation`,
      back: `/rounds/${roundId}/savings`,
      isOwn: cost.recordedBy === actorOf(response.req).id,
      schools: new Set(shares.rows.map(({ urn }) => urn)).size,
      answers: [
        { key: 'What', value: cost.description },
        { key: 'Amount, without VAT', value: formatPounds(cost.amountPence) },
        ...(before ? [{ key: 'Until now', value: formatPounds(before.amountPence) }] : []),
        { key: 'Goes back to', value: payee === undefined ? 'Nobody' : names.party(payee) },
        { key: 'Document', value: cost.evidenceReference ?? 'None' },
      ],
    });
  }

  private async found(response: Response, roundId: string, costId: string) {
    const shares = await orNotFound(
      this.buses.find<Shares | null, FindShares>(response, FindShares, { roundId }),
    );
    if (!shares) notFound();
    const roles = ['lead', 'finance', 'award-approver'] as const;
    if (!hasRole(actorOf(response.req), shares.consortiumId, ...roles)) notFound();
    const cost = shares.waitingCosts?.find((one) => one.costId === costId) ?? notFound();
    return { shares, cost, names: await namesIn(this.buses, response, shares.consortiumId) };
  }
}
