import { createHash } from 'node:crypto';
import type { StorageEngine } from 'multer';
import type { Lot } from '#messages/rounds';
import type { Form, Typed } from './kit/form.js';

/** A document that passed through: its fingerprint is all that is left of it. */
export interface PassedDocument {
  readonly fieldname: string;
  readonly size: number;
  readonly sha256: string;
}

const mostBytes = 10_000_000;

/** Reads a file to its end for its SHA-256, and keeps nothing else: neither on disk nor in memory. */
export const fingerprints: StorageEngine = {
  _handleFile(_request, file, done) {
    const hash = createHash('sha256');
    let size = 0;
    file.stream.on('data', (part: Buffer) => {
      size += part.length;
      hash.update(part);
    });
    file.stream.on('error', (error: Error) => done(error));
    file.stream.on('end', () => {
      done(null, { size, sha256: hash.digest('hex') } as Partial<Express.Multer.File>);
    });
  },
  _removeFile(_request, _file, done) {
    done(null);
  },
};

/** A little above what is allowed, so that a file that is somewhat too large is told so in words. */
export const documentLimits = { fileSize: 2 * mostBytes, files: 100 };

/** What was typed with the fingerprints of the documents that came along. */
export function withFingerprints(typed: Typed, documents: readonly PassedDocument[]): Typed {
  const found = documents
    .filter(({ size }) => size > 0 && size <= mostBytes)
    .map(({ fieldname, sha256 }) => [fieldname.replace('document', 'hash'), sha256]);
  return { ...typed, ...Object.fromEntries(found) };
}

/** What is wrong with the documents, beside their fields. */
export function noteDocuments(
  form: Form,
  typed: Typed,
  documents: readonly PassedDocument[],
  lots: readonly Lot[],
): void {
  for (const { fieldname, size, sha256 } of documents) {
    const at = Number(fieldname.slice('document-'.length));
    const item = lots[at]?.item ?? 'the lot';
    const before = String(typed[`hash-${at}`] ?? '')
      .trim()
      .toLowerCase();
    if (size === 0) form.refuse(fieldname, `The selected file about ${item} is empty`);
    else if (size > mostBytes) {
      form.refuse(fieldname, `The selected file about ${item} must be smaller than 10MB`);
    } else if (before !== '' && before !== sha256) {
      const sentence = `The selected file about ${item} is not the document with the SHA-256 that you typed: empty one of the two`;
      form.refuse(fieldname, sentence);
    }
  }
}
