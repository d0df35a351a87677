import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { EdgeRefusal } from './problem.js';

export interface Doors {
  /** Where people reach this installation, e.g. `https://buying.example.org`. */
  readonly publicUrl: string;
  /** Hashes (`'sha256-…'`) of the few script lines that may stand inside a page. */
  readonly scriptHashes?: readonly string[];
}

/** The one page that writes its own styles: the API's documentation. */
export const docsPath = '/api/docs';

/** Security headers, with a content policy that lets nothing run but our own files. */
export function securityHeaders({ publicUrl, scriptHashes = [] }: Doors): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  const directives = {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", ...scriptHashes],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    ...(secure && { upgradeInsecureRequests: [] }),
  };
  const options = {
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' as const },
    crossOriginOpenerPolicy: secure && { policy: 'same-origin' as const },
    originAgentCluster: secure,
  };
  const everywhere = policy(options, directives);
  const onDocs = policy(options, {
    ...directives,
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
  });
  return (request, response, next) =>
    (isDocs(request.path) ? onDocs : everywhere)(request, response, next);
}

function policy(options: object, directives: Record<string, string[]>) {
  const contentSecurityPolicy = { useDefaults: false, directives };
  return helmet({ ...options, contentSecurityPolicy });
}

function isDocs(path: string): boolean {
  return path === docsPath || path.startsWith(`${docsPath}/`);
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Pages take posts from our own pages alone: a browser says where a post comes from by
 * `Sec-Fetch-Site`, older ones and plain http by `Origin`; a post that says neither is refused.
 * The API is left out: it reads no cookie.
 */
export function refuseCrossSite(request: Request, _: Response, next: NextFunction): void {
  if (harmless.has(request.method) || request.path.startsWith('/api/') || isOurOwn(request)) {
    return next();
  }
  const sentence = 'This form was sent from another site. Open the page here and send it again.';
  next(new EdgeRefusal(403, 'cross-site', sentence));
}

function isOurOwn({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** What is personal stays out of every cache. */
export function neverCache(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
