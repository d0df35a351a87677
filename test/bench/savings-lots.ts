import { costFunction, withSpareUnits, type CostFunction, type LotToShare } from '#libs/allocation';
import { seeded } from '../../libs/award/src/random-tender.fixture.js';

/**
 * A lot as a large group would have it: many small schools and few large ones, six all-units tiers
 * that begin from a tenth of all units on. The same for the same seed.
 */
export function largeLot(schools: number, units: number, seed: number): LotToShare {
  const chance = seeded(seed);
  const bell = () => chance() + chance() + chance() + chance() - 2;
  const sizes = Array.from({ length: schools }, () => Math.exp(1.2 * bell()));
  const sum = sizes.reduce((all, size) => all + size, 0);
  const tiers = Array.from({ length: 6 }, (_, i) => ({
    fromQuantity: i === 0 ? 1 : Math.round(units * (0.1 + 0.17 * i * (0.9 + 0.2 * chance()))),
    unitPricePence: Math.round(1500 * (1 - 0.045 * i)),
  }));
  return {
    schedule: { basis: 'all-units', tiers },
    demands: sizes.map((size, i) => {
      const quantity = Math.max(1, Math.round((units * size) / sum));
      return { id: String(100_000 + i), quantity, baselinePence: 1600 * quantity };
    }),
  };
}

/** What is worked on: F̃ and the quantities. */
export interface Sharing {
  readonly cost: CostFunction;
  readonly quantities: readonly number[];
}

export function sharingOf({ schedule, demands }: LotToShare): Sharing {
  return {
    cost: withSpareUnits(costFunction(schedule)),
    quantities: demands.map(({ quantity }) => quantity),
  };
}
