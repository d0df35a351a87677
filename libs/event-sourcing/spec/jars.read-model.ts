import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel } from '../src/index.js';
import { CountJars, FindJar, type Jar, type JarEvent } from './jar.messages.js';

@Entity('jars')
export class JarRow implements Jar {
  @PrimaryColumn('text') jarId!: string;
  @Column('bigint') coins!: number;
  @Index()
  @Column('integer')
  room!: number;
  @Column('boolean', { default: false }) sealed!: boolean;
  @Column('timestamptz') touchedAt!: string;
  @Column('jsonb', { nullable: true }) puts!: number[] | null;
}

@Entity('puts')
export class PutRow {
  @PrimaryColumn('text') jarId!: string;
  @PrimaryColumn('integer') revision!: number;
  @Column('integer') coins!: number;
}

export const openJars: ReadModel<JarEvent> = {
  name: 'open-jars',
  version: 1,
  rows: [JarRow, PutRow],
  on: {
    JarOpened: (rows, { jarId, room }, { meta }) =>
      rows.put(JarRow, { jarId, room, coins: 0, sealed: false, touchedAt: meta.at, puts: null }),
    CoinsPutIn: (rows, { jarId, coins }, { meta, revision }) => {
      rows.add(JarRow, jarId, { coins });
      rows.change(JarRow, jarId, (before) => {
        if (!before) throw new Error('Coins were put into no jar.');
        return { ...before, touchedAt: meta.at, puts: [...(before.puts ?? []), coins] };
      });
      rows.put(PutRow, { jarId, revision, coins });
    },
    JarSealed: (rows, { jarId }) => {
      rows.patch(JarRow, jarId, { sealed: true });
      rows.remove(PutRow, { jarId, revision: 1 });
    },
  },
};

/** Cannot get over a put of 13 coins. */
export const superstitious: ReadModel<JarEvent> = {
  name: 'superstitious',
  version: 1,
  rows: [],
  on: {
    CoinsPutIn: (_, { coins }) => {
      if (coins === 13) throw new Error('Thirteen!');
    },
  },
};

@QueryHandler(FindJar)
export class FindJarHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ jarId }: FindJar): Promise<Jar | null> {
    const row = await this.db.manager.findOneBy(JarRow, { jarId });
    if (!row) return null;
    return { jarId, coins: row.coins, room: row.room, sealed: row.sealed };
  }
}

@QueryHandler(CountJars)
export class CountJarsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  execute(): Promise<number> {
    return this.db.manager.count(JarRow);
  }
}
