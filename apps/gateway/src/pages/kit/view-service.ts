import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Response } from 'express';
import nunjucks from 'nunjucks';
import { formatPounds, formatWhole } from '#libs/money';
import type { FaultPage } from './problem-pages.js';
import { dateParameters, fieldParameters } from './field-parameters.js';
import { Form } from './form.js';
import { navigationFor } from './navigation.js';
import { pageItems } from './pagination.js';
import { supportScript } from './page-security.js';
import { assetUrl, projectFolder, viewsFolder } from './site-files.js';
import * as written from './view-filters.js';
import { visitorOf } from './visitor.js';

interface Link {
  readonly text: string;
  readonly href: string;
}

/** What every page has; the rest is the view's own and must be plain objects. */
export interface Page {
  /** The one heading of the page, and its name in the browser. */
  readonly title: string;
  readonly form?: Form;
  /** The way back, when the page is a step of something. */
  readonly back?: string;
  /** The pages above this one, from the top. */
  readonly trail?: readonly Link[];
  readonly [name: string]: unknown;
}

const savedCookie = 'saved';

/** The one place that knows the templates. */
@Injectable()
export class ViewService {
  readonly templates = environment();

  /** Shows a page. A form with problems sets the status, and comes back as it was typed. */
  send(response: Response, view: string, page: Page): void {
    const saved = takeSaved(response);
    const html = this.render(response, view, { saved, ...page });
    response.status(page.form?.status ?? 200).type('html');
    response.send(html);
  }

  /** After a command: on to the next page, which says once what was saved. */
  goOn(response: Response, href: string, saved?: string): void {
    if (saved !== undefined) {
      response.cookie(savedCookie, saved, { ...cookieRules(response), maxAge: 60_000 });
    }
    response.redirect(303, href);
  }

  /** Shows what went wrong, with the status that it has. */
  sendFault(response: Response, fault: FaultPage): void {
    const html = this.render(response, 'fault', { title: fault.title, fault });
    response.status(fault.status).type('html').send(html);
  }

  private render(response: Response, view: string, page: Page): string {
    const visitor = visitorOf(response);
    const { path } = response.req;
    response.setHeader('Cache-Control', 'no-store');
    giveToken(page, visitor.formToken);
    const navigation = navigationFor(visitor, path);
    return this.templates.render(`${view}.njk`, { ...page, visitor, navigation, path });
  }
}

/** To every form of a page, however deep it is in it. */
function giveToken(value: unknown, formToken: string): void {
  if (value instanceof Form) value.formToken = formToken;
  else if (isPlain(value)) for (const one of Object.values(value)) giveToken(one, formToken);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function environment(): nunjucks.Environment {
  const govuk = join(projectFolder, 'node_modules/govuk-frontend/dist');
  const loader = new nunjucks.FileSystemLoader([viewsFolder, govuk], { noCache: false });
  const templates = new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  templates.addGlobal('asset', assetUrl);
  templates.addGlobal('supportScript', supportScript);
  templates.addGlobal('contact', process.env['SITE_CONTACT']);
  templates.addGlobal('field', fieldParameters);
  templates.addGlobal('dateField', dateParameters);
  templates.addGlobal('pageItems', pageItems);
  templates.addFilter('pounds', formatPounds);
  templates.addFilter('roughly', written.formatPenceRoughly);
  templates.addFilter('count', formatWhole);
  templates.addFilter('percent', written.formatPercent);
  templates.addFilter('day', written.formatDay);
  templates.addFilter('instant', written.formatInstant);
  templates.addFilter('plural', written.formatPlural);
  return templates;
}

function takeSaved(response: Response): string | undefined {
  const saved = parseCookie(response.req.headers.cookie ?? '')[savedCookie];
  if (saved !== undefined) response.clearCookie(savedCookie, cookieRules(response));
  return saved;
}

function cookieRules({ req }: Response) {
  return { httpOnly: true, sameSite: 'lax', secure: req.secure, path: '/' } as const;
}
