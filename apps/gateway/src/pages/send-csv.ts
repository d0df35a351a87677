import type { Response } from 'express';

/** Sends a file under a name that says what it is. */
export function sendCsv(response: Response, name: string, csv: string): void {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  response.setHeader('Cache-Control', 'no-store');
  response.attachment(`${plain}.csv`).type('text/csv').send(csv);
}
