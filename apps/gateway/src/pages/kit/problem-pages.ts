import type { Problem, ProblemPage } from '#libs/http';
import type { ViewService } from './view-service.js';

/** A page that says what went wrong and what to do now. */
export interface FaultPage {
  readonly status: number;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What the log line is found by. */
  readonly reference?: string;
  readonly link: { readonly text: string; readonly href: string };
}

const home = { text: 'Go to the start page', href: '/' };

const pages: Readonly<Record<number, Omit<FaultPage, 'status'>>> = {
  400: {
    title: 'We could not read that request',
    paragraphs: ['Go back, check what you entered and send it again.'],
    link: home,
  },
  401: {
    title: 'Sign in to continue',
    paragraphs: ['You are not signed in, or you were away for more than 30 minutes.'],
    link: { text: 'Sign in', href: '/sign-in' },
  },
  403: {
    title: 'You do not have permission to do this',
    paragraphs: [
      'Your role does not allow it, or the page you came from was open for too long.',
      'Go back, reload the page and try again. If that does not help, ask your lead to check your role.',
    ],
    link: home,
  },
  404: {
    title: 'Page not found',
    paragraphs: [
      'Check that the address is correct, and that you copied all of it.',
      'The page may also be about a school or a round that you cannot see with your role.',
    ],
    link: home,
  },
  409: {
    title: 'This could not be done',
    paragraphs: [
      'Something changed while you were looking at it. Go back, reload the page and try again.',
    ],
    link: home,
  },
  413: {
    title: 'That file is too large',
    paragraphs: ['Choose a smaller file, or split it into several files and send them one by one.'],
    link: home,
  },
  429: {
    title: 'Too many attempts',
    paragraphs: ['Wait a few minutes, then try again.'],
    link: home,
  },
  500: {
    title: 'Sorry, there is a problem with the service',
    paragraphs: [
      'We have noted the problem. What you sent is either recorded in full or not at all.',
      'Try again in a few minutes. If you send the same form again, it is recorded once only.',
    ],
    link: home,
  },
  503: {
    title: 'Sorry, the service is not available',
    paragraphs: ['It is starting, or being looked after. Try again in a few minutes.'],
    link: home,
  },
};

/** The page for a problem: general words, or the rule's own sentence where it says more. */
export function faultPage({ status, detail, correlationId }: Problem): FaultPage {
  const found = pages[status] ?? pages[status < 500 ? 400 : 500];
  if (!found) throw new Error(`No page for ${status}.`);
  const paragraphs = says.has(status) ? [detail] : found.paragraphs;
  return { status, ...found, paragraphs, ...(correlationId ? { reference: correlationId } : {}) };
}

/** Statuses whose sentence was written for the person who reads it. */
const says = new Set([400, 403, 409, 415, 429]);

/** For the edge: every problem outside the API becomes a page. */
export function problemPages(views: ViewService): ProblemPage {
  return (problem, _request, response) => {
    views.sendFault(response, faultPage(problem));
    return true;
  };
}
