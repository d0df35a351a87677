import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import type { NewEvent } from './event-store.js';
import { fromStoredText, storedText } from './stored-text.js';

const well = fc.string({ unit: 'binary' });
const anyEvent: fc.Arbitrary<NewEvent> = fc.record({
  id: fc.uuid(),
  type: well,
  data: fc.object({
    key: well,
    values: [well, fc.double({ noNaN: true, noDefaultInfinity: true })],
  }),
  meta: fc.record(
    {
      at: well,
      actor: well,
      commandId: well,
      correlationId: well,
      causationId: well,
      inputHash: well,
      facts: fc.object({
        key: well,
        values: [well, fc.integer(), fc.boolean(), fc.constant(null)],
      }),
      demo: fc.boolean(),
    },
    { requiredKeys: ['at', 'actor', 'commandId', 'correlationId'] },
  ),
});

describe('The stored text of an event', () => {
  it('is the RFC 8785 text of all its fields', () => {
    fc.assert(
      fc.property(anyEvent, well, fc.nat(), (event, stream, revision) => {
        const { meta, ...rest } = event;
        const text = storedText(event, stream, revision);
        expect(text).toBe(canonicalize({ ...meta, ...rest, stream, revision }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives back the event that it was made from, and the same text again', () => {
    fc.assert(
      fc.property(anyEvent, well, fc.nat(), (event, stream, revision) => {
        const text = storedText(event, stream, revision);
        const read = fromStoredText(text, 1n, '2026-06-01T09:00:00.000Z');
        expect(read).toMatchObject({ id: event.id, type: event.type, stream, revision, text });
        expect(storedText(read, stream, revision)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['half a character', { note: 'x\ud83d' }, 'half a character'],
    ['half a character in a key', { '\ude00': 1 }, 'half a character'],
    ['infinity', { n: Infinity }, 'cannot be written as JSON'],
    ['a bigint', { n: 1n }, 'cannot be written as JSON'],
  ])('is refused when the data hold %s', (_, data, sentence) => {
    const meta = { at: '', actor: '', commandId: '', correlationId: '' };
    const event = { id: 'an-id', type: 'SampleNoted', data, meta };
    expect(() => storedText(event, 'sample-1', 0)).toThrow(sentence);
  });

  it('may say "backslash u d800" in letters', () => {
    const meta = { at: '', actor: '', commandId: '', correlationId: '' };
    const event = { id: 'an-id', type: 'SampleNoted', data: { note: '\\ud800' }, meta };
    expect(storedText(event, 'sample-1', 0)).toContain('\\\\ud800');
  });
});
