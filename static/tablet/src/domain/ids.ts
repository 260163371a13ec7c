/** Ids and random numbers of entries. UUIDs are lower-case texts, as on the wire. */

export type Bytes = Uint8Array<ArrayBuffer>;
export type Random = (length: number) => Bytes;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Time-ordered id (RFC 9562 §5.7): 48 bits of milliseconds since 1970, the rest random. */
export function uuid7(now: number, random: Random): string {
  const bytes = random(16);
  let rest = now;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return stamped(bytes, 7);
}

/** Random id (RFC 9562 §5.4): says nothing about when it was made. */
export function uuid4(random: Random): string {
  return stamped(random(16), 4);
}

/** Id of a name inside a namespace (RFC 9562 §5.5, SHA-1): the same on every tablet. */
export async function uuid5(namespace: string, name: string): Promise<string> {
  const text = new TextEncoder().encode(name);
  const input = new Uint8Array(16 + text.length);
  input.set(bytesOfUuid(namespace));
  input.set(text, 16);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', input));
  return stamped(digest.slice(0, 16), 5);
}

function stamped(bytes: Bytes, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function bytesOfUuid(uuid: string): Bytes {
  if (!isUuid(uuid)) throw new Error('This is not a UUID.');
  return Uint8Array.from(uuid.replaceAll('-', '').match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}
