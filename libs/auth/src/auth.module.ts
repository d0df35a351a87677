import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { migrateAuth } from './migration.js';
import { authTables } from './tables.js';

/** The database that every function here takes first; inject it by this name. */
export { DataSource as Database } from 'typeorm';

/** Brings the tables of sign-in. Wants TypeOrmModule.forRoot with `autoLoadEntities` beside it. */
@Module({ imports: [TypeOrmModule.forFeature(authTables)] })
export class AuthModule implements OnModuleInit {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async onModuleInit(): Promise<void> {
    await migrateAuth(this.db);
  }
}
