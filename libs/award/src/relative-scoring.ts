import { compareFractions, fraction, plus, toNumber, type Fraction } from '#libs/allocation';

/** A quote for the whole of a single-winner lot. */
export interface ScoredQuote {
  readonly quoteId: string;
  readonly pricePence: number;
  /** From 0 to 100. */
  readonly quality: number;
}

/** A quote in its place; equal scores share a rank. */
export interface RelativeScore {
  readonly quoteId: string;
  readonly rank: number;
  /** Of 100 points, to the nearest double; ranks are by the exact score. */
  readonly score: number;
}

/** Who would win if a losing quote had not been there. */
export interface Flip {
  readonly withoutQuoteId: string;
  readonly winnerIds: readonly string[];
}

/** Scores of a lot and the warning that belongs to them. */
export interface RelativeScoring {
  readonly scores: readonly RelativeScore[];
  /** More than one in a tie. */
  readonly winnerIds: readonly string[];
  /** The choice between two quotes hangs on a third that loses. */
  readonly flips: readonly Flip[];
}

/**
 * Relative scoring of one lot with one winner: weight × lowest price ÷ price + (100 − weight) ×
 * quality ÷ 100. It depends on the lowest price offered, so a quote that loses can turn the order of
 * the others (no independence of irrelevant alternatives): every such quote is named. It is not
 * additive and so cannot score a tender of several winners; monetised quality can. O(quotes²).
 * Throws RangeError for prices that are not above 0 and for weights and qualities outside 0 to 100.
 */
export function relativeScoring(
  quotes: readonly ScoredQuote[],
  priceWeight: number,
): RelativeScoring {
  if (!isShare(priceWeight)) throw new RangeError('The weight of the price is from 0 to 100.');
  for (const { quoteId, pricePence, quality } of quotes) {
    if (!Number.isSafeInteger(pricePence) || pricePence < 1) {
      throw new RangeError(`The price of quote ${quoteId} must be at least a penny.`);
    }
    if (!isShare(quality)) throw new RangeError(`The quality of ${quoteId} is from 0 to 100.`);
  }
  const scores = ranked(quotes, priceWeight);
  const winnerIds = firstIn(scores);
  const losers = scores.filter(({ quoteId }) => !winnerIds.includes(quoteId));
  const flips = losers.flatMap(({ quoteId }): Flip[] => {
    const others = firstIn(
      ranked(
        quotes.filter((one) => one.quoteId !== quoteId),
        priceWeight,
      ),
    );
    if (others.join('\n') === winnerIds.join('\n')) return [];
    return [{ withoutQuoteId: quoteId, winnerIds: others }];
  });
  return { scores, winnerIds, flips };
}

function ranked(quotes: readonly ScoredQuote[], priceWeight: number): RelativeScore[] {
  const lowest = quotes.reduce((least, { pricePence }) => Math.min(least, pricePence), Infinity);
  const scored = quotes.map(({ quoteId, pricePence, quality }) => ({
    quoteId,
    exact: plus(
      part(priceWeight, BigInt(lowest), BigInt(pricePence)),
      part(100 - priceWeight, hundredths(quality), 10_000n),
    ),
  }));
  const better = (a: Fraction, b: Fraction) => compareFractions(b, a);
  return scored
    .toSorted((a, b) => better(a.exact, b.exact) || (a.quoteId < b.quoteId ? -1 : 1))
    .map(({ quoteId, exact }) => ({
      quoteId,
      rank: 1 + scored.filter((other) => better(other.exact, exact) < 0).length,
      score: toNumber(exact),
    }));
}

function part(weight: number, n: bigint, d: bigint): Fraction {
  return fraction(hundredths(weight) * n, 100n * d);
}

function hundredths(value: number): bigint {
  return BigInt(Math.round(value * 100));
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 100;
}

function firstIn(scores: readonly RelativeScore[]): string[] {
  return scores.filter(({ rank }) => rank === 1).map(({ quoteId }) => quoteId);
}
