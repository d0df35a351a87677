import type { NextFunction, Request, Response } from 'express';
import { requestSeconds, secondsSince, traced } from '#libs/metrics';
import { correlationIdOf } from './logging.js';

/** Counts, times and traces each request under the template of its route, never its address. */
export function measureRequests(request: Request, response: Response, next: NextFunction): void {
  const began = performance.now();
  const attributes = { 'commonpurse.correlation_id': correlationIdOf(request) };
  void traced(request.method, 'incoming', attributes, async (span) => {
    await new Promise<void>((settle) => {
      response.once('close', settle);
      next();
    });
    const route = routeOf(request);
    requestSeconds
      .labels(methodOf(request), route, String(response.statusCode))
      .observe(secondsSince(began));
    span.updateName(`${request.method} ${route}`);
    span.setAttribute('http.response.status_code', response.statusCode);
  });
}

function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? path : 'none';
}

const methods = new Set(['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Senders may make up methods; figures would grow with each. */
function methodOf({ method }: Request): string {
  return methods.has(method) ? method : 'other';
}
