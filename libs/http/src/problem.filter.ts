import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { correlationIdOf } from './logging.js';
import { problemOf, type Problem } from './problem.js';

/** Answers a problem with a page; true when it did. */
export type ProblemPage = (problem: Problem, request: Request, response: Response) => boolean;

/** Every error leaves as problem+json (or as a page); what nobody foresaw is logged as a fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly page?: ProblemPage,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const correlationId = correlationIdOf(request);
    const problem = problemOf(error, correlationId);
    if (problem.status === 500) this.log.error({ err: error, correlationId }, 'unforeseen');
    if (response.headersSent) return void response.end();
    if (problem.retryAfterSeconds) {
      response.setHeader('Retry-After', String(problem.retryAfterSeconds));
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.setHeader('Cache-Control', 'no-store');
    response.status(problem.status);
    if (!request.path.startsWith('/api') && this.page?.(problem, request, response)) return;
    response.type('application/problem+json').send(JSON.stringify(problem));
  }
}
