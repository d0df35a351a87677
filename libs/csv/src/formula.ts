/**
 * Would a spreadsheet run this cell? Text that begins with = + - @, a tab or a line break may, also
 * in the full-width forms that some of them accept; a plain number such as `-12.50` does not.
 */
export function isFormula(cell: string): boolean {
  return /^(\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/.test(cell) && !isPlainNumber(cell);
}

function isPlainNumber(cell: string): boolean {
  return /^ *[-+]?£?\d[\d,]*(\.\d+)? *$/.test(cell);
}
