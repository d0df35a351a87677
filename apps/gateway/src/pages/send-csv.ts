import type { Response } from 'express';

/** Sends a file under a name that says what it is. */
export function sendCsv(response: Response, name: string, csv: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response
    .attachment(`${plainName(name)}.csv`)
    .type('text/csv')
    .send(csv);
}

export function sendPdf(response: Response, name: string, pdf: Buffer): void {
  response.setHeader('Cache-Control', 'no-store');
  response
    .attachment(`${plainName(name)}.pdf`)
    .type('application/pdf')
    .send(pdf);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
