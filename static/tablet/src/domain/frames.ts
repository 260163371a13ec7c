/** A text as a loop of pictures, each of which says which one it is: whichever is seen first, they add up. JOURNAL.md, "Copies". */
import { digestOf, textBytes } from './envelope';

/** What fits in a code that a cheap camera reads from 20 cm. */
const PER_FRAME = 560;
/** More takes too long to hold two tablets still. */
export const MOST_SHOWN = 40_000;
const MOST_FRAMES = 400;
const FRAME = /^P1 ([0-9a-f]{8}) (\d{1,4}) (\d{1,4}) ([0-9a-f]{8}) ([^]*)$/u;

export async function framesOf(text: string): Promise<string[]> {
  const id = (await digestOf(textBytes(text))).slice(0, 8);
  const total = Math.ceil(text.length / PER_FRAME);
  return Array.from({ length: total }, (_none, index) => {
    const data = text.slice(index * PER_FRAME, (index + 1) * PER_FRAME);
    return `P1 ${id} ${index} ${total} ${crc32(data)} ${data}`;
  });
}

/** Collects the frames of one text. */
export class Frames {
  private id: string | null = null;
  private total = 0;
  private readonly parts = new Map<number, string>();

  get progress(): { seen: number; total: number } {
    return { seen: this.parts.size, total: this.total };
  }

  /** True when it is a frame, new or not. Those of another text start again: the other tablet shows something new. */
  add(scanned: string): boolean {
    const [, id, index, total, crc, data] = FRAME.exec(scanned) ?? [];
    if (id === undefined || data === undefined || crc32(data) !== crc) return false;
    const [at, many] = [Number(index), Number(total)];
    if (many < 1 || many > MOST_FRAMES || at >= many) return false;
    if (id !== this.id || many !== this.total) {
      this.parts.clear();
      this.id = id;
      this.total = many;
    }
    this.parts.set(at, data);
    return true;
  }

  /** The whole text, once every frame was seen. */
  async text(): Promise<string | null> {
    if (this.total === 0 || this.parts.size < this.total) return null;
    const text = Array.from({ length: this.total }, (_none, index) => this.parts.get(index) ?? '').join('');
    if ((await digestOf(textBytes(text))).startsWith(this.id ?? '-')) return text;
    this.parts.clear();
    return null;
  }
}

/** CRC-32 (ISO 3309) of the text's UTF-8 bytes, 8 hex digits. */
export function crc32(text: string): string {
  let crc = 0xffffffff;
  for (const byte of textBytes(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
