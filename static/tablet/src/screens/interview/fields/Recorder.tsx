/** A recording of two minutes at most, kept when it ends, whoever ends it. */
import { createSignal, onCleanup, Show } from 'solid-js';

import { Icon } from '../../icons';

const LONGEST = 120;
const BITS = 32_000;
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export function Recorder(props: { disabled: boolean; again: boolean; onRecorded: (sound: Blob) => void; onRefused: (sentence: string) => void }) {
  const [seconds, setSeconds] = createSignal<number | null>(null);
  const [asking, setAsking] = createSignal(false);
  let recorder: MediaRecorder | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let gone = false;

  function stop(): void {
    clearInterval(timer);
    setSeconds(null);
    if (recorder?.state === 'recording') recorder.stop();
  }
  async function start(): Promise<void> {
    setAsking(true);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
      const made = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(kind && { mimeType: kind }) });
      const pieces: Blob[] = [];
      made.ondataavailable = ({ data }) => pieces.push(data);
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        props.onRecorded(new Blob(pieces, { type: made.mimeType.split(';')[0] ?? 'audio/webm' }));
      };
      if (gone) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      recorder = made;
      made.start();
      setSeconds(0);
      timer = setInterval(() => {
        const next = (seconds() ?? 0) + 1;
        if (next >= LONGEST) stop();
        else setSeconds(next);
      }, 1_000);
    } catch (error) {
      const denied = error instanceof DOMException && error.name === 'NotAllowedError';
      props.onRefused(denied ? 'Le micro n’est pas permis pour Palier sur cette tablette. On peut continuer sans.' : 'Aucun micro n’a répondu. On peut continuer sans.');
    } finally {
      setAsking(false);
    }
  }
  // Leaving the screen ends the recording, and keeps it.
  onCleanup(() => {
    gone = true;
    stop();
  });
  return (
    <Show
      when={seconds() !== null}
      fallback={
        <button type="button" class="button wide act" disabled={props.disabled || asking()} onClick={() => void start()}>
          <Icon name="microphone" />
          {props.again ? 'Enregistrer de nouveau' : 'Enregistrer'}
        </button>
      }
    >
      <button type="button" class="button wide act recording" onClick={stop}>
        <Icon name="stop" />
        <span>
          Arrêter <span role="timer">{clock(seconds() ?? 0)}</span>
        </span>
      </button>
    </Show>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}\u00a0/\u00a02:00`;
}
