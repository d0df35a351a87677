import { costAt, type CostFunction } from './cost-function.js';
import { gaussLegendre } from './gauss-legendre.js';
import { quantityDistribution, type Bend } from './quantity-distribution.js';

/** Shares in pence before rounding, in the order of the quantities, and how far to trust them. */
export interface Contribution {
  readonly shares: readonly number[];
  readonly certificate: ContributionCertificate;
}

/** What can be said of the accuracy without trusting it. */
export interface ContributionCertificate {
  /** Gauss–Legendre nodes between 0 and 1. */
  readonly nodes: number;
  /** Are there as many as make the integral exact, ⌈n/2⌉? */
  readonly exactNodes: boolean;
  /** The greatest probability that was left out at any node. */
  readonly droppedMass: number;
  /** Σ shares − F(Q), in pence: what rounding of doubles has cost in all. */
  readonly sumErrorPence: number;
}

/**
 * The Shapley value of the game C(S) = F(q(S)): what each school adds to the cost, on average over
 * all orders in which they could have joined. Exact up to the rounding of doubles, for any number of
 * schools: φᵢ = ∫₀¹ E[F(Xₓ + qᵢ) − F(Xₓ)] dx with Xₓ the quantity of the others when each takes
 * part with chance x (G. Owen, Multilinear extensions of games, 1972), a polynomial of degree n − 1.
 *
 * F is a line from 0 with bends and jumps at the tier starts, so a node needs of Xₓ only
 * P(b − qᵢ ≤ Xₓ < b) and E[min(qᵢ, (Xₓ − b + qᵢ)⁺)] at each bend b. Both follow from the same of
 * the full sum by A(t) = (1−x)·Aᵢ(t) + x·Aᵢ(t−qᵢ), solved upwards, which damps errors for x ≤ ½. A
 * node x > ½ is the mirror image of 1 − x: the cost t ↦ F(Q) − F(Q − t) has the same Shapley value.
 *
 * Equal quantities get bit-identical shares, and the order of the list changes no bit.
 * O(nodes · (n · width + Σ over distinct q and bends b of b/q)).
 */
export function contribution(cost: CostFunction, quantities: readonly number[]): Contribution {
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
  const distinct = [...new Set(quantities)].filter((q) => q > 0).sort((a, b) => a - b);
  const count = nodeCount(quantities);
  const sums = new Float64Array(distinct.length);
  const bends = [...bendsOf(cost, total), ...mirrored(bendsOf(cost, total), total)];
  const turns = bends.filter(({ at }) => at > 0 && at <= total);
  const distribution = quantityDistribution(quantities.filter((quantity) => quantity > 0));
  let droppedMass = 0;
  for (const { at, weight } of count > 0 ? gaussLegendre(count) : []) {
    if (at > 0) break;
    const chance = (1 + at) / 2;
    droppedMass = Math.max(droppedMass, distribution.setChance(chance));
    const half = at === 0 ? weight / 4 : weight / 2;
    distribution.expected(turns, distinct, (k, gain) => {
      sums[k]! += half * gain;
    });
  }
  const straight = slopeAtNothing(bends) / 2;
  const share = new Map(distinct.map((quantity, k) => [quantity, sums[k]! + straight * quantity]));
  const shares = quantities.map((quantity) => share.get(quantity) ?? 0);
  const sumErrorPence = sumAscending(shares) - costAt(cost, total);
  const exactNodes = count >= Math.ceil(quantities.filter((q) => q > 0).length / 2);
  return { shares, certificate: { nodes: count, exactNodes, droppedMass, sumErrorPence } };
}

/** 16 + 4.2·√(Q² ÷ Σq²), which leaves less than 1e-9 p; ⌈n/2⌉ where fewer are already exact. */
function nodeCount(quantities: readonly number[]): number {
  const taking = quantities.filter((quantity) => quantity > 0).sort((a, b) => a - b);
  const total = taking.reduce((sum, quantity) => sum + quantity, 0);
  const squares = taking.reduce((sum, quantity) => sum + quantity * quantity, 0);
  if (total === 0) return 0;
  const enough = Math.ceil(16 + 4.2 * Math.sqrt((total * total) / squares));
  return Math.min(Math.ceil(taking.length / 2), enough);
}

/** F(t) = Σ jump·[t ≥ at] + slope·(t − at)⁺ over the bends up to the total. */
function bendsOf(cost: CostFunction, total: number): Bend[] {
  const pieces = cost.filter(({ fromQuantity }) => fromQuantity <= total);
  return pieces.map(({ fromQuantity: at, costPence, slopePence }, i) => {
    const before = pieces[i - 1];
    if (!before) return { at, jump: 0, slope: slopePence };
    const on = before.costPence + before.slopePence * (at - before.fromQuantity);
    return { at, jump: costPence - on, slope: slopePence - before.slopePence };
  });
}

/**
 * The bends of t ↦ F(Q) − F(Q − t), by turning each term round: [Q − t ≥ b] is 1 − [t ≥ Q − b + 1],
 * and (Q − t − b)⁺ is (Q − b) − t + (t − (Q − b))⁺.
 */
function mirrored(bends: readonly Bend[], total: number): Bend[] {
  return bends.flatMap(({ at, jump, slope }) => [
    { at: 0, jump: 0, slope },
    { at: total - at, jump: 0, slope: at === 0 ? 0 : -slope },
    { at: total - at + 1, jump, slope: 0 },
  ]);
}

/** What a unit costs whatever the others do: the part that needs no integral. */
function slopeAtNothing(bends: readonly Bend[]): number {
  return bends.reduce((sum, { at, slope }) => (at === 0 ? sum + slope : sum), 0);
}

/** In one order, whatever order the list has. */
function sumAscending(shares: readonly number[]): number {
  return Float64Array.from(shares)
    .sort()
    .reduce((sum, share) => sum + share, 0);
}
