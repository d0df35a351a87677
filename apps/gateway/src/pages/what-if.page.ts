import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { oversees } from '#libs/decider';
import { actorOf } from '#libs/http';
import type { Body } from '#messages/messages';
import { FindWhatIf, type WhatIf } from '#messages/what-if';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn, type Names } from './names.js';
import { ruleSaid } from './audit-words.js';
import { sendCsv } from './send-csv.js';
import { readWhatIf, tierRows, whatIfChoices, whatIfFields } from './what-if-form.js';
import {
  leavingSentences,
  whatIfFile,
  whatIfLots,
  whatIfNumbers,
  whatIfSchools,
  whatIfSentences,
} from './what-if-tables.js';

/** A round tried out otherwise. The address carries the question, and nothing is kept. */
@Controller('rounds/:roundId')
export class WhatIfPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('what-if')
  async show(
    @Param('roundId') roundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const truth = await orNotFound(this.ask(response, { roundId }));
    const names = await namesIn(this.buses, response, truth.consortiumId);
    const answer = await this.answer(response, form, truth);
    this.views.send(response, 'savings/what-if', {
      title: 'What if …',
      caption: truth.title,
      trail: [
        { text: 'Buying rounds', href: '/rounds' },
        { text: truth.title, href: `/rounds/${roundId}` },
      ],
      form,
      base: `/rounds/${roundId}/what-if`,
      tierRows,
      choices: whatIfChoices(form, truth, names),
      isIndicative: truth.from === 'indicative-prices',
      seesAll: oversees(actorOf(response.req), truth.consortiumId),
      tiersOpen: form.has('lot') || tierRows.some((row) => form.has(`from-${row}`)),
      answer: answer && this.answered(answer, names, queryOf(typed)),
    });
  }

  @Get('what-if.csv')
  async file(
    @Param('roundId') roundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const truth = await orNotFound(this.ask(response, { roundId }));
    const answer = await this.answer(response, form, truth);
    if (!answer) return response.redirect(303, `/rounds/${roundId}/what-if?${queryOf(typed)}`);
    const names = await namesIn(this.buses, response, truth.consortiumId);
    sendCsv(response, `${truth.title} what if not the truth`, whatIfFile(answer, names));
  }

  /** Undefined while the form has faults, which stand beside their fields. */
  private async answer(response: Response, form: Form, truth: WhatIf): Promise<WhatIf | undefined> {
    const asked = readWhatIf(form, truth);
    if (form.problems.length > 0) return undefined;
    if (Object.keys(asked).length === 1) return truth;
    const found: WhatIf[] = [];
    const ask = async () => void found.push(await this.ask(response, asked));
    await form.accepted(ask, whatIfFields);
    return found[0];
  }

  private answered(answer: WhatIf, names: Names, query: string) {
    const { rule, whatIfRule, roundId } = answer;
    return {
      numbers: whatIfNumbers(answer),
      schools: whatIfSchools(answer, names),
      lots: whatIfLots(answer),
      sentences: whatIfSentences(answer, names),
      leaving: leavingSentences(answer, names),
      rule: ruleSaid(rule),
      whatIfRule: ruleSaid(whatIfRule),
      download: `/rounds/${roundId}/what-if.csv${query && `?${query}`}`,
    };
  }

  private ask(response: Response, asked: Body<FindWhatIf>): Promise<WhatIf> {
    return this.buses.find<WhatIf, FindWhatIf>(response, FindWhatIf, asked);
  }
}

/** What was typed, as the file's address has it again. */
function queryOf(typed: Typed): string {
  const said = Object.entries(typed).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' && value !== '' ? [[key, value]] : [],
  );
  return new URLSearchParams(said).toString();
}
