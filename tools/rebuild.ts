import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { EventSourcing, RebuildUnderWay } from '#libs/event-sourcing';
import { orSay } from '#libs/running';
import { CannotStart } from '#libs/storage';
import { contextModules } from '../apps/marketplace/src/contexts.js';
import { doJob } from './job.js';
import { progressBar } from './progress-bar.js';

@Module({ imports: contextModules })
class Contexts {}

await orSay(async () => {
  const [name] = process.argv.slice(2);
  await doJob(Contexts, async (app) => {
    const eventSourcing = app.get(EventSourcing);
    const known = eventSourcing.readModels();
    if (name === undefined || !known.includes(name)) return refuse(name, known);
    console.log(await rebuild(eventSourcing, name));
  });
});

function refuse(name: string | undefined, known: readonly string[]): void {
  const said = name === undefined ? '' : `No read model is called ${name}. `;
  console.error(`${said}Name one: npm run rebuild -- NAME. There are:\n  ${known.join('\n  ')}`);
  process.exitCode = 2;
}

/** The pages go on answering from the old rows until the new ones take their place. */
async function rebuild(eventSourcing: EventSourcing, name: string): Promise<string> {
  const began = performance.now();
  const perSecond = (events: number) =>
    Math.round((events * 1000) / Math.max(performance.now() - began, 1)).toLocaleString('en-GB');
  let bar: ReturnType<typeof progressBar> | undefined;
  try {
    const done = await eventSourcing.rebuild(name, {
      told: ({ events, position, head }) => {
        bar ??= progressBar(`Rebuilding ${name}`, Number(head));
        bar.to(Number(position), `${perSecond(events)} events/s`);
      },
    });
    bar?.end();
    const seconds = ((performance.now() - began) / 1000).toLocaleString('en-GB', {
      maximumFractionDigits: 1,
    });
    const events = done?.events ?? 0;
    const rate = `${events.toLocaleString('en-GB')} events in ${seconds} s`;
    const where = `up to position ${done?.position}`;
    return `${name}: ${rate} (${perSecond(events)} a second), ${where}. The new rows answer now.`;
  } catch (failure) {
    if (failure instanceof RebuildUnderWay) throw new CannotStart(failure.message);
    throw failure;
  }
}
