/** Reads QR codes from pictures: with the browser's own reader where there is one, else with ours. */
import type { QRCode } from 'jsqr';

export type ReadPicture = (picture: HTMLCanvasElement) => Promise<string | null>;

interface Detector {
  detect(picture: HTMLCanvasElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

export async function pictureReader(): Promise<ReadPicture> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (own && (await own.getSupportedFormats().catch((): string[] => [])).includes('qr_code')) {
    const detector = new own({ formats: ['qr_code'] });
    return async (picture) => (await detector.detect(picture).catch(() => []))[0]?.rawValue ?? null;
  }
  const { default: decode } = await import('jsqr');
  return (picture) => Promise.resolve(readPixels(picture, decode as unknown as Decode)?.data ?? null);
}

type Decode = (pixels: Uint8ClampedArray, width: number, height: number, options: { inversionAttempts: 'dontInvert' }) => QRCode | null;

function readPixels(picture: HTMLCanvasElement, decode: Decode): QRCode | null {
  const { width, height } = picture;
  const pixels = picture.getContext('2d', { willReadFrequently: true })?.getImageData(0, 0, width, height);
  return pixels ? decode(pixels.data, width, height, { inversionAttempts: 'dontInvert' }) : null;
}
