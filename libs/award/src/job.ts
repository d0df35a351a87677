import type { Highs } from 'highs';
import { bestAward, type AwardOptions, type AwardProgress, type BestAward } from './best-award.js';
import { explainAward, type Explanation, type ExplanationOptions } from './explanation.js';
import type { Award, TenderModel } from './tender-model.js';

/** What a thread of its own is asked. */
export type Job =
  | { kind: 'award'; model: TenderModel; options: AwardOptions }
  | { kind: 'explanation'; model: TenderModel; award: Award; options: ExplanationOptions };

/** What it tells. */
export type Message =
  { progress: AwardProgress } | { result: BestAward | Explanation } | { failure: unknown };

/** Seconds between two signs of life. */
const pause = 0.25;

/** Does the job in this thread. */
export function perform(highs: Highs, job: Job, tell: (message: Message) => void): void {
  try {
    tell({
      result: job.kind === 'award' ? awardFor(highs, job, tell) : explanationFor(highs, job),
    });
  } catch (failure) {
    tell({ failure });
  }
}

function awardFor(
  highs: Highs,
  { model, options }: Extract<Job, { kind: 'award' }>,
  tell: (message: Message) => void,
): BestAward {
  let told = -pause;
  return bestAward(highs, model, options, (progress) => {
    if (progress.seconds - told < pause) return;
    told = progress.seconds;
    tell({ progress });
  });
}

function explanationFor(highs: Highs, job: Extract<Job, { kind: 'explanation' }>): Explanation {
  return explainAward(highs, job.model, job.award, job.options);
}
