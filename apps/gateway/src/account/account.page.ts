import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Database, endSession, findLinkOwner, startSession, useLink } from '#libs/auth';
import { EdgeRefusal, makeLog, Public } from '#libs/http';
import { GatewayOptions } from '../gateway-options.js';
import { Form, type Typed } from '../pages/kit/form.js';
import { ViewService } from '../pages/kit/view-service.js';
import { Accounts } from './accounts.js';
import { dropSession, keepSession, sessionIn } from './session-cookie.js';

/** Signing in and out, and setting a password by a link. */
@Controller()
export class AccountPages {
  private readonly log = makeLog();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Public()
  @Get('sign-in')
  askWho(@Query() typed: Typed, @Res() response: Response): void {
    this.showSignIn(response, new Form(), ownPath(typed['next']));
  }

  @Public()
  @Post('sign-in')
  async signIn(@Body() typed: Typed, @Req() request: Request, @Res() response: Response) {
    const form = new Form(typed ?? {});
    const email = form.text('email', 'email address', 200);
    const password = form.text('password', 'password', 200) && form.value('password');
    const next = ownPath(form.value('next'));
    if (form.problems.length > 0) return this.showSignIn(response, form, next);
    const attempt = { email, password, address: request.ip ?? '' };
    try {
      const person = await this.accounts.signIn(attempt);
      await this.enter(person.id, request, response);
      this.views.goOn(response, next);
    } catch (error) {
      if (!(error instanceof EdgeRefusal) || error.status !== 401) throw error;
      form.refuse('email', error.message);
      this.showSignIn(response, form, next);
    }
  }

  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const session = sessionIn(request, this.options.publicUrl);
    if (session) await endSession(this.db, session);
    dropSession(response, this.options.publicUrl);
    this.views.goOn(response, '/sign-in');
  }

  @Public()
  @Get('forgot-password')
  askAddress(@Res() response: Response): void {
    this.showForgotten(response, new Form(), false);
  }

  /** Answers before the letter is written: the time taken tells nothing either. */
  @Public()
  @Post('forgot-password')
  @HttpCode(200)
  forgot(@Body() typed: Typed, @Res() response: Response): void {
    const form = new Form(typed ?? {});
    const email = form.text('email', 'email address', 200);
    const sent = form.problems.length === 0;
    if (sent) this.accounts.sendReset(email).catch((err) => this.log.error({ err }, 'no letter'));
    this.showForgotten(response, form, sent);
  }

  @Public()
  @Get('set-password')
  async askPassword(@Query() typed: Typed, @Res() response: Response): Promise<void> {
    const token = textOf(typed['token']);
    await findLinkOwner(this.db, token, new Date());
    this.showSetPassword(response, new Form(), token);
  }

  @Public()
  @Post('set-password')
  async setPassword(@Body() typed: Typed, @Req() request: Request, @Res() response: Response) {
    const form = new Form(typed ?? {});
    const token = form.value('token');
    const accepted = await form.accepted(async () => {
      const person = await useLink(this.db, token, form.value('password'), new Date());
      await this.enter(person.id, request, response);
    });
    if (!accepted) return this.showSetPassword(response, form, token);
    this.views.goOn(response, '/', 'Your password is set, and you are signed in.');
  }

  /** A fresh session at each sign-in: an id that someone planted before is worth nothing. */
  private async enter(personId: string, request: Request, response: Response): Promise<void> {
    const before = sessionIn(request, this.options.publicUrl);
    if (before) await endSession(this.db, before);
    const session = await startSession(this.db, personId, new Date());
    keepSession(response, this.options.publicUrl, session);
  }

  private showSignIn(response: Response, form: Form, next: string): void {
    this.views.send(response, 'account/sign-in', { title: 'Sign in', form, next });
  }

  private showForgotten(response: Response, form: Form, sent: boolean): void {
    const title = sent ? 'Check your email' : 'Forgotten your password?';
    this.views.send(response, 'account/forgot-password', { title, form, sent });
  }

  private showSetPassword(response: Response, form: Form, token: string): void {
    this.views.send(response, 'account/set-password', { title: 'Set your password', form, token });
  }
}

/** A path of this site, and of no other: `//elsewhere.example` is one of another. */
function ownPath(next: unknown): string {
  const path = textOf(next);
  return /^\/(?![/\\])[\w\-./?=&%]*$/.test(path) ? path : '/';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
