import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsOptional, IsUUID, Min } from 'class-validator';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import {
  commandHandlers,
  EVENT_STORE,
  EventSourcingModule,
  readModel,
  type ReadModel,
} from '#libs/event-sourcing';
import { refuse, type Decider } from '#libs/decider';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { IsPence, IsText } from '#messages/fields';
import { AllowedTo, Command, Query, type Event, type Messages } from '#messages/messages';

/** A context just large enough to send messages to. */

@AllowedTo('signed-in')
export class PostParcel extends Command {
  @IsUUID() readonly parcelId!: string;
  @IsText(100) readonly label!: string;
  @IsOptional() @IsPence() readonly postagePence?: number;
}

@AllowedTo('lead')
export class BurnParcel extends Command {
  @IsUUID() readonly parcelId!: string;
}

@AllowedTo('signed-in')
export class FindParcels extends Query<{ parcelId: string; label: string }[]> {
  @IsOptional() @Min(0) @IsPence() readonly leastPence?: number;
}

/** Answers by and by, so that a call can be caught in the middle. */
@AllowedTo('anyone')
export class FindSlowly extends Query<{ asked: string }> {
  @IsOptional() @IsPence() readonly milliseconds?: number;
}

@AllowedTo('anyone')
export class FindFault extends Query<never> {}

export const parcels = {
  name: 'parcels',
  commands: { PostParcel, BurnParcel },
  queries: { FindParcels, FindSlowly, FindFault },
} satisfies Messages;

export type ParcelEvent = Event<
  'ParcelPosted',
  { parcelId: string; label: string; postagePence: number; by: string }
>;

const parcel: Decider<{ posted: boolean }, typeof parcels.commands, ParcelEvent> = {
  stream: ({ parcelId }) => `parcel-${parcelId}`,
  scope: () => ({ consortiumId: 'everybody' }),
  initialState: { posted: false },
  decide: {
    PostParcel: ({ posted }, { parcelId, label, postagePence = 0, meta }) => {
      if (posted) refuse('parcel-posted', 'This parcel has been posted already.');
      return [{ type: 'ParcelPosted', data: { parcelId, label, postagePence, by: meta.actor.id } }];
    },
    BurnParcel: () => refuse('no-fire', 'Parcels are not burnt here.'),
  },
  evolve: { ParcelPosted: () => ({ posted: true }) },
};

@Entity('parcels')
export class ParcelRow {
  @PrimaryColumn('text') parcelId!: string;
  @Column('text') label!: string;
  @Column('integer') postagePence!: number;
}

const parcelList: ReadModel<ParcelEvent> = {
  name: 'parcel-list',
  version: 1,
  rows: [ParcelRow],
  on: {
    ParcelPosted: (rows, { parcelId, label, postagePence }) =>
      rows.put(ParcelRow, { parcelId, label, postagePence }),
  },
};

@QueryHandler(FindParcels)
class FindParcelsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ leastPence = 0 }: FindParcels) {
    const rows = await this.db.manager.find(ParcelRow, { order: { label: 'ASC' } });
    return rows
      .filter(({ postagePence }) => postagePence >= leastPence)
      .map(({ parcelId, label }) => ({ parcelId, label }));
  }
}

@QueryHandler(FindSlowly)
class FindSlowlyHandler {
  async execute({ milliseconds = 0, meta }: FindSlowly) {
    await new Promise((settle) => setTimeout(settle, milliseconds));
    return { asked: meta.actor.id };
  }
}

@QueryHandler(FindFault)
class FindFaultHandler {
  async execute(): Promise<never> {
    throw new Error('secret inside of the process');
  }
}

@Module({
  imports: [TypeOrmModule.forFeature([ParcelRow])],
  providers: [
    ...commandHandlers(parcels.commands, parcel),
    readModel(parcelList),
    FindParcelsHandler,
    FindSlowlyHandler,
    FindFaultHandler,
  ],
})
export class ParcelsModule {}

@Module({})
class Ground implements OnApplicationShutdown {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/** Database and log for some modules in one process of a test. */
export function onGround(url: string, ...imports: (DynamicModule | Type)[]): DynamicModule {
  return onGroundOf({ url }, ...imports);
}

/** The same, where few commands may wait at once. */
export function onGroundOf(
  { url, mostWaiting }: { url: string; mostWaiting?: number | undefined },
  ...imports: (DynamicModule | Type)[]
): DynamicModule {
  return {
    module: Ground,
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      EventSourcingModule.forRootAsync({
        useFactory: async () => ({
          store: await createPostgresEventStore({ url }),
          secret: 'the key of a test',
          ...(mostWaiting !== undefined && { mostWaiting }),
        }),
      }),
      ...imports,
    ],
  };
}
