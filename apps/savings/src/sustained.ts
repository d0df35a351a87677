import { ratioPence } from '#libs/money';
import type { ShareRow } from '#messages/savings';

/** An awarded round with its rows. */
export interface RoundOfRows {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly awardedAt: string;
  readonly isSettled: boolean;
  readonly rows: readonly ShareRow[];
}

/** An amount for some units: a price that loses no fraction of a penny. */
interface Price {
  readonly pence: number;
  readonly units: number;
}

/** What a school paid for an item in a settled round, and what it had paid before any. */
interface Bought {
  readonly roundId: string;
  readonly paid: Price;
  readonly origin: Price;
}

/**
 * Rounds in the order of their awards, each row beside what the school's last settled round of the
 * same consortium had brought for the same item already. A saving against an old price that an
 * earlier round has beaten is sustained, not new: it is said beside the new one, never added to it.
 */
export function withSustained(rounds: readonly RoundOfRows[]): RoundOfRows[] {
  const bought = new Map<string, Bought>();
  return rounds.map((round) => {
    const keyOf = ({ urn, item }: ShareRow) => `${round.consortiumId} ${urn} ${item}`;
    const rows = round.rows.map((row) => besideEarlier(row, bought.get(keyOf(row))));
    for (const row of round.isSettled ? round.rows : []) {
      const { quantity: units, paysPence, baselinePence } = row;
      if (units === 0) continue;
      const origin = bought.get(keyOf(row))?.origin ?? { pence: baselinePence, units };
      bought.set(keyOf(row), {
        roundId: round.roundId,
        paid: { pence: paysPence, units },
        origin,
      });
    }
    return { ...round, rows };
  });
}

function besideEarlier(row: ShareRow, earlier: Bought | undefined): ShareRow {
  if (!earlier || row.quantity === 0) return row;
  const at = ({ pence, units }: Price) => ratioPence(pence, row.quantity, units);
  const paid = at(earlier.paid);
  const sustained = {
    sinceRoundId: earlier.roundId,
    newPence: Math.min(row.savingPence, paid - row.paysPence),
    sustainedPence: at(earlier.origin) - paid,
  };
  return { ...row, sustained };
}
