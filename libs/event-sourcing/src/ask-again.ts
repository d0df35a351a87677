import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { hasRole, notFound, Refused } from '#libs/decider';
import type { Accepted, Actor, Body, Command, Meta } from '#messages/messages';
import { AskAgain } from '#messages/operations';
import { Buses } from './buses.js';
import { commandNamed } from './message-registry.js';
import { logger } from './logger.js';
import { isOperator } from './operations.js';

interface Kept {
  readonly reader: string;
  readonly command: string;
  readonly body: Body<Command>;
  readonly event_id: string;
  readonly consortium_id: string | null;
}

/** Asks what was refused to a process once more, under the same id: it has one effect. */
@CommandHandler(AskAgain)
export class AskAgainHandler {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Buses) private readonly buses: Buses,
  ) {}

  async execute({ refusedId, meta }: AskAgain): Promise<Accepted> {
    const [kept]: Kept[] = await this.db.query(
      `SELECT reader, command, body, event_id, consortium_id
        FROM event_sourcing.refused_asks WHERE command_id = $1`,
      [refusedId],
    );
    if (!kept || !maySettle(meta.actor, kept)) notFound();
    const message = commandNamed(kept.command);
    if (!message) throw new Error(`No command is called ${kept.command}.`);
    await this.note(refusedId, meta);
    const { correlationId, actor } = meta;
    const line = { command: kept.command, refusedId, askedAgainBy: actor.id, correlationId };
    try {
      const accepted = await this.buses.command(
        message,
        kept.body,
        asProcess(kept, refusedId, meta),
      );
      await this.settle(refusedId);
      logger.info({ ...line, outcome: 'accepted' }, 'What was refused was asked again.');
      return accepted;
    } catch (error) {
      if (error instanceof Refused) await this.keep(refusedId, error);
      const outcome = error instanceof Refused ? error.code : 'failed';
      logger.info({ ...line, outcome }, 'What was refused was asked again.');
      throw error;
    }
  }

  /** Who has it asked again stands there before it has any effect: the event names the process. */
  private async note(refusedId: string, { actor }: Meta): Promise<void> {
    await this.db.query(
      `UPDATE event_sourcing.refused_asks
        SET asked_again_by = $2, asked_again_at = clock_timestamp()
        WHERE command_id = $1 AND settled_at IS NULL`,
      [refusedId, actor.id],
    );
  }

  private async settle(refusedId: string): Promise<void> {
    await this.db.query(
      `UPDATE event_sourcing.refused_asks SET settled_at = clock_timestamp()
        WHERE command_id = $1 AND settled_at IS NULL`,
      [refusedId],
    );
  }

  /** The reason may be another one by now. */
  private async keep(refusedId: string, { code, message }: Refused): Promise<void> {
    await this.db.query(
      `UPDATE event_sourcing.refused_asks SET code = $2, message = $3, at = clock_timestamp()
        WHERE command_id = $1 AND settled_at IS NULL`,
      [refusedId, code, message],
    );
  }
}

function maySettle(actor: Actor, { consortium_id: consortiumId }: Kept): boolean {
  if (isOperator(actor)) return true;
  return consortiumId !== null && hasRole(actor, consortiumId, 'finance');
}

/** The process asks, as it did; it is asked now. */
function asProcess({ reader, event_id }: Kept, commandId: string, meta: Meta): Meta {
  const { at, correlationId } = meta;
  const actor: Actor = { id: `process:${reader}`, kind: 'service', grants: [] };
  return { commandId, actor, at, correlationId, causationId: event_id };
}
