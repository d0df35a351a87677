import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { notFound, Refused } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindFund, type FundView } from '#messages/ledger';
import type { Actor } from '#messages/messages';
import {
  FindRounds,
  type DemandLine,
  type DemandStatus,
  type RoundSummary,
  type RoundView,
  type SchoolDemand,
} from '#messages/rounds';
import { FindStatement, type Statement } from '#messages/savings';
import { PageBuses } from './kit/page-buses.js';
import { namesIn } from './names.js';
import { demandSentence } from './own-demand.js';
import { roundFor } from './round-visitor.js';
import { untilSeen } from './until-seen.js';
import { grantsOf, schoolsOf } from './visitor-rights.js';

/** A school in a round, for the person who buys for it. */
export interface Standing {
  readonly round: RoundView;
  readonly schoolUrn: string;
  readonly schoolName: string;
  readonly partyId: string;
  readonly partyName: string;
  readonly vatRecovered: boolean;
  readonly demand: SchoolDemand | undefined;
}

/** What a cost means for somebody's own limit and for the party's budget, in pence. */
export interface Money {
  /** Null: the buyer has no limit of their own, so that every request is approved by another. */
  readonly limitPence: number | null;
  readonly aboveLimit: boolean;
  /** Free for this request: what is set aside for the school in this round already counts. */
  readonly freePence: number;
  readonly aboveBudget: boolean;
}

/** What the pages of commitment and approval ask about a school in a round. */
@Injectable()
export class Commitments {
  constructor(@Inject(PageBuses) private readonly buses: PageBuses) {}

  /** 404 unless the visitor buys for this school and the round is open to it. */
  async standingOf(response: Response, roundId: string, schoolUrn: string): Promise<Standing> {
    const round = await this.round(response, roundId);
    const buys = schoolsOf(actorOf(response.req), 'school-buyer', round.consortiumId);
    if (!buys.includes(schoolUrn) || round.status === 'draft') notFound();
    const { members } = await namesIn(this.buses, response, round.consortiumId);
    const member = members.find((one) => one.schoolUrn === schoolUrn) ?? notFound();
    return {
      round,
      schoolUrn,
      schoolName: member.schoolName,
      partyId: member.partyId,
      partyName: member.partyName,
      vatRecovered: member.vatRecovery !== 'none',
      demand: round.demand.find((one) => one.schoolUrn === schoolUrn),
    };
  }

  /** What was asked in this round; else what the last settled rounds tell about the same items. */
  async lastLines(response: Response, standing: Standing): Promise<readonly DemandLine[]> {
    const { demand, round, schoolUrn } = standing;
    if (demand && demand.requested.length > 0) return demand.requested;
    const rounds = await this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {});
    const earlier = rounds.filter(
      ({ status, consortiumId, roundId }) =>
        roundId !== round.roundId &&
        consortiumId === round.consortiumId &&
        (status === 'closed' || status === 'awarded'),
    );
    const lines = new Map<string, DemandLine>();
    for (const { roundId } of earlier.slice(0, 3)) {
      const statement = await this.statement(response, roundId, schoolUrn);
      for (const line of statement ? fromStatement(round, statement) : []) {
        if (!lines.has(line.lotId)) lines.set(line.lotId, line);
      }
    }
    return [...lines.values()];
  }

  async moneyFor(
    response: Response,
    actor: Actor,
    { round, schoolUrn, partyId, demand }: Standing,
    costPence: number,
  ): Promise<Money> {
    const { fundId, consortiumId } = round;
    const fund = await this.buses.find<FundView, FindFund>(response, FindFund, { fundId });
    const party = fund.parties.find((one) => one.partyId === partyId);
    const held = demand?.status === 'committed' ? demand.worstCasePence : 0;
    const freePence = (party?.availablePence ?? 0) + held;
    const limitPence =
      grantsOf(actor, 'school-buyer', consortiumId).find((one) => one.schoolUrn === schoolUrn)
        ?.limitPence ?? null;
    return {
      limitPence,
      aboveLimit: limitPence === null || costPence > limitPence,
      freePence,
      aboveBudget: costPence > freePence,
    };
  }

  /** The fund answers in a moment: waits for it a little, and says how far things have come. */
  async outcome(
    response: Response,
    roundId: string,
    urn: string,
    requestId: string,
    pending: readonly DemandStatus[] = ['requested'],
  ): Promise<string> {
    const round = await untilSeen(
      () => this.round(response, roundId),
      ({ demand }) => demand.some((one) => isAnswered(one, urn, requestId, pending)),
    );
    const own = round.demand.find((one) => isAnswered(one, urn, requestId, pending));
    return own ? demandSentence(own) : 'Your request is under way. Look again in a moment.';
  }

  round(response: Response, roundId: string): Promise<RoundView> {
    return roundFor(this.buses, response, roundId);
  }

  /** None where the school took no part. */
  private async statement(
    response: Response,
    roundId: string,
    schoolUrn: string,
  ): Promise<Statement | undefined> {
    try {
      const body = { roundId, schoolUrn };
      return await this.buses.find<Statement, FindStatement>(response, FindStatement, body);
    } catch (error) {
      if (error instanceof Refused && error.kind === 'not-found') return undefined;
      throw error;
    }
  }
}

function isAnswered(
  demand: SchoolDemand,
  urn: string,
  requestId: string,
  pending: readonly DemandStatus[],
): boolean {
  const isIt = demand.schoolUrn === urn && demand.requestId === requestId;
  return isIt && !pending.includes(demand.status);
}

/** What the school paid in an earlier round is this round's last price, shown by its invoice. */
function fromStatement({ lots }: RoundView, { title, rows }: Statement): DemandLine[] {
  return lots.flatMap(({ lotId, item }) => {
    const row = rows.find((one) => one.item === item);
    if (!row) return [];
    const { quantity, pricePence, supplier } = row;
    return [
      {
        lotId,
        min: 0,
        desired: quantity,
        max: quantity,
        lastPricePence: pricePence,
        evidenceGrade: 'A' as const,
        evidenceKind: 'invoice' as const,
        evidenceReference: `Invoice of ${supplier}, ${title}`.slice(0, 200),
      },
    ];
  });
}
