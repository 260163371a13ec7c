/**
 * Sealing, for the tablet and the office alike: age files (https://age-encryption.org/v1) and nothing of our own.
 * Keys live where the caller keeps them; nothing here stores or logs.
 */

/** It brings curves that take a while to set up on a slow tablet: nothing on the way to the code screen waits for them. */
const library = () => import('age-encryption');

/** Gets the library ready before something is to be sealed. */
export async function warmSealing(): Promise<void> {
  await library();
}

/** 2^16: 0.3 s on a desk computer, 1.3 s on a slow tablet; the passphrase rule of `passphrase.ts` counts on it. */
export const WORK_FACTOR = 16;

/** An X25519 private key: age's text, or a key that the browser will not hand out. */
export type PrivateKey = string | CryptoKey;

/** Seals for every recipient (`age1…`); any one of them can open. */
export async function seal(content: Uint8Array | string, recipients: readonly string[]): Promise<Uint8Array> {
  if (recipients.length === 0) throw new Error('Nothing is sealed for nobody.');
  const { Encrypter } = await library();
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

/** An age file as text, for what people carry. */
export async function sealArmored(content: Uint8Array | string, recipients: readonly string[]): Promise<string> {
  const { armor } = await library();
  return armor.encode(await seal(content, recipients)).trim();
}

/** The age file of an armored text. Throws when it is none, or not whole as far as can be seen without a key. */
export async function unarmored(text: string): Promise<Uint8Array> {
  const { armor } = await library();
  const file = armor.decode(text);
  if (!new TextDecoder().decode(file.subarray(0, 32)).startsWith('age-encryption.org/v1\n')) throw new Error('This is not an age file.');
  return file;
}

/** Opens an age file. Throws when no key is that of one of its recipients or a byte was changed. */
export async function open(file: Uint8Array, keys: PrivateKey | readonly PrivateKey[]): Promise<Uint8Array> {
  const { Decrypter } = await library();
  const decrypter = new Decrypter();
  for (const key of [keys].flat()) decrypter.addIdentity(key);
  return decrypter.decrypt(file);
}

export interface KeyPair {
  privateKey: string;
  recipient: string;
}

export async function makeKeyPair(): Promise<KeyPair> {
  const { generateX25519Identity, identityToRecipient } = await library();
  const privateKey = await generateX25519Identity();
  return { privateKey, recipient: await identityToRecipient(privateKey) };
}

export async function recipientOf(key: PrivateKey): Promise<string> {
  return (await library()).identityToRecipient(key);
}

/** Locks a private key with a passphrase: an armored age file that the server may keep. */
export async function wrapKey(privateKey: string, passphrase: string, workFactor = WORK_FACTOR): Promise<string> {
  const { Encrypter, armor } = await library();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(normalisePassphrase(passphrase));
  encrypter.setScryptWorkFactor(workFactor);
  return armor.encode(await encrypter.encrypt(privateKey));
}

/** The private key of `wrapKey`. Throws when the passphrase is wrong. */
export async function unwrapKey(wrapped: string, passphrase: string): Promise<string> {
  const { Decrypter, armor } = await library();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(normalisePassphrase(passphrase));
  return (await decrypter.decrypt(armor.decode(wrapped), 'text')).trim();
}

/** Accents typed on another keyboard and a second space between words are the same passphrase. */
export function normalisePassphrase(passphrase: string): string {
  return passphrase.normalize('NFC').trim().replace(/\s+/gu, ' ');
}

/** SHA-256 of the recipient's text, lower-case hex. */
export async function fingerprint(recipient: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(recipient))));
}

/** What an enrolment link carries of it. */
export async function shortFingerprint(recipient: string): Promise<string> {
  return (await fingerprint(recipient)).slice(0, 32);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
