import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';

/** Stands in for the tracer of an SDK that is loaded, now or later. */
const tracer = trace.getTracer('commonpurse');

const kinds = {
  inside: SpanKind.INTERNAL,
  incoming: SpanKind.SERVER,
  outgoing: SpanKind.CLIENT,
} as const;

/** A trace on its way to another process, in W3C's words (`traceparent`). */
export type CarriedTrace = Readonly<Record<string, string>>;

/**
 * Does something inside a span. `attributes` are names and codes of ours and the correlation id,
 * never a body. Costs next to nothing unless the operator has loaded an OpenTelemetry SDK.
 */
export async function traced<Result>(
  name: string,
  kind: keyof typeof kinds,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer.startActiveSpan(name, { kind: kinds[kind], attributes }, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}

/** The trace that is going on here, to be sent along; undefined when there is none. */
export function carriedTrace(): CarriedTrace | undefined {
  const carried: Record<string, string> = {};
  propagation.inject(context.active(), carried);
  return Object.keys(carried).length > 0 ? carried : undefined;
}

/** Goes on with the trace that came along, if any. */
export function goingOn<Result>(carried: unknown, work: () => Promise<Result>): Promise<Result> {
  if (typeof carried !== 'object' || carried === null) return work();
  return context.with(propagation.extract(context.active(), carried), work);
}
