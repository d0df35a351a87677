import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { EdgeRefusal } from '#libs/http';
import { Form } from '../../apps/gateway/src/pages/kit/form.js';
import { ViewService } from '../../apps/gateway/src/pages/kit/view-service.js';

/** The views of sign-in, and one address for each kind of problem. */
@Controller()
export class AccountSpecimens {
  constructor(@Inject(ViewService) private readonly views: ViewService) {}

  @Get('sign-in')
  signIn(@Res() response: Response): void {
    this.views.send(response, 'account/sign-in', { title: 'Sign in', form: new Form() });
  }

  @Get('forgot-password')
  forgot(@Res() response: Response): void {
    const title = 'Set a new password';
    this.views.send(response, 'account/forgot-password', {
      title,
      form: new Form(),
      back: '/sign-in',
    });
  }

  @Get('set-password')
  set(@Res() response: Response): void {
    const page = { title: 'Choose your password', form: new Form(), token: 'a one-time token' };
    this.views.send(response, 'account/set-password', page);
  }

  @Get('refused')
  refused(): void {
    throw new EdgeRefusal(401, 'unauthenticated', 'Sign in.');
  }

  @Get('broken')
  broken(): void {
    throw new Error('a fault of ours');
  }
}
