import { createHash } from 'node:crypto';

/** The one inline script: it tells the style sheet that scripts run, before the page is painted. */
export const supportScript =
  "document.body.className += ' js-enabled' + " +
  "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');";

/** What the content policy lets in: goes into the edge's `scriptHashes`. */
export const supportScriptHash = `'sha256-${sha256(supportScript)}'`;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
