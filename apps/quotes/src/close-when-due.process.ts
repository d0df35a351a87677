import type { DueTimes } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import { CloseSubmissions, type SubmissionsEvent } from '#messages/quotes';

const close = (tenderId: string, at: string | null) => [
  { key: tenderId, at, ask: ask(CloseSubmissions, { tenderId }) },
];

/** Quotes close at the tender's deadline, whatever was down in between. */
export const closeWhenDue: DueTimes<SubmissionsEvent> = {
  name: 'close-when-due',
  on: {
    SubmissionsOpened: ({ tenderId, closesAt }) => close(tenderId, closesAt),
    SubmissionsStopped: ({ tenderId }) => close(tenderId, null),
  },
};
