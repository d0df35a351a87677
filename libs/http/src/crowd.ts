import type { NextFunction, Request, Response } from 'express';
import { EdgeRefusal } from './problem.js';

/** Requests under way at once: each may hold a megabyte of body. */
export const mostAtOnce = 1_000;

const retryAfterSeconds = 1;

/**
 * Turns requests away while so many are under way, before anything of them is read: what waits
 * takes memory. Whoever looks after the service is always let in.
 */
export function refuseCrowds(most: number, always: (path: string) => boolean) {
  let underWay = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (always(request.path)) return next();
    if (underWay >= most) {
      const sentence = 'Very many requests are under way just now. Try again in a moment.';
      return next(new EdgeRefusal(503, 'busy', sentence, retryAfterSeconds));
    }
    underWay += 1;
    response.once('close', () => void (underWay -= 1));
    next();
  };
}
