import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound, oversees } from '#libs/decider';
import { actorOf } from '#libs/http';
import { AskAgain, FindRefusedAsks, type RefusedAskView } from '#messages/operations';
import { eventAddress, eventTitle } from './event-words.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { isOperator } from './visitor-rights.js';

/** One thing that a process asked in vain, and asking it again. */
@Controller('refused-asks/:refusedId')
export class RefusedAskPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async show(@Param('refusedId') refusedId: string, @Res() response: Response): Promise<void> {
    await this.page(response, refusedId, new Form());
  }

  @Post()
  async askAgain(
    @Param('refusedId') refusedId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const found = await this.refused(response, refusedId);
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, AskAgain, { refusedId }),
    );
    if (!accepted) return this.page(response, refusedId, form);
    this.views.goOn(response, wayBack(found, response), `${eventTitle(found.command)}: done.`);
  }

  private async page(response: Response, refusedId: string, form: Form): Promise<void> {
    const found = await this.refused(response, refusedId);
    const { command, message, at, reader, event, consortiumId } = found;
    const actor = actorOf(response.req);
    const sees = consortiumId !== null && oversees(actor, consortiumId);
    this.views.send(response, 'operations/refused-ask', {
      title: `${eventTitle(command)}: refused`,
      back: wayBack(found, response),
      form,
      message,
      answers: [
        { key: 'When', value: formatInstant(at) },
        { key: 'Asked by', value: `The service “${reader}”, by itself` },
        { key: 'Because of', value: `${eventTitle(event.type)}, event ${event.revision}` },
      ],
      eventHref: sees ? eventAddress(event) : '',
      action: `/refused-asks/${refusedId}`,
      mayAsk:
        isOperator(actor) || (consortiumId !== null && hasRole(actor, consortiumId, 'finance')),
    });
  }

  private async refused(response: Response, refusedId: string): Promise<RefusedAskView> {
    const all = await this.buses.find<RefusedAskView[], FindRefusedAsks>(
      response,
      FindRefusedAsks,
      {},
    );
    return all.find((one) => one.refusedId === refusedId) ?? notFound();
  }
}

function wayBack({ about }: RefusedAskView, response: Response): string {
  if (isOperator(actorOf(response.req))) return '/operations';
  return about['fundId'] ? `/funds/${about['fundId']}` : '/home';
}
