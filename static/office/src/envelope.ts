/** An envelope of the journal (JOURNAL.md), opened and made again when a coordinator repairs it. */
import { open, seal } from '../../sealing/age';
import { fromBase64Url, toBase64Url } from '../../sealing/base64url';

export type Fields = Record<string, unknown>;

export interface Opened {
  clear: Fields;
  /** The sealed text of answers, opened; null when there is none or it cannot be opened. */
  sealedText: Fields | null;
  /** The sealed part as it came. */
  sealed: Uint8Array | null;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Opens what the server set aside. Null when even unlocked it is not an envelope of a clear JSON text. */
export async function openQuarantined(file: Uint8Array, keys: readonly string[]): Promise<Opened | null> {
  const whole = await open(file, keys);
  const envelope = record(parse(whole));
  if (!envelope || typeof envelope.clear !== 'string') return null;
  const clear = record(parse(bytesOf(envelope.clear)));
  if (!clear) return null;
  const sealed = typeof envelope.sealed === 'string' ? bytesOf(envelope.sealed) : null;
  const text = sealed ? await open(sealed, keys).catch(() => null) : null;
  return { clear, sealed, sealedText: text && record(parse(text)) };
}

/** Fields of the clear text that a coordinator sets; `id` and `organisation` always, the others where they apply. */
export interface Correction extends Record<string, string> {
  id: string;
  organisation: string;
}

/** The corrected envelope. A sealed text names its entry, so another id means sealing it anew, to the organisation. */
export async function correctedEnvelope(opened: Opened, correction: Correction, recipient: string): Promise<Uint8Array> {
  const { id, organisation } = correction;
  const clear = { ...opened.clear, ...correction };
  const text = opened.sealedText;
  const fits = text === null || (text.entry === id && text.organisation === organisation);
  const sealed = fits ? opened.sealed : await seal(JSON.stringify({ ...text, entry: id, organisation }), [recipient]);
  return encoder.encode(
    JSON.stringify({
      format: 'palier-envelope/1',
      id,
      clear: toBase64Url(encoder.encode(JSON.stringify(clear))),
      sealed: sealed && toBase64Url(sealed),
    }),
  );
}

/** A fresh id of the lane: time-ordered for the log of doors, random for answers. */
export function freshId(kind: unknown, now = Date.now()): string {
  if (typeof kind === 'string' && /^(?:answers|case|attachment)/u.test(kind)) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(now / 0x10000));
  new DataView(bytes.buffer).setUint16(4, now % 0x10000);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}

function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}

function record(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}
