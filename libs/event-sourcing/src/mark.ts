import { setTimeout as pause } from 'node:timers/promises';
import {
  CheckpointMoved,
  findCheckpoint,
  moveCheckpoint,
  setCheckpoint,
  tablesLock,
  type Checkpoint,
  type CheckpointOf,
} from './checkpoints.js';
import { MustStop, type Following, type Write } from './following.js';
import { rebuild, RebuildUnderWay, type Ground } from './rebuild.js';
import type { Progress } from './waiting.js';

/** A checkpoint that moves over nothing but other readers' events is written no more often, */
const idleMs = 5_000;
/** unless it lies so far behind that whoever takes over would have much to look through. */
const idleMost = 10_000n;
const rebuildPauseMs = 100;

/** Where one reader stands: its checkpoint, found, made, and moved with what was folded. */
export class Mark {
  private at: Checkpoint | undefined;
  private idle: NodeJS.Timeout | undefined;
  private writing: Promise<unknown> = Promise.resolve();
  /** Found while nothing was folded: another has moved or exchanged what this one stands on. */
  private moved: CheckpointMoved | undefined;

  constructor(
    private readonly following: Following,
    private readonly ground: Ground,
    private readonly progress: Progress,
  ) {}

  /** Finds where to go on; makes or fills what is kept when that is worthless. */
  async find(signal?: AbortSignal): Promise<bigint> {
    const { kind, name, version, fingerprint, beside } = this.following;
    const { store } = this.ground;
    const of = { kind, name, version, fingerprint, epoch: await store.epoch() };
    const found = beside ? await this.filled(of, signal) : await this.kept(of);
    this.at = found;
    this.moved = undefined;
    this.progress.advance(found.position);
    return found.position;
  }

  /** Moves on with what a batch came to, in one transaction. */
  async move(upTo: bigint, write: Write): Promise<void> {
    this.notIdle();
    await this.writing;
    const from = this.found();
    this.at = await this.ground.db.transaction(async (tx) => {
      const moved = await moveCheckpoint(tx, from, upTo);
      await write(tx);
      return moved;
    });
    this.progress.advance(upTo);
  }

  /**
   * Nothing for this reader up to here: believed at once, written now and then. Throws
   * `CheckpointMoved` when that could not be written, so that the reader finds its place anew.
   */
  async passOver(upTo: bigint): Promise<void> {
    if (this.moved) throw this.moved;
    this.progress.advance(upTo);
    if (upTo - this.found().position >= idleMost) return this.flush();
    this.idle ??= setTimeout(() => void this.flush(), idleMs);
  }

  /** Writes what was passed over. A failure costs whoever comes next a second look. */
  async flush(): Promise<void> {
    this.notIdle();
    this.writing = this.writing
      .then(() => this.writeIdle())
      .catch((error: unknown) => {
        if (error instanceof CheckpointMoved) this.moved = error;
      });
    await this.writing;
  }

  private async writeIdle(): Promise<void> {
    const { at, progress } = this;
    const { position } = progress;
    if (!at || position <= at.position) return;
    this.at = await moveCheckpoint(this.ground.db.manager, at, position);
  }

  private notIdle(): void {
    clearTimeout(this.idle);
    this.idle = undefined;
  }

  private found(): Checkpoint {
    if (!this.at) throw new Error('A batch came before the checkpoint was found.');
    return this.at;
  }

  /** What cannot be read from the beginning again: a process, due times. */
  private async kept(of: CheckpointOf): Promise<Checkpoint> {
    const { db, store } = this.ground;
    return db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [tablesLock]);
      const found = await findCheckpoint(tx, of);
      if (found && found.epoch !== of.epoch) throw new MustStop(anotherLog(of.name));
      const head = await store.head();
      if (found && found.position > head) throw new MustStop(putBack(of.name, found, head));
      if (found) return found;
      await this.following.renew?.(tx);
      return setCheckpoint(tx, of);
    });
  }

  /**
   * A read model's rows, filled beside those that answer when they are worthless. Only a start may
   * find another shape: later it was a newer program that changed it, and this one is out of date.
   */
  private async filled(of: CheckpointOf, signal?: AbortSignal): Promise<Checkpoint> {
    const { db, store } = this.ground;
    for (;;) {
      const found = await findCheckpoint(db.manager, of);
      const ofThisLog = found?.epoch === of.epoch && found.position <= (await store.head());
      const ofThisShape = found?.fingerprint === of.fingerprint;
      if (found && ofThisLog && ofThisShape) return found;
      if (found && this.at && !ofThisShape) throw new MustStop(outOfDate(of.name));
      const stillThere = async () => {
        const now = await findCheckpoint(db.manager, of);
        return now?.generation === found?.generation;
      };
      await rebuild(this.following, this.ground, {
        ...(signal && { signal }),
        evenPoisoned: true,
        onlyIf: stillThere,
      }).catch(async (error: unknown) => {
        if (!(error instanceof RebuildUnderWay)) throw error;
        await pause(rebuildPauseMs, undefined, { ...(signal && { signal }) });
      });
    }
  }
}

function anotherLog(name: string): string {
  const what = `The log was put back or exchanged: ${name} has a checkpoint of another one.`;
  return `${what} To let it begin anew, delete its row in event_sourcing.checkpoints.`;
}

function putBack(name: string, { position }: Checkpoint, head: bigint): string {
  const what = `The log was put back: ${name} has seen position ${position}, it ends at ${head}.`;
  return `${what} Put back the checkpoints of the same moment, or delete this reader's.`;
}

function outOfDate(name: string): string {
  return `A newer program has changed the shape of ${name}: start this one again.`;
}
