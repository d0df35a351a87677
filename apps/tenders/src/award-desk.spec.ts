import { describe, expect, it } from '@jest/globals';
import { AwardDesk, type Work } from './award-desk.js';

/** Work that ends when it is told to. */
function held<Result>(): {
  work: Work<Result, number>;
  end: (result: Result) => void;
  starts: number;
} {
  let end: (result: Result) => void = () => undefined;
  const result = new Promise<Result>((settle) => (end = settle));
  const made = {
    starts: 0,
    end: (value: Result) => end(value),
    work: async (report: (progress: number) => void) => {
      made.starts += 1;
      report(7);
      return result;
    },
  };
  return made;
}

const soon = () => new Promise((settle) => setTimeout(settle, 5));

describe('The desk at which awards are worked out', () => {
  it('does each piece once, one after another, and tells how each stands', async () => {
    const desk = new AwardDesk();
    const [first, second] = [held<string>(), held<string>()];
    expect(desk.standing('first', first.work)).toEqual({ state: 'waiting', ahead: 0 });
    expect(desk.standing('second', second.work)).toEqual({ state: 'waiting', ahead: 1 });
    await soon();
    expect(desk.standing('first', first.work)).toMatchObject({ state: 'working', progress: 7 });
    expect(second.starts).toBe(0);
    first.end('done');
    await soon();
    expect(desk.standing('first', first.work)).toEqual({ state: 'done', result: 'done' });
    expect(desk.standing('second', second.work)).toMatchObject({ state: 'working' });
    second.end('too');
    expect(await desk.settled('second', second.work, 1_000)).toMatchObject({ result: 'too' });
    expect([first.starts, second.starts]).toEqual([1, 1]);
  });

  it('waits no longer than one has patience', async () => {
    const desk = new AwardDesk();
    const { work, end } = held<string>();
    expect(await desk.settled('one', work, 10)).toMatchObject({ state: 'working' });
    const began = performance.now();
    await soon();
    expect(await desk.soon('one', work, 10)).toMatchObject({ state: 'working' });
    expect(performance.now() - began).toBeLessThan(1_000);
    end('late');
    expect(await desk.settled('one', work, 1_000)).toEqual({ state: 'done', result: 'late' });
  });

  it('goes on after a failure, tells of it once, and does the same again when asked', async () => {
    const desk = new AwardDesk();
    const failure = new RangeError('Faulty.');
    let tries = 0;
    const once = () => (++tries === 1 ? Promise.reject(failure) : Promise.resolve('well'));
    expect(await desk.settled('bad', once, 1_000)).toEqual({ state: 'failed', failure });
    const fine = () => Promise.resolve(1);
    expect(await desk.settled('good', fine, 1_000)).toEqual({ state: 'done', result: 1 });
    expect(await desk.settled('bad', once, 1_000)).toEqual({ state: 'done', result: 'well' });
  });

  it('ends what is under way when the service stops, and starts nothing new', async () => {
    const desk = new AwardDesk();
    const ends = (_: unknown, signal: AbortSignal) =>
      new Promise<never>((_settle, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const first = desk.settled('under way', ends, 1_000);
    const second = desk.settled('next', () => Promise.resolve(1), 1_000);
    await soon();
    desk.onApplicationShutdown();
    expect(await first).toMatchObject({ state: 'failed' });
    expect(await second).toMatchObject({ state: 'failed' });
  });
});
