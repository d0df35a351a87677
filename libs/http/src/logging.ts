import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/** A file (or a descriptor) for log lines: written in order, while the process works on. */
export function logFile(dest: string | number): DestinationStream {
  return pino.destination({ dest, sync: false });
}

let output: DestinationStream | undefined;

/** The log of a process: JSON lines. Silent in tests unless a destination is given. */
export function makeLog(destination?: DestinationStream): Logger {
  const quiet = process.env.NODE_ENV === 'test' && !destination ? 'silent' : 'info';
  const options = { level: process.env.LOG_LEVEL ?? quiet, base: undefined };
  return pino(options, destination ?? (output ??= logFile(1)));
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * One line per request: method, path, status, time and correlation id. Never bodies, queries
 * (they may hold one-time links), cookies or authorisation.
 */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    genReqId: (request, response) => {
      const asked = request.headers['x-correlation-id'];
      const id = typeof asked === 'string' && uuid.test(asked) ? asked.toLowerCase() : randomUUID();
      response.setHeader('X-Correlation-Id', id);
      return id;
    },
    customAttributeKeys: { reqId: 'correlationId' },
    customSuccessObject: (request, response, value: { responseTime?: number }) =>
      line(request, response, value.responseTime),
    customErrorObject: (request, response, _, value: { responseTime?: number }) =>
      line(request, response, value.responseTime),
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
  });
}

function line(request: IncomingMessage, response: ServerResponse, milliseconds?: number) {
  const path = new URL(originalUrl(request), 'http://here').pathname;
  return { method: request.method, path, status: response.statusCode, milliseconds };
}

function originalUrl(request: IncomingMessage): string {
  const asked = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
  return URL.canParse(asked, 'http://here') ? asked : '/';
}

/** The id that ties this request to its log lines and events. */
export function correlationIdOf(request: IncomingMessage): string {
  return String(request.id);
}
