import type { Response } from 'express';
import type { Role } from '#messages/messages';

/** Who looks at a page, as far as the page needs to know. */
export interface Visitor {
  /** Nobody is signed in when there is no name. */
  readonly name?: string;
  /** The school, trust or supplier that they act for. */
  readonly organisation?: string;
  readonly roles: readonly Role[];
  /** Goes into every form as `formToken` and is compared with the session's. */
  readonly formToken: string;
  /** The data are the invented demonstration: every page says so. */
  readonly demonstration: boolean;
}

export const nobody: Visitor = { roles: [], formToken: '', demonstration: false };

/** Sign-in leaves the visitor with the response, where the views look for it. */
export function seenBy(response: Response, visitor: Visitor): void {
  response.locals['visitor'] = visitor;
}

export function visitorOf(response: Response): Visitor {
  return (response.locals['visitor'] as Visitor | undefined) ?? nobody;
}
