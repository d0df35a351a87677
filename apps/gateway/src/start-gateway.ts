import { createHash } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { EventSourcing } from '#libs/event-sourcing';
import { GoingDown, prepareEdge, serveDescription, type ProblemPage } from '#libs/http';
import { supportScript } from './pages/kit/page-security.js';
import { problemPages } from './pages/kit/problem-pages.js';
import { serveAssets } from './pages/kit/site-files.js';
import { ViewService } from './pages/kit/view-service.js';

export interface GatewayAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly publicUrl: string;
  readonly log?: Logger;
}

/**
 * Starts HTTP for a module that holds the gateway and every context, here or remote. Settles when
 * it listens and its readers have started; `close` answers what has come in, then stops both.
 */
export async function startGateway(
  module: Type | DynamicModule,
  { host, port, publicUrl, log }: GatewayAddress,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  prepareEdge(app, {
    publicUrl,
    scriptHashes: [`'sha256-${createHash('sha256').update(supportScript).digest('base64')}'`],
    goingDown: app.get(GoingDown, { strict: false }),
    problemPage: pagesOrSignIn(app.get(ViewService, { strict: false })),
    ...(log && { log }),
  });
  serveAssets(app);
  serveDescription(app, 'Commonpurse', '1');
  await app.init();
  await app.get(EventSourcing, { strict: false }).start();
  await app.listen(port, host);
  return app;
}

/** Whoever is not signed in is asked to, and comes back to the page they wanted. */
function pagesOrSignIn(views: ViewService): ProblemPage {
  const page = problemPages(views);
  return (problem, request, response) => {
    if (problem.status !== 401) return page(problem, request, response);
    const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.originalUrl)}` : '';
    response.redirect(303, `/sign-in${next}`);
    return true;
  };
}
