import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '#libs/http';
import { ViewService } from './kit/view-service.js';
import { visitorOf } from './kit/visitor.js';

/** Pages that say the same to everybody. */
@Public()
@Controller()
export class StaticPages {
  constructor(@Inject(ViewService) private readonly views: ViewService) {}

  @Get()
  home(@Res() response: Response): void {
    if (visitorOf(response).name) return this.views.goOn(response, '/home');
    this.views.send(response, 'static/home', { title: 'Schools buy together, and can prove it' });
  }

  @Get('privacy')
  privacy(@Res() response: Response): void {
    this.views.send(response, 'static/privacy', { title: 'Privacy' });
  }

  @Get('terms')
  terms(@Res() response: Response): void {
    this.views.send(response, 'static/terms', { title: 'Terms of use' });
  }

  @Get('accessibility')
  accessibility(@Res() response: Response): void {
    this.views.send(response, 'static/accessibility', { title: 'Accessibility' });
  }
}
