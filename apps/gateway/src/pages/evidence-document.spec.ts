import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Lot } from '#messages/rounds';
import { fingerprints, noteDocuments, withFingerprints } from './evidence-document.js';
import { Form } from './kit/form.js';

const sha256 = createHash('sha256').update('Invoice 20417').digest('hex');
const lots = [{ item: 'copier-paper' } as Lot];
const passed = (size: number) => ({ fieldname: 'document-0', size, sha256 });

function faultsOf(typed: Record<string, string>, size: number): string | undefined {
  const form = new Form(withFingerprints(typed, [passed(size)]));
  noteDocuments(form, typed, [passed(size)], lots);
  return form.error('document-0');
}

describe('A document that is chosen', () => {
  it('passes through, and leaves its fingerprint and its size', async () => {
    const stream = Readable.from([Buffer.from('Invoice '), Buffer.from('20417')]);
    const file = { stream } as unknown as Express.Multer.File;
    const kept = await new Promise((resolve, reject) => {
      fingerprints._handleFile(undefined as never, file, (error, info) =>
        error ? reject(error as Error) : resolve(info),
      );
    });
    expect(kept).toEqual({ size: 13, sha256 });
  });

  it('stands in the field of its fingerprint from then on', () => {
    const typed = { 'hash-0': '', 'desired-0': '5' };
    expect(withFingerprints(typed, [passed(13)])).toEqual({ 'desired-0': '5', 'hash-0': sha256 });
    expect(faultsOf(typed, 13)).toBeUndefined();
    expect(faultsOf({ 'hash-0': sha256.toUpperCase() }, 13)).toBeUndefined();
  });

  it('is refused when it is empty, too large, or not the one whose fingerprint is typed', () => {
    expect(faultsOf({}, 0)).toBe('The selected file about copier-paper is empty');
    expect(faultsOf({}, 10_000_001)).toMatch(/must be smaller than 10MB/);
    expect(faultsOf({ 'hash-0': 'ab'.repeat(32) }, 13)).toMatch(/not the document/);
    expect(withFingerprints({}, [passed(0), passed(10_000_001)])).toEqual({});
  });
});
