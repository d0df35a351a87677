import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database, findNames } from '#libs/auth';
import { hasRole, notFound, oversees, Refused } from '#libs/decider';
import { actorOf } from '#libs/http';
import { AskAgain, FindRefusedAsks, type RefusedAskView } from '#messages/operations';
import { FindHistory, type RecordedEvent } from '#messages/savings';
import { orNotFound } from './address.js';
import { actorWords, eventAddress, eventTitle, isPerson } from './event-words.js';
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
    @Inject(Database) private readonly db: Database,
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
    const { command, message, at, reader, event, consortiumId, settledAt } = found;
    const actor = actorOf(response.req);
    const place = event.revision === null ? '' : `, event ${event.revision}`;
    this.views.send(response, 'operations/refused-ask', {
      title: `${eventTitle(command)}: refused`,
      back: wayBack(found, response),
      form,
      message,
      answers: [
        { key: 'When', value: formatInstant(at) },
        { key: 'Asked by', value: `The service “${reader}”, by itself` },
        { key: 'Because of', value: `${eventTitle(event.type)}${place}` },
        ...(await this.askedAgain(found)),
      ],
      isSettled: settledAt !== null,
      eventHref: await this.eventHref(response, found),
      action: `/refused-asks/${refusedId}`,
      mayAsk:
        settledAt === null &&
        (isOperator(actor) || (consortiumId !== null && hasRole(actor, consortiumId, 'finance'))),
    });
  }

  /** Who had it asked again, and what came of it. */
  private async askedAgain({ askedAgain, settledAt }: RefusedAskView) {
    if (!askedAgain) return [];
    const { by, at } = askedAgain;
    const people = await findNames(this.db, [by].filter(isPerson));
    const outcome = settledAt === null ? 'Refused again' : 'Taken';
    return [
      { key: 'Asked again by', value: actorWords(by, (id) => people.get(id)) },
      { key: 'Asked again', value: `${formatInstant(at)}. ${outcome}` },
    ];
  }

  /** Whoever looks after the consortium finds its place in the history that is theirs to read. */
  private async eventHref(response: Response, found: RefusedAskView): Promise<string> {
    const { consortiumId, event } = found;
    const { stream } = event;
    if (consortiumId === null || !oversees(actorOf(response.req), consortiumId)) return '';
    const history = await this.buses
      .find<RecordedEvent[], FindHistory>(response, FindHistory, { stream })
      .catch(orNothing);
    const recorded = history.find(({ id }) => id === event.id);
    return recorded ? eventAddress(recorded) : '';
  }

  private async refused(response: Response, refusedId: string): Promise<RefusedAskView> {
    const [found] = await orNotFound(
      this.buses.find<RefusedAskView[], FindRefusedAsks>(response, FindRefusedAsks, { refusedId }),
    );
    return found ?? notFound();
  }
}

function orNothing(error: unknown): [] {
  if (error instanceof Refused && error.kind === 'not-found') return [];
  throw error;
}

function wayBack({ about }: RefusedAskView, response: Response): string {
  if (isOperator(actorOf(response.req))) return '/operations';
  return about['fundId'] ? `/funds/${about['fundId']}` : '/home';
}
