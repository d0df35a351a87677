import { bestAward, lotByLot, solverOfThread, violations, type AwardProgress } from '#libs/award';
import { largeTender, type TenderSize } from '../../libs/award/src/random-tender.fixture.js';

/** CPU seconds until the cost is proved, and until the award is known to be the only one. */
export async function measuredAward(size: TenderSize, seed: number, ties: boolean) {
  const highs = await solverOfThread();
  const model = largeTender(size, seed);
  const start = process.cpuUsage();
  const spent = () => Math.round(process.cpuUsage(start).user / 100_000) / 10;
  let provedAt: number | undefined;
  const watch = ({ phase }: AwardProgress) => {
    if (phase === 'ties') provedAt ??= spent();
  };
  const best = bestAward(highs, model, { seconds: 3600, ties }, watch);
  const all = spent();
  const simple = lotByLot(highs, model)!;
  return {
    seed,
    quotes: model.quotes.length,
    proved: best.proved,
    gapPence: best.gapPence,
    costPence: best.costPence,
    optimalSolutions: best.optimalSolutions,
    cpuSecondsToProof: provedAt ?? all,
    cpuSecondsToUniqueness: all,
    feasible: violations(model, best.award ?? []).length === 0,
    lotByLotDearerByPence: simple.costPence - (best.costPence ?? Infinity),
    lotByLotBreaks: simple.violations,
  };
}
