import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { formatPounds } from '#libs/money';
import { FindShares, type Shares } from '#messages/savings';
import { hasRole } from '#libs/decider';
import { actorOf } from '#libs/http';
import { orNotFound } from './address.js';
import { PageBuses } from './kit/page-buses.js';
import { formatPercent } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { namesIn, type Names } from './names.js';
import {
  addsUpSentence,
  addUp,
  evidenceSentence,
  hardCases,
  netAnswers,
  savedBy,
  savedShare,
  type Saved,
} from './savings-figures.js';
import { auditWords, certificateWords, ruleSaid } from './audit-words.js';
import {
  costsTable,
  notSharedAnewWords,
  restatementParts,
  standingWords,
  transfersTable,
  waitingCostsTable,
} from './settlement-tables.js';
import { lotsTable, savingsChart, schoolsTable, sharesFile } from './savings-tables.js';
import { sendCsv } from './send-csv.js';

/** What buying together saved: all schools of a round, adding up in both directions. */
@Controller()
export class SavingsPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('rounds/:roundId/savings')
  async show(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const shares = await this.shares(response, roundId);
    if (!shares) return this.views.send(response, 'savings/none', { title: 'Savings', roundId });
    const names = await namesIn(this.buses, response, shares.consortiumId);
    this.views.send(response, 'savings/consortium', {
      ...this.figures(shares, names),
      title: 'What buying together saved',
      caption: shares.title,
      trail: [
        { text: 'Buying rounds', href: '/rounds' },
        { text: shares.title, href: `/rounds/${roundId}` },
      ],
      roundId,
      shares,
      ...settlementParts(response, shares, names),
      isOverseer: hasRole(
        actorOf(response.req),
        shares.consortiumId,
        'lead',
        'finance',
        'auditor',
        'award-approver',
      ),
      own: ownSchools(response, shares, names),
    });
  }

  @Get('rounds/:roundId/savings.csv')
  async file(@Param('roundId') roundId: string, @Res() response: Response): Promise<void> {
    const shares = await this.shares(response, roundId);
    const names = shares && (await namesIn(this.buses, response, shares.consortiumId));
    const title = shares?.title ?? 'round';
    const school = names ? names.school : (urn: string) => urn;
    sendCsv(response, `${title} savings`, sharesFile(shares?.rows ?? [], school));
  }

  private shares(response: Response, roundId: string): Promise<Shares | null> {
    return orNotFound(
      this.buses.find<Shares | null, FindShares>(response, FindShares, { roundId }),
    );
  }

  private figures({ rows, roundId }: Shares, { school }: Names) {
    const total = addUp(rows);
    const bySchool = savedBy(rows, ({ urn }) => urn).toSorted(
      (a, b) => b.savingPence - a.savingPence,
    );
    const byLot = savedBy(rows, ({ lotId }) => lotId);
    const statement = (urn: string) => `/rounds/${roundId}/savings/${urn}`;
    return {
      numbers: numbersOf(total),
      hasLoss: bySchool.some(({ aggregationPence }) => aggregationPence < 0),
      chart: savingsChart(
        'Saving of each school',
        bySchool.map((line) => ({ ...line, label: school(line.key) })),
      ),
      schools: schoolsTable(bySchool, school, statement),
      lots: lotsTable(byLot),
      addsUp: addsUpSentence(total, bySchool, byLot),
      hardCases: hardCases(bySchool, school),
      evidence: evidenceSentence(rows),
    };
  }
}

export function numbersOf(total: Saved) {
  const share = savedShare(total);
  return [
    { name: 'Would have cost', value: formatPounds(total.baselinePence), note: 'Without VAT' },
    { name: 'Paid', value: formatPounds(total.paysPence), note: 'Without VAT' },
    {
      name: 'Saved',
      value: formatPounds(total.savingPence),
      note: share === null ? '' : `${formatPercent(share)} of what it would have cost`,
    },
  ];
}

/** Rule, audit, transfers, net, and the history of corrections, beside the figures. */
function settlementParts(response: Response, shares: Shares, names: Names) {
  const { consortiumId, rows, rule, transfers = [], runningCosts = [], restatements = [] } = shares;
  const is = (...roles: ('lead' | 'finance' | 'auditor' | 'award-approver')[]) =>
    hasRole(actorOf(response.req), consortiumId, ...roles);
  const costAddress = (costId: string) =>
    is('lead', 'finance') ? `/rounds/${shares.roundId}/running-costs/${costId}` : undefined;
  const mayOpen = is('lead', 'finance', 'auditor', 'award-approver');
  return {
    standing: standingWords(shares),
    rule: ruleSaid(rule),
    audits: (shares.audits ?? []).map((audit) => auditWords(audit, names.school)),
    certificates: (shares.certificates ?? []).map(certificateWords),
    notSharedAnew: (shares.notSharedAnew ?? []).map(notSharedAnewWords),
    transfers: transfersTable(transfers, names),
    hasTransfers: transfers.length > 0,
    net: netAnswers(rows),
    ...(runningCosts.length > 0 && { costs: costsTable(runningCosts, names, costAddress) }),
    waitingCosts: waitingCostsTable(shares, names, is('lead', 'finance', 'award-approver')),
    restatements: restatementParts(restatements, names, rows, mayOpen),
    mayRecordCost: is('lead', 'finance'),
    mayCorrect: is('finance'),
  };
}

/** The visitor's own schools, to go to their statements at once. */
function ownSchools(response: Response, { rows }: Shares, { school }: Names) {
  const own = new Set(actorOf(response.req).grants.flatMap(({ schoolUrn }) => schoolUrn ?? []));
  const urns = new Set(rows.map(({ urn }) => urn).filter((urn) => own.has(urn)));
  return [...urns].map((urn) => ({ urn, name: school(urn) }));
}
