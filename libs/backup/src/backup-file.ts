import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CannotStart } from '#libs/storage';
import type { Manifest } from './manifest.js';

/**
 * A backup is text in gzip: a line that says what it is, then for each table a line with its name
 * and columns, its rows as PostgreSQL copies them out, and a line `\.`; the manifest comes last.
 * After the gzip stands the SHA-256 of all bytes before it, in 65 characters.
 */
export const firstLine = 'commonpurse backup 1';
const endOfRows = Buffer.from('\\.\n');
const trailerLength = 65;

/** What is read of a backup, in order. */
export type Piece =
  | { readonly is: 'part'; readonly table: string; readonly columns: readonly string[] }
  | { readonly is: 'rows'; readonly bytes: Buffer }
  | { readonly is: 'end' }
  | { readonly is: 'manifest'; readonly manifest: Manifest };

/** Writes the pieces to a new file that only its owner may read, and sees it on the disk. */
export async function writePieces(file: string, pieces: AsyncIterable<Piece>): Promise<void> {
  const hash = createHash('sha256');
  const seal = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) => done(null, `${hash.digest('hex')}\n`),
  });
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(textOf(pieces), createGzip(), seal, target);
}

async function* textOf(pieces: AsyncIterable<Piece>): AsyncGenerator<Buffer | string> {
  yield `${firstLine}\n`;
  for await (const piece of pieces) {
    if (piece.is === 'part') yield `part ${piece.table} ${piece.columns.join(',')}\n`;
    else if (piece.is === 'rows') yield piece.bytes;
    else if (piece.is === 'end') yield endOfRows;
    else yield `manifest ${JSON.stringify(piece.manifest)}\n`;
  }
}

/** Throws `CannotStart` when a byte is missing or another one than was written. */
export async function refuseDamaged(file: string): Promise<void> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new CannotStart(`There is no backup ${file} that can be read.`, { cause });
  });
  const length = size - trailerLength;
  if (length <= 0) throw damaged(file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: length - 1 })) hash.update(chunk);
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(trailerLength), 0, trailerLength, length);
  await handle.close();
  if (buffer.toString('latin1') !== `${hash.digest('hex')}\n`) throw damaged(file);
}

/** What is in a backup, as it was written. Throws `CannotStart` for anything else. */
export async function* readPieces(file: string): AsyncGenerator<Piece> {
  const { size } = await stat(file);
  const source = createReadStream(file, { end: size - trailerLength - 1 });
  const text = source.pipe(createGunzip());
  source.once('error', (error) => text.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  let inRows = false;
  let begun = false;
  try {
    for await (const chunk of text) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        if (inRows) {
          const rows = wholeRows(rest);
          if (rows.length > 0) yield { is: 'rows', bytes: rows };
          rest = rest.subarray(rows.length);
          inRows = !startsWithEnd(rest);
          if (inRows) break;
          rest = rest.subarray(endOfRows.length);
          yield { is: 'end' };
          continue;
        }
        const line = rest.subarray(0, end).toString();
        rest = rest.subarray(end + 1);
        if (!begun) {
          if (line !== firstLine) throw damaged(file);
          begun = true;
          continue;
        }
        const piece = pieceOf(line, file);
        inRows = piece.is === 'part';
        yield piece;
      }
    }
  } catch (error) {
    if (error instanceof CannotStart || !isOfGzip(error)) throw error;
    throw damaged(file);
  }
}

/** Whole rows from the beginning, up to the end of the part if that is there. */
function wholeRows(bytes: Buffer): Buffer {
  if (startsWithEnd(bytes)) return bytes.subarray(0, 0);
  const end = bytes.indexOf('\n\\.\n');
  return bytes.subarray(0, end >= 0 ? end + 1 : bytes.lastIndexOf(10) + 1);
}

function startsWithEnd(bytes: Buffer): boolean {
  return bytes.subarray(0, endOfRows.length).equals(endOfRows);
}

function pieceOf(line: string, file: string): Piece {
  const [, table, columns] = /^part (\S+) (\S+)$/.exec(line) ?? [];
  if (table && columns) return { is: 'part', table, columns: columns.split(',') };
  if (!line.startsWith('manifest ')) throw damaged(file);
  return { is: 'manifest', manifest: JSON.parse(line.slice('manifest '.length)) as Manifest };
}

function isOfGzip(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('Z_');
}

export function damaged(file: string): CannotStart {
  return new CannotStart(
    `${file} is damaged, cut short or no backup of Commonpurse. Nothing was restored. ` +
      'Take another copy of it.',
  );
}

/** How many rows end here: each is a line. */
export function rowsIn(bytes: Buffer): number {
  let rows = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) rows += 1;
  return rows;
}

/** Counts and hashes the rows of a part. */
export class Tally {
  rows = 0;
  private readonly hash: Hash = createHash('sha256');

  add(bytes: Buffer): void {
    this.hash.update(bytes);
    this.rows += rowsIn(bytes);
  }

  said() {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }
}
