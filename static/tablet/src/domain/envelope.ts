/** The exact bytes of an entry. Made once: a retry sends the same. */
import { toBase64Url } from '../../../sealing/base64url';
import type { Bytes } from './ids';

export function textBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function jsonBytes(value: unknown): Bytes {
  return textBytes(JSON.stringify(value));
}

/** `sealed` is the age file of the sealed text, or null. */
export function envelopeBytes(id: string, clear: Uint8Array, sealed: Uint8Array | null): Bytes {
  return jsonBytes({
    format: 'palier-envelope/1', id, clear: toBase64Url(clear), sealed: sealed && toBase64Url(sealed),
  });
}

/** SHA-256, lower-case hex. */
export async function digestOf(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
