/** Some schools that join in one pass over the distribution of a sum: how far each term reaches. */
export interface Pass {
  /** What two schools, or three of one quantity, want: the first, the second and all of it. */
  readonly offsets: readonly [number, number, number];
  readonly schools: 2 | 3;
  /** By how much the sum can grow. */
  readonly widens: number;
}

/**
 * Three schools of one quantity in a pass as long as there are three, and what is left over in twos,
 * the smallest first. A quantity of nothing, which changes nothing, makes their number even. Depends
 * on what is wanted only, not on the order of the list.
 */
export function passesOf(quantities: readonly number[]): Pass[] {
  const passes: Pass[] = [];
  const left: number[] = [];
  const ascending = quantities.toSorted((a, b) => a - b);
  for (let i = 0; i < ascending.length; i++) {
    const quantity = ascending[i]!;
    if (ascending[i + 2] === quantity) {
      passes.push(threeOf(quantity));
      i += 2;
    } else {
      left.push(quantity);
    }
  }
  const even = left.length % 2 === 0 ? left : [0, ...left];
  for (let i = 0; i < even.length; i += 2) passes.push(twoOf(even[i]!, even[i + 1]!));
  return passes.sort((a, b) => a.widens / a.schools - b.widens / b.schools);
}

/** What mixes the chances of the sums before and after, first, second and all more: they sum to 1. */
export function weightsOf({ schools }: Pass, chance: number): [number, number, number, number] {
  const rest = 1 - chance;
  if (schools === 2) return [rest * rest, rest * chance, rest * chance, chance * chance];
  const [one, two] = [3 * rest * rest * chance, 3 * rest * chance * chance];
  return [rest * rest * rest, one, two, chance * chance * chance];
}

function twoOf(small: number, large: number): Pass {
  return { offsets: [small, large, small + large], schools: 2, widens: small + large };
}

function threeOf(quantity: number): Pass {
  return { offsets: [quantity, 2 * quantity, 3 * quantity], schools: 3, widens: 3 * quantity };
}
