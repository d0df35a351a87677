import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Refused } from '#libs/decider';
import type { ConsortiumSummary } from '#messages/membership';
import { FindRounds, type RoundSummary } from '#messages/rounds';
import { FindRuleComparison, type RuleComparison } from '#messages/rule-comparison';
import {
  FindSavings,
  savingsBy,
  yearEnds,
  type SavingsBy,
  type SavingsOverview,
  type YearEnd,
} from '#messages/savings';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { consortiaOf, namesIn } from './names.js';
import { overviewNumbers, tiesSentence } from './savings-figures.js';
import {
  linesTable,
  overviewChart,
  potentialTable,
  roundLinesTable,
  yearWords,
} from './savings-overview-tables.js';
import { sendCsv } from './send-csv.js';

type Overviews = Readonly<Record<SavingsBy, SavingsOverview>>;

/** What a consortium has saved over all its rounds: by year, round, school, party and lot. */
@Controller('savings')
export class SavingsOverviewPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async show(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    const { consortia, consortium, yearEnd } = await this.chosen(response, typed);
    if (!consortium) {
      return this.views.send(response, 'savings/overview', { title: 'Savings', choices: null });
    }
    const { consortiumId } = consortium;
    const { overviews, names, rounds } = await this.found(response, consortiumId, yearEnd);
    const { total } = overviews.round;
    const words = { school: names.school, party: names.party, year: yearWords };
    const query = new URLSearchParams({ consortium: consortiumId, year: yearEnd });
    this.views.send(response, 'savings/overview', {
      title: 'Savings',
      caption: consortium.name,
      form: new Form({ consortium: consortiumId, year: yearEnd }),
      choices: choicesOf(consortia),
      hasAny: overviews.round.lines.length > 0,
      numbers: overviewNumbers(total),
      addsUp: tiesSentence(total, {
        year: overviews.year.lines,
        round: overviews.round.lines,
        school: overviews.school.lines,
        party: overviews.party.lines,
        lot: overviews.lot.lines,
      }),
      sustainedPence: total.sustainedPence,
      chart: overviewChart(overviews.year, yearWords),
      byYear: linesTable(overviews.year, 'Year by year', 'Year', words.year),
      potential: potentialTable(await this.potential(response, consortiumId, rounds)),
      byRound: roundLinesTable(overviews.round, rounds),
      bySchool: linesTable(overviews.school, 'School by school', 'School', words.school),
      byParty: linesTable(overviews.party, 'Contracting parties', 'Party', words.party),
      byLot: linesTable(overviews.lot, 'Lot by lot', 'Lot'),
      download: (by: SavingsBy) => `/savings/${by}.csv?${query}`,
    });
  }

  @Get('year.csv')
  years(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    return this.file(response, typed, 'year');
  }

  @Get('school.csv')
  schools(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    return this.file(response, typed, 'school');
  }

  @Get('lot.csv')
  lots(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    return this.file(response, typed, 'lot');
  }

  private async file(response: Response, typed: Typed, by: SavingsBy): Promise<void> {
    const { consortium, yearEnd } = await this.chosen(response, typed);
    if (!consortium) return sendCsv(response, 'savings', '');
    const { overviews, names } = await this.found(response, consortium.consortiumId, yearEnd);
    const words = { school: names.school, year: yearWords } as Partial<
      Record<SavingsBy, (key: string) => string>
    >;
    const heading = { year: 'Year', school: 'School', lot: 'Lot', party: 'Party', round: 'Round' };
    const { csv } = linesTable(overviews[by], by, heading[by], words[by]);
    sendCsv(response, `${consortium.name} savings by ${by}`, csv);
  }

  private async chosen(response: Response, typed: Typed) {
    const consortia = await consortiaOf(this.buses, response);
    const form = new Form(typed);
    const asked = form.value('consortium');
    const consortium = consortia.find((one) => one.consortiumId === asked) ?? consortia[0];
    const yearEnd = yearEnds.find((one) => one === form.value('year')) ?? 'legal-form';
    return { consortia, consortium, yearEnd };
  }

  /** What rounds without an award yet could save, at prices that nobody has quoted. */
  private async potential(
    response: Response,
    consortiumId: string,
    rounds: readonly RoundSummary[],
  ): Promise<RuleComparison[]> {
    const early = rounds.filter(
      (round) =>
        round.consortiumId === consortiumId &&
        ['open', 'locked', 'tendering'].includes(round.status),
    );
    const found = await Promise.all(
      early.map(async ({ roundId }) => {
        const body = { roundId };
        const asked = this.buses.find<RuleComparison, FindRuleComparison>(
          response,
          FindRuleComparison,
          body,
        );
        return orNothing(asked);
      }),
    );
    return found.filter((one) => one !== undefined);
  }

  private async found(response: Response, consortiumId: string, yearEnd: YearEnd) {
    const find = (by: SavingsBy) =>
      this.buses.find<SavingsOverview, FindSavings>(response, FindSavings, {
        by,
        consortiumId,
        yearEnd,
      });
    const answers = await orNotFound(Promise.all(savingsBy.map(find)));
    const overviews = Object.fromEntries(
      savingsBy.map((by, i) => [by, answers[i]]),
    ) as unknown as Overviews;
    const rounds = await this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {});
    return { overviews, rounds, names: await namesIn(this.buses, response, consortiumId) };
  }
}

/** What is not this visitor's to see is left out. */
async function orNothing<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.kind === 'not-found') return undefined;
    throw error;
  }
}

function choicesOf(consortia: readonly ConsortiumSummary[]) {
  return {
    consortia: consortia.map(({ consortiumId: value, name: text }) => ({ value, text })),
    years: [
      { value: 'legal-form', text: 'Each party’s own year, by its legal form' },
      { value: '31-march', text: 'Years to 31 March for all' },
      { value: '31-august', text: 'Years to 31 August for all' },
    ],
  };
}
