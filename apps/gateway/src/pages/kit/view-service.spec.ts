import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import nunjucks from 'nunjucks';
import { problemOf } from '#libs/http';
import { Refused } from '#libs/decider';
import { Form } from './form.js';
import { navigationFor } from './navigation.js';
import { faultPage } from './problem-pages.js';
import { viewsFolder } from './site-files.js';
import { ViewService } from './view-service.js';
import { nobody, seenBy, type Visitor } from './visitor.js';

const views = new ViewService();
const lead: Visitor = { ...nobody, name: 'Ada', roles: ['lead'], formToken: 'token' };

/** What Express would send: enough of a response for a page. */
function shown(visitor: Visitor, show: (response: Response) => void, cookie = '') {
  const seen = { status: 0, html: '', cleared: '' };
  const response = {
    locals: {},
    req: { path: '/rounds/1', secure: false, headers: { cookie } },
    setHeader: () => response,
    type: () => response,
    clearCookie: (name: string) => Object.assign(seen, { cleared: name }) && response,
    status: (status: number) => Object.assign(seen, { status }) && response,
    send: (html: string) => Object.assign(seen, { html }) && response,
  } as unknown as Response;
  seenBy(response, visitor);
  show(response);
  return seen;
}

describe('A view', () => {
  it.each(
    readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.njk'),
    ),
  )('%s can be read', (file) => {
    const loader = new nunjucks.FileSystemLoader(viewsFolder);
    const source = loader.getSource(file).src;
    expect(nunjucks.precompileString(source, { name: file, env: views.templates })).toContain(file);
  });

  it('escapes whatever it is given', () => {
    const page = { title: '<script>alert(1)</script>' };
    const { html } = shown(nobody, (response) => views.send(response, 'static/terms', page));
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
  });

  it('puts the session’s token into every form of the page', () => {
    const form = new Form();
    const { html } = shown(lead, (response) =>
      views.send(response, 'account/sign-in', { title: 'Sign in', form, others: [form] }),
    );
    expect(html.match(/name="formToken" value="token"/g)).toHaveLength(2);
    expect(html).toContain(`name="commandId" value="${form.commandId}"`);
  });

  it('puts it into forms of lots and rows too', () => {
    const [ofLot, ofRow] = [new Form(), new Form()];
    const parts = { lots: [{ form: ofLot }], proposal: { rows: [[ofRow]] } };
    shown(lead, (response) => views.send(response, 'static/terms', { title: 'Terms', ...parts }));
    expect([ofLot.formToken, ofRow.formToken]).toEqual(['token', 'token']);
  });

  it('says once what was saved, and says nothing when nothing was', () => {
    const show = (cookie: string) =>
      shown(lead, (response) => views.send(response, 'static/terms', { title: 'Terms' }), cookie);
    expect(show('saved=The%20round%20is%20open.')).toMatchObject({
      cleared: 'saved',
      html: expect.stringContaining('The round is open.'),
    });
    expect(show('').html).not.toContain('govuk-notification-banner');
  });

  it('says that a demonstration is invented', () => {
    const show = (demonstration: boolean) =>
      shown({ ...lead, demonstration }, (response) =>
        views.send(response, 'static/terms', { title: 'Terms' }),
      ).html;
    expect(show(true)).toContain('prices are invented');
    expect(show(false)).not.toContain('prices are invented');
  });

  it('offers each role its own pages, and marks where one is', () => {
    const items = navigationFor(lead, '/rounds/1');
    expect(items.filter(({ active }) => active).map(({ text }) => text)).toEqual(['Buying rounds']);
    expect(navigationFor({ ...lead, roles: ['supplier'] }, '/').map(({ text }) => text)).toContain(
      'Your quotes',
    );
    expect(navigationFor(nobody, '/')).toEqual([]);
  });
});

describe('The page of a problem', () => {
  it('tells a rule’s own sentence, and of a fault only its number', () => {
    const refused = faultPage(problemOf(new Refused('locked', 'This round is locked.')));
    const { status, html } = shown(lead, (response) => views.sendFault(response, refused));
    expect(status).toBe(409);
    expect(html).toContain('This round is locked.');
    const fault = faultPage(problemOf(new Error('secret inside'), 'a-number'));
    const broken = shown(lead, (response) => views.sendFault(response, fault));
    expect(broken.status).toBe(500);
    expect(broken.html).toContain('a-number');
    expect(broken.html).not.toContain('secret inside');
  });
});
