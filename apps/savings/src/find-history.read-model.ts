import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { notFound } from '#libs/decider';
import { EVENT_STORE } from '#libs/event-sourcing';
import type { EventStore, StoredEvent } from '#libs/event-store';
import { FindHistory, type RecordedEvent } from '#messages/savings';
import { visibleEvents } from './history-visibility.js';
import { RoundRow } from './shares.read-model.js';

@QueryHandler(FindHistory)
export class FindHistoryHandler {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(DataSource) private readonly db: DataSource,
  ) {}

  async execute({ stream, revision, meta: { actor } }: FindHistory): Promise<RecordedEvent[]> {
    const events = await this.store.readStream(stream);
    const visible = visibleEvents(events, actor, await this.isAwarded(events));
    const found = visible.filter((event) => revision === undefined || event.revision === revision);
    if (found.length === 0) notFound();
    return found.map(recorded);
  }

  private async isAwarded(events: readonly StoredEvent[]): Promise<boolean> {
    const about = events[0]?.data as { roundId?: string; tenderId?: string } | undefined;
    if (!about) return false;
    const round = this.db.manager
      .createQueryBuilder(RoundRow, 'round')
      .where('round.award IS NOT NULL')
      .andWhere(`(round.roundId = :roundId OR round.award->>'tenderId' = :tenderId)`, {
        roundId: about.roundId ?? '',
        tenderId: about.tenderId ?? '',
      });
    return round.getExists();
  }
}

function recorded(event: StoredEvent): RecordedEvent {
  const { stream, revision, position, id, type, meta, recordedAt, text } = event;
  const { at, actor, commandId, demo = false } = meta;
  const place = { stream, revision, position: String(position) };
  return { ...place, id, type, at, recordedAt, actor, commandId, demo, text };
}
