import { sumPence } from '#libs/money';
import { gridPerPenny } from './pennies.js';

/** Exact shares of several lots: `cells[row][column]` in pence, a row a school, a column a lot. */
export interface ShareTable {
  readonly rows: readonly string[];
  readonly columns: readonly { readonly id: string; readonly totalPence: number }[];
  readonly cells: readonly (readonly number[])[];
}

/**
 * Controlled rounding: every cell becomes its penny below or above, every column sums to its total,
 * every row to a penny below or above its exact sum, and so everything ties (B. D. Causey,
 * L. H. Cox and L. R. Ernst, Applications of transportation theory to statistical problems, 1985).
 *
 * A row of remainders makes every margin whole. Cells with a fraction are then edges between
 * rows and columns: each that closes a circle is settled by moving pennies round it, up and down in
 * turn, the shorter way to a whole cell; no fraction can be left over, because a tree has leaves
 * and a leaf's margin is whole. Rows and columns are taken by id: the order of the table changes
 * nothing. O(cells · (rows + columns)).
 * Throws RangeError when a column's cells do not sum to its total.
 */
export function twoWayPennies({ rows, columns, cells }: ShareTable): number[][] {
  const rowOrder = orderOf(rows);
  const columnOrder = orderOf(columns.map(({ id }) => id));
  const split = columnOrder.map((j) =>
    columnPoints(
      rowOrder.map((i) => cells[i]![j]!),
      columns[j]!.totalPence,
    ),
  );
  const remainders = rowOrder.map((_, i) => {
    const sum = split.reduce((all, column) => all + column[i]!.points, 0);
    return (gridPerPenny - (sum % gridPerPenny)) % gridPerPenny;
  });
  const settled = settle([
    ...split.map((column) => column.map(({ points }) => points)),
    remainders,
  ]);
  const result = rows.map(() => columns.map(() => 0));
  columnOrder.forEach((j, column) =>
    rowOrder.forEach((i, row) => {
      result[i]![j] = sumPence([split[column]![row]!.whole, settled[column]![row]!]);
    }),
  );
  return result;
}

/** Whole pence and points of the grid above them. */
interface Split {
  readonly whole: number;
  readonly points: number;
}

/** What rounding of doubles left of a column goes to its largest cell. */
function columnPoints(shares: readonly number[], totalPence: number): Split[] {
  const split = shares.map(splitOf);
  const whole = sumPence(split.map((cell) => cell.whole));
  const points = split.reduce((sum, cell) => sum + cell.points, 0);
  const missing = (totalPence - whole) * gridPerPenny - points;
  if (Math.abs(missing) > gridPerPenny / 100) {
    throw new RangeError(`The shares of a lot do not sum to its ${totalPence} pence.`);
  }
  const largest = shares.reduce((best, share, i) => (share > shares[best]! ? i : best), 0);
  return split.map((cell, i) => (i === largest ? carried(cell, missing) : cell));
}

function splitOf(pence: number): Split {
  const whole = Math.floor(pence);
  return carried({ whole, points: 0 }, Math.round((pence - whole) * gridPerPenny));
}

function carried({ whole, points }: Split, more: number): Split {
  const pennies = Math.floor((points + more) / gridPerPenny);
  return { whole: whole + pennies, points: points + more - pennies * gridPerPenny };
}

/** An edge of the forest: one cell that is not yet whole. */
interface Cell {
  readonly column: number;
  readonly row: number;
}

/** Each cell's points to 0 or 1 penny, all margins kept; `points[column][row]`. */
function settle(points: number[][]): number[][] {
  const height = points[0]?.length ?? 0;
  const forest = Array.from({ length: points.length + height }, () => new Map<number, Cell>());
  const isOpen = ({ column, row }: Cell) => points[column]![row]! % gridPerPenny !== 0;
  points.forEach((cells, column) =>
    cells.forEach((_, row) => {
      const cell = { column, row };
      if (!isOpen(cell)) return;
      const [from, to] = [column, points.length + row];
      const circle = [cell, ...pathBetween(forest, from, to)];
      if (circle.length > 1) moveRound(points, circle);
      for (const one of circle) {
        const [a, b] = [one.column, points.length + one.row];
        if (isOpen(one)) {
          forest[a]!.set(b, one);
          forest[b]!.set(a, one);
        } else {
          forest[a]!.delete(b);
          forest[b]!.delete(a);
        }
      }
    }),
  );
  if (forest.some(({ size }) => size > 0)) throw new Error('A margin was not whole.');
  return points.map((cells) => cells.map((one) => one / gridPerPenny));
}

/** The only path in a forest, if there is one; else nothing. */
function pathBetween(forest: readonly Map<number, Cell>[], from: number, to: number): Cell[] {
  const cameFrom = new Map<number, number>([[from, from]]);
  const open = [from];
  for (let node = open.pop(); node !== undefined && node !== to; node = open.pop()) {
    for (const next of forest[node]!.keys()) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      open.push(next);
    }
  }
  const path: Cell[] = [];
  if (!cameFrom.has(to)) return path;
  for (let node = to; node !== from; node = cameFrom.get(node)!) {
    path.push(forest[node]!.get(cameFrom.get(node)!)!);
  }
  return path;
}

/** Up and down in turn, by as little as makes one cell whole. */
function moveRound(points: number[][], circle: readonly Cell[]): void {
  const values = circle.map(({ column, row }) => points[column]![row]!);
  const space = (up: number) =>
    Math.min(...values.map((value, i) => (i % 2 === up ? gridPerPenny - value : value)));
  const [up, down] = [space(0), space(1)];
  const move = up <= down ? up : -down;
  circle.forEach(({ column, row }, i) => {
    points[column]![row]! += i % 2 === 0 ? move : -move;
  });
}

function orderOf(ids: readonly string[]): number[] {
  return [...ids.keys()].sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
}
