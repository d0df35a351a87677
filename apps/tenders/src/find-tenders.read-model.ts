import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In, Not } from 'typeorm';
import { consortiaOf, notFound, seesEverything } from '#libs/decider';
import {
  FindFeedback,
  FindTender,
  FindTenders,
  type LotFeedback,
  type TenderSummary,
  type TenderView,
} from '#messages/tenders';
import { feedbackOn } from './feedback.js';
import { FindTenderOfRound } from './tender-of-round.query.js';
import { viewOf } from './tender-view.js';
import { SchoolNameRow, TenderRow } from './tenders.read-model.js';
import { mayKnow, ownsSupplier } from './visibility.js';

@QueryHandler(FindTenders)
export class FindTendersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindTenders): Promise<TenderSummary[]> {
    const rows = await this.db.manager.find(TenderRow, {
      select: {
        tenderId: true,
        roundId: true,
        consortiumId: true,
        title: true,
        status: true,
        published: true,
        closesAt: true,
        demo: true,
      },
      where: seesEverything(actor) ? {} : { consortiumId: In(consortiaOf(actor)) },
      order: { closesAt: 'DESC', tenderId: 'ASC' },
    });
    return rows
      .filter((row) => mayKnow(actor, row))
      .map(({ tenderId, roundId, consortiumId, title, status, closesAt, demo }) => {
        return { tenderId, roundId, consortiumId, title, status, closesAt, demo };
      });
  }
}

@QueryHandler(FindTender)
export class FindTenderHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, meta: { actor } }: FindTender): Promise<TenderView> {
    const row = await this.db.manager.findOneBy(TenderRow, { tenderId });
    if (!row || !mayKnow(actor, row)) notFound();
    const urns = row.lots.flatMap(({ demand }) => demand.map(({ schoolUrn }) => schoolUrn));
    const names = await this.db.manager.findBy(SchoolNameRow, { urn: In(urns) });
    return viewOf(row, actor, new Map(names.map(({ urn, name }) => [urn, name])));
  }
}

@QueryHandler(FindFeedback)
export class FindFeedbackHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, supplierId, meta: { actor } }: FindFeedback): Promise<LotFeedback[]> {
    const row = await this.db.manager.findOneBy(TenderRow, { tenderId, published: true });
    if (!row || !ownsSupplier(actor, row.consortiumId, supplierId)) notFound();
    return feedbackOn(row.awarded ?? [], supplierId);
  }
}

@QueryHandler(FindTenderOfRound)
export class FindTenderOfRoundHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindTenderOfRound): Promise<{ tenderId: string } | null> {
    const where = { roundId, status: Not('cancelled' as const) };
    const row = await this.db.manager.findOne(TenderRow, { select: { tenderId: true }, where });
    return row && { tenderId: row.tenderId };
  }
}
