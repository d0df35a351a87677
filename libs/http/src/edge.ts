import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { mostAtOnce, refuseCrowds } from './crowd.js';
import type { GoingDown } from './going-down.js';
import { makeLog, requestLog } from './logging.js';
import { measureRequests } from './measuring.js';
import { ProblemFilter, type ProblemPage } from './problem.filter.js';
import { EdgeRefusal } from './problem.js';
import { neverCache, refuseCrossSite, securityHeaders, type Doors } from './security.js';

export interface Edge extends Doors {
  readonly log?: Logger;
  /** Turns requests away once the application is told to stop. */
  readonly goingDown?: GoingDown;
  /** Shows a problem as a page to people; the API always answers problem+json. */
  readonly problemPage?: ProblemPage;
  /** Requests under way before others are told to come back (503). Default 1,000. */
  readonly mostAtOnce?: number;
}

/**
 * What every HTTP application of ours does before its own routes: headers, log lines, body limits,
 * refusal of posts from other sites, and problems for errors. Create the application with
 * `{ bodyParser: false }`.
 */
export function prepareEdge(app: NestExpressApplication, edge: Edge): void {
  const log = edge.log ?? makeLog();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.set('case sensitive routing', true);
  // We speak plain http: whoever has an https address has one proxy in front that sets these.
  app.set('trust proxy', edge.publicUrl.startsWith('https:') ? 1 : false);
  app.use(requestLog(log));
  app.use(measureRequests);
  if (edge.goingDown) app.use(edge.goingDown.refuse);
  app.use(refuseCrowds(edge.mostAtOnce ?? mostAtOnce, (path) => path.startsWith('/health')));
  app.use(securityHeaders(edge));
  app.use('/api', neverCache);
  app.use(refuseCrossSite);
  app.useBodyParser('json', { limit: '1mb' });
  app.useBodyParser('urlencoded', { limit: '1mb', extended: false, parameterLimit: 20_000 });
  app.use('/api', requireJson);
  app.useGlobalFilters(new ProblemFilter(log, edge.problemPage));
}

/** A body of another kind would be taken for none at all, and its sender told the wrong thing. */
function requireJson(request: Request, _: Response, next: NextFunction): void {
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.is('json') || request.is('multipart/form-data')) return next();
  const error = new EdgeRefusal(415, 'not-json', 'Send JSON, with Content-Type: application/json.');
  next(error);
}
