import { sumPence } from '#libs/money';
import type {
  ChangeCause,
  ComputedShares,
  RestatedShares,
  ShareDifference,
  ShareRow,
  Transfer,
} from '#messages/savings';

/**
 * Official figures put right. They may have in them already what was recorded a moment after their
 * cause; as that leads to no event of its own any more, every cause is told, in the order recorded.
 */
export function restatementOf(
  official: ComputedShares,
  { causes = [], ...shares }: ComputedShares,
  asked: ChangeCause,
): RestatedShares {
  const isAsked = ({ stream, revision }: ChangeCause) =>
    stream === asked.stream && revision === asked.revision;
  // A cause that an earlier restatement told is not among them: then it is not this one's.
  const told = causes.length === 0 ? [asked] : causes;
  const { reason, ...cause } = told.find(isAsked) ?? told[0]!;
  return {
    ...shares,
    reason,
    cause,
    ...(told.length > 1 && { causes: told }),
    differences: differencesOf(official, shares),
    transferChanges: transferChangesOf(official, shares),
  };
}

/** What two full computations differ by: after − before, of those rows alone that do. */
export function differencesOf(before: ComputedShares, after: ComputedShares): ShareDifference[] {
  const [old, now] = [byKey(before.rows), byKey(after.rows)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const { urn, lotId } = (is ?? was)!;
    const by = (of: (row: ShareRow) => number) => (is ? of(is) : 0) - (was ? of(was) : 0);
    const amounts = {
      paysPence: by((row) => row.paysPence),
      baselinePence: by((row) => row.baselinePence),
      savingPence: by((row) => row.savingPence),
    };
    const quantity = by((row) => row.quantity);
    const runningCostPence = by((row) => row.runningCostPence ?? 0);
    const all = [...Object.values(amounts), quantity, runningCostPence];
    if (all.every((one) => one === 0)) return [];
    const more = {
      ...(quantity !== 0 && { quantity }),
      ...(runningCostPence !== 0 && { runningCostPence }),
    };
    return [{ urn, lotId, ...amounts, ...more }];
  });
}

/** What is still to move between members: the transfers after, less those before. Sums to zero. */
export function transferChangesOf(before: ComputedShares, after: ComputedShares): Transfer[] {
  const whose = ({ schoolUrn = '', partyId }: Transfer) => `${schoolUrn} ${partyId}`;
  const [old, now] = [before, after].map(
    ({ transfers = [] }) => new Map(transfers.map((transfer) => [whose(transfer), transfer])),
  ) as [Map<string, Transfer>, Map<string, Transfer>];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const amountPence = sumPence([is?.amountPence ?? 0, -(was?.amountPence ?? 0)]);
    return amountPence === 0 ? [] : [{ ...(is ?? was)!, amountPence }];
  });
}

function byKey(rows: readonly ShareRow[]): Map<string, ShareRow> {
  return new Map(rows.map((row) => [`${row.urn} ${row.lotId}`, row]));
}
