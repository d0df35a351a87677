import { StoreFailed } from '../event-store.js';

/** A KurrentDB server, and the part of its log that is ours. */
export interface Target {
  /** What the client is given. */
  readonly server: string;
  /** Names this installation on a server that several share: `commonpurse` unless it is told. */
  readonly installation: string;
}

const hosts = String.raw`([^\s:@/?]+:[^\s@/?]+@)?[\w.-]+(:\d{1,5})?(,[\w.-]+(:\d{1,5})?)*`;
const address = new RegExp(String.raw`^kurrentdb(\+discover)?://${hosts}/?(\?\S*)?$`);

/**
 * Reads `kurrentdb://host:2113?tls=false&installation=name`. The installation is ours to read, all
 * other parameters are the client's. Not retryable when it cannot be read; the sentence does not
 * repeat the address, which may hold a password.
 */
export function kurrentTarget(url: string): Target {
  if (!address.test(url)) {
    throw new StoreFailed('must look like kurrentdb://user:password@host:2113.', false);
  }
  const [server = '', parameters = ''] = url.split('?');
  const given = parameters.split('&').filter((each) => each !== '');
  const ours = given.filter((each) => each.startsWith('installation='));
  const installation = ours.at(-1)?.slice('installation='.length) ?? 'commonpurse';
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(installation)) {
    const sentence = 'has an installation that is not 1 to 40 small letters, digits and hyphens.';
    throw new StoreFailed(sentence, false);
  }
  // A lost race must be told as such, with the revision that the stream really has.
  const kept = given.filter((each) => !ours.includes(each) && !/^throwonappend/i.test(each));
  return { server: `${server}?${[...kept, 'throwOnAppendFailure=true'].join('&')}`, installation };
}
