/** A photo made small: what it shows stays readable, and what the camera wrote beside it (place, hour, device) is gone. */
export const LONGEST_SIDE = 1600;
const LARGEST = 400_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

/** Null when it is not a picture that this browser can read. */
export async function smallPhoto(source: Blob | HTMLVideoElement): Promise<Blob | null> {
  const picture = await createImageBitmap(source).catch(() => null);
  if (!picture) return null;
  try {
    for (const side of [LONGEST_SIDE, 1200, 800]) {
      for (const quality of QUALITIES) {
        const made = await drawn(picture, side, quality);
        if (made && (made.size <= LARGEST || (side === 800 && quality === QUALITIES.at(-1)))) return made;
      }
    }
    return null;
  } finally {
    picture.close();
  }
}

function drawn(picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext('2d');
  if (!paper) return Promise.resolve(null);
  // A transparent picture has white paper behind it, not black.
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); });
}
