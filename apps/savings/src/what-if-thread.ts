import { Worker } from 'node:worker_threads';
import { refuse } from '#libs/decider';
import { answerOrReason, type Answer, type AnswerOrReason } from './what-if-answer.js';
import { quantityOf, type Change, type RoundTruth } from './what-if.js';

export interface Question {
  readonly round: RoundTruth;
  readonly change: Change;
}

/** Schools × units of all lots up to which an answer takes no longer than a page may wait. */
const fewSteps = 1_000_000;
const mostSeconds = 60;

/** Where sources are run as they are, as in tests, there is no worker file. */
const compiled = import.meta.url.endsWith('.js');

/** One at a time: the others wait, so that a crowd of questions takes one core and no more. */
let turn: Promise<unknown> = Promise.resolve();

/** The answer; a large one in a thread of its own, so that the server goes on answering. */
export async function answerInTime(question: Question): Promise<Answer> {
  const { round, change } = question;
  const steps = round.lots.reduce(
    (sum, { demands }) => sum + demands.length * quantityOf(demands),
    0,
  );
  const isSmall = steps <= fewSteps || !compiled;
  const found = isSmall ? answerOrReason(round, change) : await inTurn(question);
  return 'cannot' in found ? refuse('cannot-share', found.cannot) : found;
}

function inTurn(question: Question): Promise<AnswerOrReason> {
  const answer = turn.then(() => inThread(question));
  turn = answer.catch(() => undefined);
  return answer;
}

async function inThread(question: Question): Promise<AnswerOrReason> {
  const file = new URL('./what-if-worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: question, execArgv: [] });
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<AnswerOrReason>((resolve, reject) => {
      timer = setTimeout(() => resolve({ cannot: tooLong }), mostSeconds * 1000).unref();
      worker.on('message', resolve);
      worker.on('error', reject);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const tooLong = `With so many schools and units this takes longer than ${mostSeconds} seconds.`;
