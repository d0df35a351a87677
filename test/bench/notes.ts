import { v7 } from 'uuid';
import type { NewEvent } from '#libs/event-store';

const note = 'Exercise books, A4, 80 pages, feint ruled with margin, pack of fifty. '.repeat(4);

/** The data of the event that every side appends: about 300 bytes. */
export function noted(n: number) {
  return { note, n };
}

export function newNote(n: number): NewEvent {
  const id = v7();
  const at = new Date().toISOString();
  const meta = { at, actor: 'bench', commandId: id, correlationId: id };
  return { id, type: 'BenchNoted', data: noted(n), meta };
}
