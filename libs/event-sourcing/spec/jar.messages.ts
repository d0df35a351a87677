import { IsOptional, IsUUID } from 'class-validator';
import { IsInstant, IsQuantity } from '#messages/fields';
import { AllowedTo, Command, Query, type Event, type Messages } from '#messages/messages';

// Commands

@AllowedTo('lead', 'system')
export class OpenJar extends Command {
  @IsUUID() readonly jarId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsQuantity() readonly room!: number;
  @IsOptional() @IsInstant() readonly sealedFrom?: string;
}

@AllowedTo('lead', 'school-buyer')
export class PutIn extends Command {
  @IsUUID() readonly jarId!: string;
  @IsQuantity() readonly coins!: number;
  @IsOptional() @IsInstant() readonly by?: string;
}

@AllowedTo('lead')
export class CompareJar extends Command {
  @IsUUID() readonly jarId!: string;
  @IsUUID() readonly withJarId!: string;
}

@AllowedTo('system')
export class SealJar extends Command {
  @IsUUID() readonly jarId!: string;
}

@AllowedTo('system')
export class RingBell extends Command {
  @IsUUID() readonly jarId!: string;
}

// Events

export type JarEvent =
  | Event<
      'JarOpened',
      { jarId: string; consortiumId: string; room: number; sealedFrom: string | null }
    >
  | Event<'CoinsPutIn', { jarId: string; coins: number }>
  | Event<'JarCompared', { jarId: string; isFuller: boolean }>
  | Event<'JarSealed', { jarId: string }>;

// Queries

export interface Jar {
  jarId: string;
  coins: number;
  room: number;
  sealed: boolean;
}

@AllowedTo('signed-in', 'system')
export class FindJar extends Query<Jar | null> {
  @IsUUID() readonly jarId!: string;
}

@AllowedTo('auditor')
export class CountJars extends Query<number> {}

export const jars = {
  name: 'jars',
  commands: { OpenJar, PutIn, CompareJar, SealJar },
  queries: { FindJar, CountJars },
} satisfies Messages;
