/**
 * What one organisation hands to another about a resident, sealed to the receiver alone; and, for a structure without an
 * account, the key that a link and a spoken code make together. Neither the link's secret nor the code ever reaches a server.
 */
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { bech32 } from '@scure/base';

import { open, seal, type PrivateKey } from './age';
import { fromBase64Url, toBase64Url } from './base64url';

export interface ReferralText {
  /** The referral that this was sealed for: nothing else may be put in its place. */
  referral: string;
  /** The organisation or structure it is for. */
  to: string;
  sender: string;
  /** The sender's recipient, for words back. */
  reply_to: string;
  theme: string;
  name: string;
  telephone: string;
  address: string;
  words: string;
}

const FORMAT = 'palier-referral/1';
const WORDS_FORMAT = 'palier-referral-words/1';
const decoder = new TextDecoder('utf-8', { fatal: true });
const FIELDS = ['referral', 'to', 'sender', 'reply_to', 'theme', 'name', 'telephone', 'address', 'words'] as const;

/** Seals to one recipient, and to no other: not even to the sender. */
export async function sealReferral(text: ReferralText, recipient: string): Promise<Uint8Array> {
  return seal(JSON.stringify({ format: FORMAT, ...text }), [recipient]);
}

/** Null for what this key does not open, or what was sealed for another referral or structure (`to`; null: whichever it names). */
export async function openReferral(file: Uint8Array, keys: readonly PrivateKey[], referral: string, to: string | null): Promise<ReferralText | null> {
  const said = await opened(file, keys);
  if (said?.format !== FORMAT || said.referral !== referral || (to !== null && said.to !== to)) return null;
  return FIELDS.every((field) => typeof said[field] === 'string') ? (said as unknown as ReferralText) : null;
}

export async function sealWords(words: string, referral: string, recipient: string): Promise<Uint8Array> {
  return seal(JSON.stringify({ format: WORDS_FORMAT, referral, words }), [recipient]);
}

/** Null for what this key does not open, or what answers another referral. */
export async function openWords(file: Uint8Array, keys: readonly PrivateKey[], referral: string): Promise<string | null> {
  const said = await opened(file, keys);
  return said?.format === WORDS_FORMAT && said.referral === referral && typeof said.words === 'string' ? said.words : null;
}

async function opened(file: Uint8Array, keys: readonly PrivateKey[]): Promise<Record<string, unknown> | null> {
  const value: unknown = await open(file, keys).then((bytes) => JSON.parse(decoder.decode(bytes)) as unknown, () => null);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** `name` tells the server which referral it is; `secret` stays in the fragment. Bytes. */
export interface Link {
  name: Uint8Array;
  secret: Uint8Array;
}

export interface LinkKey {
  /** An age private key. */
  privateKey: string;
  /** What the server compares with a digest: whoever has it knew link and code. */
  proof: Uint8Array;
}

const BYTES = 16;
const DIGITS = 8;
const WORK = { N: 2 ** 16, r: 8, p: 1, dkLen: 64 };

export function newLink(): Link {
  return { name: crypto.getRandomValues(new Uint8Array(BYTES)), secret: crypto.getRandomValues(new Uint8Array(BYTES)) };
}

/** Eight digits, each as likely as the others: easy to say by telephone, two by two. */
export function newCode(): string {
  const digit = (): number => {
    for (;;) {
      const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
      if (byte < 250) return byte % 10;
    }
  };
  return Array.from({ length: DIGITS }, digit).join('');
}

export function spokenCode(code: string): string {
  return code.match(/\d{2}/gu)?.join(' ') ?? code;
}

/** The code as somebody typed it, with whatever is between the digits; null when it is none. */
export function readCode(typed: string): string | null {
  const digits = typed.replace(/\D/gu, '');
  return digits.length === DIGITS ? digits : null;
}

export function linkFragment(link: Link): string {
  return `${toBase64Url(link.name)}.${toBase64Url(link.secret)}`;
}

/** The link of a fragment (`#` or not); null when it is not whole. */
export function readFragment(fragment: string): Link | null {
  const [name, secret] = fragment.replace(/^#/u, '').split('.').map((part) => (/^[A-Za-z0-9_-]{22}$/u.test(part) ? fromBase64Url(part) : null));
  return name && secret ? { name, secret } : null;
}

/** scrypt of secret and code, with the link's name as salt: half a second of work for each guess. 32 bytes of age key, 32 of proof. */
export async function linkKey(link: Link, code: string): Promise<LinkKey> {
  const text = new TextEncoder();
  const salt = new Uint8Array([...text.encode('palier-referral-link/1'), ...link.name]);
  const made = await scryptAsync(new Uint8Array([...link.secret, ...text.encode(code)]), salt, WORK);
  return { privateKey: bech32.encodeFromBytes('AGE-SECRET-KEY-', made.subarray(0, 32)).toUpperCase(), proof: made.slice(32) };
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}
