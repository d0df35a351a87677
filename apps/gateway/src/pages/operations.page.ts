import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database, findNames } from '#libs/auth';
import { Buses } from '#libs/event-sourcing';
import {
  FindDueTimes,
  FindReaders,
  FindRefusedAsks,
  type DueTimeView,
  type ReaderView,
  type RefusedAskView,
} from '#messages/operations';
import { FindRounds, type RoundSummary } from '#messages/rounds';
import { FindTenders, type TenderSummary } from '#messages/tenders';
import { gateway } from '../account/visitors.js';
import { actorWords, isPerson } from './event-words.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { dueTable, readersSentence, readersTable, type Subjects } from './operations-tables.js';
import { refusedTable, settledTable } from './refused-asks.js';

/** How the installation itself does: for its operators alone. */
@Controller('operations')
export class OperationsPage {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(Buses) private readonly all: Buses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async show(@Res() response: Response): Promise<void> {
    const readers = await this.buses.find<ReaderView[], FindReaders>(response, FindReaders, {});
    const [due, refused, settled, subjects] = await Promise.all([
      this.buses.find<DueTimeView[], FindDueTimes>(response, FindDueTimes, {}),
      this.buses.find<RefusedAskView[], FindRefusedAsks>(response, FindRefusedAsks, {}),
      this.settled(response),
      this.subjects(response),
    ]);
    const [toCome, done] = [
      due.filter(({ doneAt }) => doneAt === null),
      due.filter(({ doneAt, demo }) => doneAt !== null && !demo),
    ];
    this.views.send(response, 'operations/operations', {
      title: 'Operations',
      sentence: readersSentence(readers),
      poisoned: readers.filter(({ status }) => status === 'poisoned'),
      readers: readersTable(readers),
      toCome: dueTable('What is due to happen by itself', toCome, subjects),
      done: dueTable('What happened by itself lately', done.slice(0, 20), subjects),
      refused: refusedTable(refused, subjects),
      settled,
    });
  }

  private async settled(response: Response) {
    const which = 'settled';
    const settled = await this.buses.find<RefusedAskView[], FindRefusedAsks>(
      response,
      FindRefusedAsks,
      { which },
    );
    const ids = settled.flatMap(({ askedAgain }) => askedAgain?.by ?? []);
    const people = await findNames(this.db, ids.filter(isPerson));
    return settledTable(settled, (id) => actorWords(id, (one) => people.get(one)));
  }

  /** Titles, for operators to know what is meant; the way there only for who may go it. */
  private async subjects(response: Response): Promise<Subjects> {
    const asItself = { actor: gateway };
    const [rounds, tenders, ownRounds, ownTenders] = await Promise.all([
      this.all.query<RoundSummary[]>(FindRounds, {}, asItself),
      this.all.query<TenderSummary[]>(FindTenders, {}, asItself),
      this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {}),
      this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {}),
    ]);
    const own = new Set([
      ...ownRounds.map(({ roundId }) => roundId),
      ...ownTenders.map(({ tenderId }) => tenderId),
    ]);
    return (about) => {
      const { roundId, tenderId } = about;
      const tender = tenders.find((one) => one.tenderId === tenderId);
      if (tender) return subject(`Tender “${tender.title}”`, `/tenders/${tenderId}`, own, tenderId);
      const round = rounds.find((one) => one.roundId === roundId);
      return round && subject(`Round “${round.title}”`, `/rounds/${roundId}`, own, roundId);
    };
  }
}

function subject(text: string, href: string, own: ReadonlySet<string>, id = '') {
  return { text, ...(own.has(id) && { href }) };
}
