import { Inject, type Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { AnyDecider, Commands } from '#libs/decider';
import type { Accepted, Command, MessageClass } from '#messages/messages';
import { CommandHandling } from './command-handling.js';
import { registerMessage } from './message-registry.js';
import { observed } from './observed-command.js';

/** The part of a decider that `commandHandlers` needs to see, whatever its state and facts. */
export type SomeDecider = Pick<AnyDecider, 'stream' | 'scope' | 'initialState'> & {
  readonly needs?: object;
  readonly decide: object;
  readonly evolve: object;
};

/** One handler for each command, all of them the shared one. Every command has one decider. */
export function commandHandlers(commands: Commands, ...deciders: SomeDecider[]): Provider[] {
  return Object.entries(commands).map(([name, message]) => {
    const deciding = deciders.filter(({ decide }) => name in decide);
    const [decider] = deciding;
    if (!decider || deciding.length > 1) {
      throw new Error(`${deciding.length} deciders decide ${name}; one must.`);
    }
    registerMessage(message);
    return handlerOf(name, message, decider as AnyDecider);
  });
}

function handlerOf(name: string, message: MessageClass<Command>, decider: AnyDecider): Provider {
  @CommandHandler(message)
  class Handler {
    constructor(@Inject(CommandHandling) private readonly handling: CommandHandling) {}

    execute(command: Command): Promise<Accepted> {
      return observed(name, command, () => this.handling.handle(decider, name, command));
    }
  }
  Object.defineProperty(Handler, 'name', { value: `${name}Handler` });
  return Handler;
}
