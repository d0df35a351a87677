import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { AllowedTo, Command, Query } from './messages.js';

/** How one reader of the log stands, whichever process runs it. */
export interface ReaderView {
  readonly name: string;
  readonly version: number;
  /** `rebuild`: a read model that is being filled anew beside the one that answers. */
  readonly kind: 'read-model' | 'process' | 'due-times' | 'rebuild';
  /** `unattended`: it was at work, and no process runs it now. `poisoned`: it needs people. */
  readonly status: 'working' | 'retrying' | 'poisoned' | 'stopped' | 'unattended';
  readonly since: string;
  /** A bigint in text. */
  readonly position: string;
  /** Positions up to the end of the log; others' events are counted too, for up to 5 seconds. */
  readonly lag: number;
  readonly movedAt: string;
  readonly error: string | null;
}

/** For operators; there is nothing here for anybody else. */
@AllowedTo('signed-in')
export class FindReaders extends Query<ReaderView[]> {}

/** What will be asked, or was, at an instant. */
export interface DueTimeView {
  /** The set that it belongs to, and its place in it. */
  readonly name: string;
  readonly key: string;
  readonly at: string;
  /** The command that is asked, and the ids in it: `{ "roundId": … }`. */
  readonly command: string;
  readonly about: Readonly<Record<string, string>>;
  /** Of the invented demonstration, whose script asked before. */
  readonly demo: boolean;
  /** When it was asked and answered; null while it is still to come. */
  readonly doneAt: string | null;
  /** `accepted` or the code of the refusal. */
  readonly outcome: string | null;
}

/** For operators: up to a thousand, those to come first. */
@AllowedTo('signed-in')
export class FindDueTimes extends Query<DueTimeView[]> {}

/** A command that a process asked because of an event, and that a rule refused. */
export interface RefusedAskView {
  readonly refusedId: string;
  readonly reader: string;
  readonly command: string;
  readonly about: Readonly<Record<string, string>>;
  readonly code: string;
  readonly message: string;
  readonly at: string;
  /** The event that it was asked because of. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly stream: string;
    /** For operators alone: places tell how much else was recorded, such as sealed quotes. */
    readonly revision: number | null;
    readonly position: string | null;
  };
  readonly consortiumId: string | null;
  /** Who had it asked again last, by their id, and when. */
  readonly askedAgain: { readonly by: string; readonly at: string } | null;
  /** When it was taken at last, asked again; null while it is refused. */
  readonly settledAt: string | null;
}

/**
 * The latest 200 that are still refused: all for operators, their consortia's for leads, finance
 * and auditors.
 */
@AllowedTo('signed-in')
export class FindRefusedAsks extends Query<RefusedAskView[]> {
  /** Only what one of its ids names. */
  @IsOptional() @IsUUID() readonly about?: string;
  /** This one alone, however long ago, settled or not. */
  @IsOptional() @IsUUID() readonly refusedId?: string;
  /** Those that were asked again and taken, instead of those that are still refused. */
  @IsOptional() @IsIn(['open', 'settled']) readonly which?: 'open' | 'settled';
}

/**
 * Asks once more, as the process, what was refused to it: for operators, and for the finance officer
 * of its consortium, when the reason is gone. Who did it is kept; once accepted, it is
 * settled.
 */
@AllowedTo('signed-in')
export class AskAgain extends Command {
  @IsUUID() readonly refusedId!: string;
}
