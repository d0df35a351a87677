import type { Command, MessageClass, Messages, Query } from '#messages/messages';

const known = new Map<string, MessageClass>();

/** Makes the messages of a context findable by name: durable due times store names. */
export function registerMessages(messages: Pick<Messages, 'commands' | 'queries'>): void {
  for (const message of [
    ...Object.values<MessageClass>(messages.commands),
    ...Object.values<MessageClass>(messages.queries),
  ]) {
    registerMessage(message);
  }
}

/** Makes one message findable by its class name. Two classes of one name are a bug and throw. */
export function registerMessage(message: MessageClass): void {
  const before = known.get(message.name);
  if (before && before !== message) throw new Error(`Two messages are called ${message.name}.`);
  known.set(message.name, message);
}

/** The command class of this name, if any context here sends or answers it. */
export function commandNamed(name: string): MessageClass<Command> | undefined {
  return known.get(name) as MessageClass<Command> | undefined;
}

/** The query class of this name, if any context here sends or answers it. */
export function queryNamed(name: string): MessageClass<Query<unknown>> | undefined {
  return known.get(name) as MessageClass<Query<unknown>> | undefined;
}
