/** The camera, looking for codes. Refused or missing, it says so, and files remain. */
import { createSignal, onCleanup, onMount, Show } from 'solid-js';

import { pictureReader } from '../../../../qr/scan';

const WIDEST = 720;

export function Scanner(props: { hint: string; progress?: { seen: number; total: number }; onText: (text: string) => void; onRefused: (sentence: string) => void }) {
  const [ready, setReady] = createSignal(false);
  let video!: HTMLVideoElement;
  let stopped = false;
  const isOver = () => stopped;

  onMount(() => {
    const started = start();
    onCleanup(() => {
      stopped = true;
      void started.then((stream) => { for (const track of stream?.getTracks() ?? []) track.stop(); });
    });
  });
  async function start(): Promise<MediaStream | null> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
      video.srcObject = stream;
      await video.play();
      setReady(true);
      void look();
      return stream;
    } catch (error) {
      // Gone from the screen before the camera answered.
      if (stopped) return video.srcObject as MediaStream | null;
      const denied = error instanceof DOMException && error.name === 'NotAllowedError';
      props.onRefused(
        denied
          ? 'L’appareil photo n’est pas permis pour Palier sur cette tablette. Rien n’a changé. Passez par le fichier, ou par les chiffres.'
          : 'Aucun appareil photo n’a répondu. Rien n’a changé. Passez par le fichier, ou par les chiffres.',
      );
      return null;
    }
  }
  async function look(): Promise<void> {
    const read = await pictureReader();
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });
    while (!isOver()) {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      if (context === null || video.videoWidth === 0) continue;
      const shrink = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * shrink);
      canvas.height = Math.round(video.videoHeight * shrink);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = await read(canvas);
      if (text !== null && !isOver()) props.onText(text);
    }
  }
  return (
    <div class="scanner">
      <div class="scanner-view">
        {/* What the camera sees has no words. */}
        <video ref={video} muted playsinline aria-label="Ce que voit l’appareil photo" />
        <Show when={ready()} fallback={<span class="spinner" />}>
          <span class="scanner-aim" />
        </Show>
      </div>
      <p class="soft">{props.hint}</p>
      <Show when={props.progress && props.progress.total > 0 ? props.progress : null}>
        {(progress) => (
          <p class="scanner-progress" role="status">
            <progress value={progress().seen} max={progress().total} aria-label="Images lues" />
            <span>
              {progress().seen}/{progress().total} images
            </span>
          </p>
        )}
      </Show>
    </div>
  );
}
