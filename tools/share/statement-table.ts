import { html, type Html } from './html.js';

/** A column of a table for people; money and counts stand to the right. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => string;
  /** The cell of the last line; nothing where there is nothing to add up. */
  readonly total?: string;
  readonly isNumber?: boolean;
}

/** A table with its caption; the first column heads its rows, the last line adds up. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  id: string,
): Html {
  const kind = ({ isNumber }: Column<Row>) => (isNumber ? html` class="number"` : undefined);
  const [first, ...others] = columns as [Column<Row>, ...Column<Row>[]];
  const line = (row: Row) =>
    html`<tr>
      <th scope="row">${first.cell(row)}</th>
      ${others.map((column) => html`<td${kind(column)}>${column.cell(row)}</td>`)}
    </tr>`;
  return html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
    <table>
      <caption id="${id}">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${kind(column)}>${column.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(line)}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${first.total}</th>
          ${others.map((column) => html`<td${kind(column)}>${column.total}</td>`)}
        </tr>
      </tfoot>
    </table>
  </div>`;
}
