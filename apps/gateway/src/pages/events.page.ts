import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database, findNames } from '#libs/auth';
import { isMember, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import type { JournalEntry } from '#messages/ledger';
import { FindHistory, type RecordedEvent } from '#messages/savings';
import { accountNames, accountWords, type AccountNames } from './account-names.js';
import { orNotFound } from './address.js';
import {
  actorWords,
  entryOf,
  eventAddress,
  eventTitle,
  factsOf,
  isPerson,
  type EventNames,
} from './event-words.js';
import { dataTable } from './kit/data-table.js';
import { PageBuses } from './kit/page-buses.js';
import { pagesOf } from './kit/pagination.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';

const perPage = 50;

/** What happened, as it was recorded: the last step down from any figure. */
@Controller('events')
export class EventPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async show(
    @Query('stream') stream: unknown,
    @Query('revision') revision: unknown,
    @Query('page') page: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const events = await this.history(response, stream);
    if (revision === undefined) return this.list(response, events, page);
    const at = events.findIndex((event) => String(event.revision) === revision);
    const event = events[at] ?? notFound();
    const data = JSON.parse(event.text) as Record<string, unknown>;
    const inner = (data['data'] ?? data) as Record<string, unknown>;
    const { names, accounts } = await this.names(response, event, inner);
    const entry = entryOf(inner);
    this.views.send(response, 'events/event', {
      title: eventTitle(event.type),
      back: `/events?${new URLSearchParams({ stream: event.stream })}`,
      event,
      answers: this.answersOf(event, names),
      facts: factsOf(inner, names),
      entry: entry && entryTable(entry, accounts),
      pretty: JSON.stringify(data, null, 2),
      hash: createHash('sha256').update(event.text, 'utf8').digest('hex'),
      bytes: Buffer.byteLength(event.text),
      textHref: eventAddress(event).replace('/events?', '/events/text?'),
      earlier: linkTo(events[at - 1], at > 0),
      later: linkTo(events[at + 1], true),
    });
  }

  /** The exact bytes, to put them through a tool of one's own. */
  @Get('text')
  async text(
    @Query('stream') stream: unknown,
    @Query('revision') revision: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const events = await this.history(response, stream);
    const event = events.find((one) => String(one.revision) === revision) ?? notFound();
    response.setHeader('Cache-Control', 'no-store');
    response.attachment(`event-${event.revision}.json`).type('application/json');
    response.send(Buffer.from(event.text, 'utf8'));
  }

  private async list(
    response: Response,
    events: readonly RecordedEvent[],
    page: unknown,
  ): Promise<void> {
    const people = await findNames(this.db, events.map(({ actor }) => actor).filter(isPerson));
    const [{ stream = '' } = {}] = events;
    const href = `/events?${new URLSearchParams({ stream })}&page=`;
    const pages = pagesOf(page, events.length, perPage, href);
    const from = (pages.number - 1) * perPage;
    this.views.send(response, 'events/list', {
      title: 'What was recorded',
      stream,
      demo: events.some(({ demo }) => demo),
      count: events.length,
      pages,
      events: events
        .toReversed()
        .slice(from, from + perPage)
        .map((event) => ({
          what: eventTitle(event.type),
          at: event.at,
          by: actorWords(event.actor, (id) => people.get(id)),
          href: eventAddress(event),
        })),
    });
  }

  private history(response: Response, stream: unknown): Promise<RecordedEvent[]> {
    if (typeof stream !== 'string') notFound();
    return orNotFound(
      this.buses.find<RecordedEvent[], FindHistory>(response, FindHistory, { stream }),
    );
  }

  private answersOf(event: RecordedEvent, names: EventNames) {
    return [
      { key: 'Asked', value: formatInstant(event.at) },
      { key: 'Recorded', value: formatInstant(event.recordedAt) },
      { key: 'By', value: actorWords(event.actor, names.person) },
      { key: 'Place', value: `Event ${event.revision} of ${event.stream}` },
      { key: 'Position in the whole log', value: event.position },
      ...(event.demo ? [{ key: 'Demonstration', value: 'Invented; its clock is scripted' }] : []),
    ];
  }

  /** Names for the ids that an event carries. A supplier is not told who the members are. */
  private async names(
    response: Response,
    { actor }: RecordedEvent,
    data: Readonly<Record<string, unknown>>,
  ): Promise<{ names: EventNames; accounts: Pick<AccountNames, 'account'> }> {
    const ids = [actor, ...Object.values(data)].filter((value) => typeof value === 'string');
    const people = await findNames(this.db, ids.filter(isPerson));
    const person = (id: string) => people.get(id);
    const { consortiumId } = data;
    const isKnown =
      typeof consortiumId === 'string' && isMember(actorOf(response.req), consortiumId);
    if (!isKnown) {
      const none = () => undefined;
      const words = { party: () => 'a party', supplier: () => 'a supplier' };
      const account = (path: string) => accountWords(path, words);
      return {
        names: { school: none, party: none, supplier: none, person },
        accounts: { account },
      };
    }
    const accounts = await accountNames(this.buses, response, consortiumId);
    const { school, party, supplier } = accounts;
    return { names: { school, party, supplier, person }, accounts };
  }
}

function linkTo(event: RecordedEvent | undefined, isThere: boolean) {
  if (!event || !isThere) return undefined;
  return { text: eventTitle(event.type), href: eventAddress(event) };
}

function entryTable(
  { description, legs }: JournalEntry,
  { account }: Pick<AccountNames, 'account'>,
) {
  return dataTable({
    caption: `Journal entry: ${description}`,
    rows: legs,
    columns: [
      { heading: 'Account', value: (leg: JournalEntry['legs'][number]) => account(leg.account) },
      { heading: 'Debit', value: (leg) => leg.debitPence || null, kind: 'pence', total: true },
      { heading: 'Credit', value: (leg) => leg.creditPence || null, kind: 'pence', total: true },
    ],
  });
}
