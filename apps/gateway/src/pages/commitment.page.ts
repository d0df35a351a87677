import {
  Body,
  Controller,
  Get,
  Inject,
  Param,
  Post,
  Res,
  UploadedFile,
  UploadedFiles,
  UseInterceptors,
} from '@nestjs/common';
import { AnyFilesInterceptor, FileInterceptor } from '@nestjs/platform-express';
import type { Response } from 'express';
import { actorOf } from '#libs/http';
import { CommitDemand, type DemandLine } from '#messages/rounds';
import { Commitments, type Standing } from './commitments.js';
import {
  answersOf,
  costPence,
  demandFields,
  lotQuestions,
  readDemand,
  typedDemand,
  typedFields,
  worstCases,
} from './demand-form.js';
import { demandTemplate, readDemandFile } from './demand-file.js';
import {
  documentLimits,
  fingerprints,
  noteDocuments,
  withFingerprints,
  type PassedDocument,
} from './evidence-document.js';
import { Form, type SentFile, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { ownAdvice } from './round-advice.js';
import { worstCaseTable } from './round-tables.js';
import { ruleInWords } from './sharing-rule-words.js';
import { sendCsv } from './send-csv.js';

const mostBytes = 1_000_000;

/** A school's buyer says what it needs: on a page or in a file, then checks it, then commits. */
@Controller('rounds/:roundId/demand/:urn')
export class CommitmentPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Commitments) private readonly commitments: Commitments,
  ) {}

  @Get()
  async ask(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    const standing = await this.commitments.standingOf(response, roundId, urn);
    const lines = await this.commitments.lastLines(response, standing);
    this.showForm(response, new Form(typedDemand(standing.round.lots, lines)), standing);
  }

  @Post('change')
  async change(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const standing = await this.commitments.standingOf(response, roundId, urn);
    this.showForm(response, new Form({ ...typed, commandId: undefined }), standing);
  }

  /** Documents pass through: of each only the fingerprint goes on. */
  @Post('check')
  @UseInterceptors(AnyFilesInterceptor({ storage: fingerprints, limits: documentLimits }))
  async check(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Body() typed: Typed | undefined,
    @UploadedFiles() documents: readonly PassedDocument[] | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const standing = await this.commitments.standingOf(response, roundId, urn);
    const form = new Form(withFingerprints(typed ?? {}, documents ?? []));
    noteDocuments(form, typed ?? {}, documents ?? [], standing.round.lots);
    const lines = readDemand(form, standing.round.lots);
    if (form.problems.length > 0) return this.showForm(response, form, standing);
    await this.showAnswers(response, form, standing, lines);
  }

  @Post()
  async commit(
    @Param('roundId') roundId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const standing = await this.commitments.standingOf(response, roundId, schoolUrn);
    const { lots } = standing.round;
    const lines = readDemand(form, lots);
    const requestId = form.commandId;
    const accepted = await form.accepted(
      () => this.buses.send(response, form, CommitDemand, { roundId, requestId, schoolUrn, lines }),
      demandFields(lots, lines),
    );
    if (!accepted) return this.showForm(response, form, standing);
    const saved = await this.commitments.outcome(response, roundId, schoolUrn, requestId);
    this.views.goOn(response, `/rounds/${roundId}`, saved);
  }

  @Get('template.csv')
  async template(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    const standing = await this.commitments.standingOf(response, roundId, urn);
    const lines = await this.commitments.lastLines(response, standing);
    const { round, schoolName } = standing;
    sendCsv(response, `${round.title} ${schoolName}`, demandTemplate(round.lots, lines));
  }

  @Get('file')
  async askFile(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @Res() response: Response,
  ): Promise<void> {
    const standing = await this.commitments.standingOf(response, roundId, urn);
    this.showFile(response, new Form(), standing);
  }

  /** A sound file goes on to the page of answers: nothing is committed by sending a file. */
  @Post('file')
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: mostBytes, files: 1 } }))
  async takeFile(
    @Param('roundId') roundId: string,
    @Param('urn') urn: string,
    @UploadedFile() file: SentFile | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form();
    const standing = await this.commitments.standingOf(response, roundId, urn);
    const { lots } = standing.round;
    const bytes = form.csv('file', file);
    if (form.problems.length > 0) return this.showFile(response, form, standing);
    const { lines, faults } = readDemandFile(bytes, lots);
    if (faults.length > 0) {
      form.refuse('file', 'The file has faults: see the table, correct them and send it again');
      return this.showFile(response, form, standing, faults);
    }
    await this.showAnswers(response, new Form(typedDemand(lots, lines)), standing, lines);
  }

  private showForm(response: Response, form: Form, standing: Standing): void {
    this.views.send(response, 'rounds/commit', {
      ...frame(standing),
      title: `What ${standing.schoolName} needs`,
      form,
      lots: lotQuestions(form, standing.round.lots),
      advice: ownAdvice(standing.round, standing.schoolUrn, standing.demand?.committed ?? []),
    });
  }

  private showFile(
    response: Response,
    form: Form,
    standing: Standing,
    faults: readonly object[] = [],
  ): void {
    const title = `Send a file for ${standing.schoolName}`;
    this.views.send(response, 'rounds/commit-file', { ...frame(standing), title, form, faults });
  }

  private async showAnswers(
    response: Response,
    form: Form,
    standing: Standing,
    lines: readonly DemandLine[],
  ): Promise<void> {
    const { round } = standing;
    const cases = worstCases(round.lots, lines, standing.vatRecovered);
    const cost = costPence(cases);
    this.views.send(response, 'rounds/commit-check', {
      ...frame(standing),
      title: 'Check what you ask for',
      form,
      answers: answersOf(round.lots, lines),
      sharing: ruleInWords(round.sharingRule),
      advice: ownAdvice(round, standing.schoolUrn, lines),
      kept: typedFields(form, round.lots),
      cost,
      table: worstCaseTable(cases),
      money: await this.commitments.moneyFor(response, actorOf(response.req), standing, cost),
    });
  }
}

function frame({ round, schoolName, schoolUrn }: Standing) {
  const base = `/rounds/${round.roundId}/demand/${schoolUrn}`;
  return { caption: round.title, schoolName, round, base, back: `/rounds/${round.roundId}` };
}
