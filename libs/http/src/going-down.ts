import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { EdgeRefusal } from './problem.js';

/** So long without a new request, and whoever was at the door has been let in. */
const quietMs = 100;
const patienceMs = 3_000;
const lookMs = 20;
const retryAfterSeconds = 5;

/**
 * The first part of a stop: requests that come are told to come back (503), those under way go on.
 * Node takes one new connection in each turn of its loop and resets those that still wait when the
 * door is shut, so it is shut when nobody has come for a moment, or after three seconds.
 */
@Injectable()
export class GoingDown implements OnModuleDestroy {
  private closing = false;
  private lastCameAt = 0;

  readonly refuse = (_: Request, response: Response, next: NextFunction): void => {
    this.lastCameAt = performance.now();
    if (!this.closing) return next();
    response.setHeader('Connection', 'close');
    const sentence = 'The service is being restarted. Send the same again in a few seconds.';
    next(new EdgeRefusal(503, 'unavailable', sentence, retryAfterSeconds));
  };

  /** Nest calls it before anything else of a stop, and waits. */
  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    const end = performance.now() + patienceMs;
    while (performance.now() < Math.min(end, this.lastCameAt + quietMs)) await pause(lookMs);
  }
}
