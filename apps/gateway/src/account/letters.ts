import type { Letter } from '#libs/auth';

/** To somebody who is new here: the way to a first password. */
export function invitationLetter(to: string, name: string, link: string): Letter {
  const text = `Hello ${name},

you have been invited to Commonpurse, where schools buy together.

Choose your password here. The link works once, within 7 days:
${link}

Did you not expect this? Then leave it alone: without a password nothing happens.
`;
  return { to, subject: 'You have been invited to Commonpurse', text };
}

/** To somebody who is known already and has a new role. */
export function newRoleLetter(to: string, name: string, address: string): Letter {
  const text = `Hello ${name},

you have been given a new role in Commonpurse. Sign in with your usual password to see it:
${address}
`;
  return { to, subject: 'Your new role in Commonpurse', text };
}

/** To somebody who forgot a password. */
export function resetLetter(to: string, name: string, link: string): Letter {
  const text = `Hello ${name},

choose a new password here. The link works once, within one hour:
${link}

Did you not ask for this? Then leave it alone: your password stays as it is.
`;
  return { to, subject: 'Set a new password for Commonpurse', text };
}
