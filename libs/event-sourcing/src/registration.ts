import type { Provider } from '@nestjs/common';
import type { DueTimes, Process, ProcessWithMemory } from './process.js';
import { defineReadModel, type ReadModel } from './read-model.js';

/** What a module wants to be told of the log; found by `EventSourcing` when it starts. */
export class Registration {
  constructor(
    readonly follows:
      | { readonly kind: 'read-model'; readonly model: ReadModel<never> }
      | { readonly kind: 'process'; readonly process: Process<never> }
      | { readonly kind: 'process-with-memory'; readonly process: ProcessWithMemory<never, never> }
      | { readonly kind: 'due-times'; readonly dueTimes: DueTimes<never> },
  ) {}
}

/** Keeps a read model's tables up to date while the app runs. */
export function readModel(model: ReadModel<never>): Provider {
  defineReadModel(model);
  return provide(model.name, new Registration({ kind: 'read-model', model }));
}

/** Runs a process while the app runs. */
export function process(p: Process<never> | ProcessWithMemory<never, never>): Provider {
  const follows =
    'initial' in p
      ? ({ kind: 'process-with-memory', process: p } as const)
      : ({ kind: 'process', process: p } as const);
  return provide(p.name, new Registration(follows));
}

/** Keeps durable due times, and asks what falls due while the app runs. */
export function dueTimes(d: DueTimes<never>): Provider {
  return provide(d.name, new Registration({ kind: 'due-times', dueTimes: d }));
}

function provide(name: string, registration: Registration): Provider {
  return { provide: `follows the log: ${name}`, useValue: registration };
}
