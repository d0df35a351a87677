import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/** A browser keeps `__Host-` cookies to this host and to https; plain http cannot have them. */
function nameOf(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-session' : 'session';
}

export function sessionIn(request: Request, publicUrl: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameOf(publicUrl)];
}

export function keepSession(response: Response, publicUrl: string, id: string): void {
  response.cookie(nameOf(publicUrl), id, rulesOf(publicUrl));
}

export function dropSession(response: Response, publicUrl: string): void {
  response.clearCookie(nameOf(publicUrl), rulesOf(publicUrl));
}

function rulesOf(publicUrl: string) {
  const secure = publicUrl.startsWith('https:');
  return { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
}
