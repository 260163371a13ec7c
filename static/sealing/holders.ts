/** Coordinators' own keys, and the copies of the organisation's that they hold. See JOURNAL.md, "Keys". */
import { fingerprint, makeKeyPair, open, recipientOf, sealArmored, unarmored, unwrapKey, wrapKey, type KeyPair } from './age';
import { authenticate } from './rotation';

export interface OwnKey {
  recipient: string;
  wrapped_key: string;
}

export interface Copy {
  sealed: string;
  proof: string;
}

/** What a person's passphrase opens: their private key, and the organisation's recipient that they know it to have. */
export interface OpenedOwn {
  privateKey: string;
  organisation: string | null;
}

const PIN = /^# organisation: (age1[0-9a-z]+)$/mu;
const PRIVATE = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/mu;
const decoder = new TextDecoder();

/** An identity file as age reads it: the comment holds what no server may change. */
export async function lockOwn(pair: KeyPair, organisation: string, passphrase: string, workFactor?: number): Promise<OwnKey> {
  const text = `# organisation: ${organisation}\n${pair.privateKey}\n`;
  return { recipient: pair.recipient, wrapped_key: await wrapKey(text, passphrase, workFactor) };
}

/** Throws when the passphrase is wrong, or there is no key in it. */
export async function openOwn(wrapped: string, passphrase: string): Promise<OpenedOwn> {
  const text = await unwrapKey(wrapped, passphrase);
  const [privateKey] = PRIVATE.exec(text) ?? [];
  if (privateKey === undefined) throw new Error('There is no private key in this file.');
  return { privateKey, organisation: PIN.exec(text)?.[1] ?? null };
}

/** The organisation's private key for one holder, and the proof that this holder's recipient was compared. */
export async function copyFor(holder: string, privateKey: string): Promise<Copy> {
  const recipient = await recipientOf(privateKey);
  return { sealed: await sealArmored(privateKey, [holder]), proof: await holderProof(privateKey, recipient, holder) };
}

export async function openCopy(sealed: string, own: string): Promise<string> {
  return decoder.decode(await open(await unarmored(sealed), own)).trim();
}

export async function holderProof(privateKey: string, recipient: string, holder: string): Promise<string> {
  const text = ['palier-holder/1', recipient, holder].join('\n');
  return authenticate(new TextEncoder().encode(privateKey), 'palier-holder/1', text);
}

/** What two people read to each other: each side takes the other's recipient from the server, and its own from its own key. */
export async function comparedCode(organisation: string, person: string): Promise<string> {
  const digits = await fingerprint(['palier-compared/1', organisation, person].join('\n'));
  return digits.slice(0, 32).match(/.{4}/gu)?.join(' ') ?? '';
}

export interface KeyOfPast {
  recipient: string;
  follows: string | null;
  sealed_before: string | null;
}

/** The private keys before this one, as far as each opens the one before it: nobody else could have sealed that. */
export async function keysBefore(privateKey: string, recipient: string, keys: readonly KeyOfPast[]): Promise<KeyPair[]> {
  const found: KeyPair[] = [];
  let current: KeyPair = { privateKey, recipient };
  for (;;) {
    const { follows = null, sealed_before: sealed = null } = keys.find((key) => key.recipient === current.recipient) ?? {};
    if (follows === null || sealed === null) return found;
    const before = await openCopy(sealed, current.privateKey).catch(() => null);
    if (before === null || (await recipientOf(before).catch(() => null)) !== follows) return found;
    current = { privateKey: before, recipient: follows };
    found.push(current);
  }
}

export interface NewKey {
  pair: KeyPair;
  sealed_before: string;
}

/** A key that takes the place of another, and opens it. */
export async function nextKey(before: string): Promise<NewKey> {
  const pair = await makeKeyPair();
  return { pair, sealed_before: await sealArmored(before, [pair.recipient]) };
}
