import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { v7 as newId } from 'uuid';
import { authTables } from '#libs/auth';
import { readConfiguration, StorageModule, type Configuration } from '#libs/storage';
import type { Actor, Meta } from '#messages/messages';

@Module({})
class Job {}

/**
 * Does one piece of work beside a running installation: the same handlers on the same log, but
 * no readers and no HTTP. Throws `CannotStart` when nothing is running.
 */
export async function doJob<Result>(
  module: Type,
  work: (app: INestApplicationContext, configuration: Configuration) => Promise<Result>,
): Promise<Result> {
  const configuration = readConfiguration();
  const storage = StorageModule.forRoot(configuration);
  const imports = [storage, TypeOrmModule.forFeature(authTables), module];
  const app = await NestFactory.createApplicationContext(
    { module: Job, imports },
    { logger: ['error', 'fatal'], abortOnError: false },
  );
  try {
    return await work(app, configuration);
  } finally {
    await app.close();
  }
}

/** What a command of a job carries: it is asked by the operator's hand, as a named service. */
export function jobMeta(job: string): Meta {
  const actor: Actor = { id: job, kind: 'service', grants: [] };
  const commandId = newId();
  return { commandId, actor, at: new Date().toISOString(), correlationId: commandId };
}
