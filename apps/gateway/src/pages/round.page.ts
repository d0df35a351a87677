import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindOrders, type OrderView } from '#messages/orders';
import type { RoundView } from '#messages/rounds';
import { Form } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { financeCodeWords, rateWords } from './lot-form.js';
import { consortiaOf, namesIn } from './names.js';
import { ownSchools } from './own-demand.js';
import { roomSentences } from './round-advice.js';
import {
  demandRows,
  demandTable,
  lotDemandTable,
  lotProgress,
  lotsTable,
  wantedWords,
} from './round-tables.js';
import { roundFor } from './round-visitor.js';
import { closingWords, demandStates, minimumRuleWords, roundStates } from './round-words.js';
import { proposalFor } from './rule-proposal.js';
import { sendCsv } from './send-csv.js';
import { ruleInWords, spareUnitWords } from './sharing-rule-words.js';
import { leads, seesAllDemand } from './visitor-rights.js';

/** One round, as each of its people may see it. */
@Controller('rounds/:roundId')
export class RoundPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async show(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.round(response, roundId);
    const actor = actorOf(response.req);
    if (round.status === 'draft') return this.showDraft(response, round);
    const names = await namesIn(this.buses, response, round.consortiumId);
    const lead = leads(actor, round.consortiumId);
    const isOpen = round.status === 'open' && round.closesAt > new Date().toISOString();
    const seesAll = seesAllDemand(actor, round.consortiumId);
    this.views.send(response, 'rounds/round', {
      ...(await this.frame(response, round)),
      lots: round.lots.map((lot) => ({
        ...lot,
        progress: lotProgress(lot),
        wanted: wantedWords(lot),
        room: isOpen && seesAll ? roomSentences(round, lot, names) : [],
        ...words(lot),
      })),
      table: lotsTable(round),
      schools: ownSchools(actor, round, names),
      isOpen,
      isLead: lead,
      ...proposalFor(actor, round, names, isOpen),
      mayCancel: lead && ['open', 'locked'].includes(round.status),
      seesAll,
      waiting: round.demand.filter(({ status }) => status === 'waiting').length,
      orders: await this.hasOrders(response, round),
      hasShares: ['awarded', 'closed'].includes(round.status),
    });
  }

  @Get('progress.csv')
  async progress(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.round(response, roundId);
    sendCsv(response, `${round.title} progress`, lotsTable(round).csv);
  }

  @Get('demand')
  async demand(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.roundInFull(response, roundId);
    const rows = demandRows(round, await namesIn(this.buses, response, round.consortiumId));
    const whole = demandTable('Everything', rows);
    this.views.send(response, 'rounds/demand', {
      ...(await this.frame(response, round)),
      title: 'What every school asks for',
      caption: round.title,
      tables: round.lots.map(({ item }) => lotDemandTable(item, rows)),
      waiting: demandTable(
        'Asked for and not committed yet',
        rows.filter(({ state }) => state !== demandStates.committed.text),
      ),
      csvSize: whole.csvSize,
    });
  }

  @Get('demand.csv')
  async demandFile(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.roundInFull(response, roundId);
    const rows = demandRows(round, await namesIn(this.buses, response, round.consortiumId));
    sendCsv(response, `${round.title} demand`, demandTable('Everything', rows).csv);
  }

  /** Whom the lead rings up: in words that can be copied into a letter. */
  @Get('chase')
  async chase(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const round = await this.round(response, roundId);
    if (!leads(actorOf(response.req), round.consortiumId)) notFound();
    const names = await namesIn(this.buses, response, round.consortiumId);
    const inState = (...states: string[]) =>
      round.demand
        .filter(({ status }) => states.includes(status))
        .map(({ schoolUrn, reason }) => ({ name: names.school(schoolUrn), reason }));
    this.views.send(response, 'rounds/chase', {
      ...(await this.frame(response, round)),
      title: 'Schools to remind',
      caption: round.title,
      silent: round.silent.map(({ schoolName }) => schoolName),
      waiting: inState('waiting'),
      refused: inState('refused', 'rejected'),
      declined: inState('declined'),
    });
  }

  private async showDraft(response: Response, round: RoundView): Promise<void> {
    if (!leads(actorOf(response.req), round.consortiumId)) notFound();
    this.views.send(response, 'rounds/draft', {
      ...(await this.frame(response, round)),
      lots: round.lots.map((lot) => ({ ...lot, ...words(lot), form: new Form() })),
      opening: new Form(),
    });
  }

  private async frame(response: Response, round: RoundView) {
    const consortia = await consortiaOf(this.buses, response);
    const consortium = consortia.find(({ consortiumId }) => consortiumId === round.consortiumId);
    return {
      title: round.title,
      caption: consortium?.name ?? '',
      trail: [
        { text: 'Buying rounds', href: '/rounds' },
        { text: round.title, href: `/rounds/${round.roundId}` },
      ],
      round,
      state: roundStates[round.status],
      closing: closingWords(round.closesAt, new Date()),
      minimumRule: minimumRuleWords[round.minimumRule],
      sharingRule: ruleInWords(round.sharingRule),
      spareUnits: spareUnitWords[round.spareUnits ? 'yes' : 'no'],
    };
  }

  private round(response: Response, roundId: string): Promise<RoundView> {
    return roundFor(this.buses, response, roundId);
  }

  private async roundInFull(response: Response, roundId: string): Promise<RoundView> {
    const round = await this.round(response, roundId);
    return seesAllDemand(actorOf(response.req), round.consortiumId) ? round : notFound();
  }

  private async hasOrders(response: Response, { roundId, status }: RoundView): Promise<boolean> {
    if (status !== 'awarded' && status !== 'closed') return false;
    const orders = await this.buses.find<OrderView[], FindOrders>(response, FindOrders, {
      roundId,
    });
    return orders.length > 0;
  }
}

function words({ financeCode, vatRateBasisPoints }: RoundView['lots'][number]) {
  return { finance: financeCodeWords(financeCode), vat: rateWords(vatRateBasisPoints) };
}
