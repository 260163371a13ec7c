import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { encode } from 'uqr';

import { Frames, MOST_SHOWN, crc32, framesOf } from './frames';

const decode = jsQR as unknown as (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

/** What a camera would see of a code, so many pixels a module. */
function seen(text: string, scale = 3): string | null {
  const { data, size } = encode(text, { ecc: 'L', border: 4 });
  const width = size * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  data.forEach((row, y) => { row.forEach((dark, x) => {
    if (!dark) return;
    for (let dy = 0; dy < scale; dy += 1) for (let dx = 0; dx < scale; dx += 1) pixels.fill(0, ((y * scale + dy) * width + x * scale + dx) * 4, ((y * scale + dy) * width + x * scale + dx) * 4 + 3);
  }); });
  return decode(pixels, width, width)?.data ?? null;
}

const TEXT = `palier-copy/1 0123456789abcdef\n-----BEGIN AGE ENCRYPTED FILE-----\n${'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBTN2hFSTJsUFRyblMzT0Vt\n'.repeat(60)}-----END AGE ENCRYPTED FILE-----\n`;

describe('a loop of pictures', () => {
  it('adds up to the text, whichever comes first, with some seen twice', async () => {
    const frames = await framesOf(TEXT);
    expect(frames.length).toBeGreaterThan(4);
    const collected = new Frames();
    const order = [...frames.slice(2), ...frames.slice(2, 5), ...frames.slice(0, 2).reverse()];
    for (const frame of order.slice(0, -1)) collected.add(frame);
    expect(await collected.text()).toBeNull();
    expect(collected.progress).toEqual({ seen: frames.length - 1, total: frames.length });
    expect(collected.add(order.at(-1) ?? '')).toBe(true);
    expect(await collected.text()).toBe(TEXT);
  });

  it('survives the way over codes and a camera', async () => {
    const collected = new Frames();
    for (const frame of await framesOf(TEXT)) collected.add(seen(frame) ?? '');
    expect(await collected.text()).toBe(TEXT);
  });

  it('takes no other code, and no damaged frame, for a frame', async () => {
    const [first = '', second = ''] = await framesOf(TEXT);
    const collected = new Frames();
    for (const strange of ['', 'https://example.org', 'palier-copy-kept/1 12345678', first.replace('palier', 'pallier'), first.replace(/^(P1 \w+) 0 \d+/u, '$1 7 3')]) {
      expect(collected.add(strange)).toBe(false);
    }
    expect(collected.add(second)).toBe(true);
    expect(collected.progress.seen).toBe(1);
  });

  it('starts again when the other tablet shows another text', async () => {
    const [old = ''] = await framesOf(TEXT);
    const collected = new Frames();
    collected.add(old);
    for (const frame of await framesOf('palier-receipts/1')) collected.add(frame);
    expect(await collected.text()).toBe('palier-receipts/1');
  });

  it('of the longest text that is shown stays under a hundred', async () => {
    expect((await framesOf('x'.repeat(MOST_SHOWN))).length).toBeLessThan(100);
  });

  it('has the checksum that everybody computes', () => {
    expect(crc32('123456789')).toBe('cbf43926');
  });
});
