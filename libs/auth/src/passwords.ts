import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { Invalid } from '#messages/receive';

/** OWASP's scrypt parameters: 128 MiB of memory for one guess. */
const current = { N: 2 ** 17, r: 8, p: 1 };
const keyLength = 32;

/** A password's hash with its parameters and salt, as `N:r:p:salt:key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, current);
  return [
    current.N,
    current.r,
    current.p,
    salt.toString('base64url'),
    key.toString('base64url'),
  ].join(':');
}

/** Is it this password? Takes as long for no hash at all, so that an answer tells nothing. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [N, r, p, salt = '', key = ''] = (hash ?? nobodys).split(':');
  const parameters = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, 'base64url'), parameters);
  const wanted = Buffer.from(key, 'base64url');
  return given.length === wanted.length && timingSafeEqual(given, wanted) && hash !== undefined;
}

const nobodys = `${current.N}:${current.r}:${current.p}:bm9ib2R5LW5vYm9keS0w:${'A'.repeat(43)}`;

function derive(password: string, salt: Buffer, { N, r, p }: ScryptOptions): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * (N ?? 1) * (r ?? 1) };
  return new Promise((settle, fail) =>
    scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) =>
      error ? fail(error) : settle(key),
    ),
  );
}

const shortest = 12;
const longest = 200;

/** Refuses what is guessed first. NIST SP 800-63B: length and a list, no rules of composition. */
export function refuseWeak(password: string, email: string): void {
  const sentence = weakness(password, email);
  if (sentence) throw new Invalid([{ path: 'password', message: sentence }]);
}

function weakness(password: string, email: string): string | undefined {
  if ([...password].length < shortest) return `Use a password of at least ${shortest} characters.`;
  if (password.length > longest) return `Use a password of at most ${longest} characters.`;
  const plain = password.toLowerCase();
  const [name = '', domain = ''] = email.toLowerCase().split('@');
  if (plain.includes(email.toLowerCase()) || plain === `${name}${domain}`) {
    return 'Use a password that does not contain your e-mail address.';
  }
  if (name.length >= 4 && lettersOf(plain) === lettersOf(name)) {
    return 'Use a password that is not your name with numbers added.';
  }
  return isCommon(plain)
    ? 'This password is one that many people use. Three random words make a good one.'
    : undefined;
}

/** Guessed first: one character repeated, a run of keys, or a common word with a tail of digits. */
function isCommon(plain: string): boolean {
  if (new Set(plain).size <= 3) return true;
  if (runs.some((run) => run.includes(plain) || run.includes([...plain].reverse().join('')))) {
    return true;
  }
  const word = lettersOf(unleet(plain));
  return commonWords.some((common) => word === common || word === common + common);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^a-z]/g, '');
}

/** `p@ssw0rd` → `password`; a tail of digits and signs is left alone, it is dropped later. */
function unleet(text: string): string {
  const letters: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '0': 'o',
    $: 's',
  };
  const body = text.replace(/[^a-z]+$/, '');
  return [...body].map((character) => letters[character] ?? character).join('');
}

const runs = [
  '01234567890123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnmqwertyuiop',
  '1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];

const commonWords = `
  password passwort passphrase letmein letmeinplease welcome welcomeback iloveyou iloveyousomuch
  administrator admin changeme changemenow qwerty qwertyuiop qwertyuiopasdf asdfghjkl zxcvbnm
  football liverpool manchester chelsea arsenal everton sunshine princess superman batman monkey
  dragon baseball basketball michael jennifer charlie thomas computer internet secret mypassword
  thisismypassword trustno starwars pokemon summer winter autumn spring monday january february
  september october november december school schools teacher headteacher academy primaryschool
  education england london birmingham commonpurse procurement correcthorsebatterystaple
`
  .trim()
  .split(/\s+/);
