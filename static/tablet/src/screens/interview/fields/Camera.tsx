/**
 * The camera inside the app. The system's own camera is another app: on a small tablet the browser may be closed behind it, and its
 * photo may stay in the gallery.
 */
import { createSignal, onCleanup, onMount, Show } from 'solid-js';

import { Icon } from '../../icons';
import { smallPhoto } from './photo';
import './camera.css';

interface CameraProps {
  facing: 'environment' | 'user';
  onTaken: (photo: Blob) => void;
  onClose: () => void;
  /** There is no camera, or it is not permitted. */
  onRefused: (sentence: string) => void;
}

export function Camera(props: CameraProps) {
  let dialog!: HTMLDialogElement;
  let video!: HTMLVideoElement;
  let stream: MediaStream | null = null;
  let gone = false;
  const [ready, setReady] = createSignal(false);
  // Where the camera looks first; the person may turn it.
  // eslint-disable-next-line solid/reactivity
  const [facing, setFacing] = createSignal(props.facing);

  function stop(): void {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
  }
  async function start(): Promise<void> {
    stop();
    setReady(false);
    try {
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing(), width: { ideal: 1920 }, height: { ideal: 1920 } }, audio: false });
      if (gone) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream = opened;
      video.srcObject = opened;
      await video.play();
      setReady(true);
    } catch (error) {
      if (gone) return;
      const denied = error instanceof DOMException && error.name === 'NotAllowedError';
      props.onRefused(denied ? 'L’appareil photo n’est pas permis pour Palier sur cette tablette. On peut choisir une image, ou continuer sans.' : 'Aucun appareil photo n’a répondu. On peut choisir une image, ou continuer sans.');
    }
  }
  async function take(): Promise<void> {
    setReady(false);
    const photo = await smallPhoto(video);
    if (gone) return;
    if (photo) props.onTaken(photo);
    else setReady(true);
  }
  onMount(() => {
    dialog.showModal();
    void start();
  });
  onCleanup(() => {
    gone = true;
    stop();
    dialog.close();
  });
  return (
    <dialog class="camera" ref={dialog} aria-label="Appareil photo" onCancel={(event) => { event.preventDefault(); props.onClose(); }}>
      <video ref={video} playsinline muted />
      <div class="camera-foot">
        <button type="button" class="button" onClick={() => { props.onClose(); }}>Annuler</button>
        <button type="button" class="shutter" aria-label="Prendre la photo" disabled={!ready()} onClick={() => void take()}>
          <Show when={!ready()}><span class="spinner" /></Show>
        </button>
        <button type="button" class="button" aria-label="Changer de côté" onClick={() => { setFacing(facing() === 'user' ? 'environment' : 'user'); void start(); }}>
          <Icon name="turn" />
        </button>
      </div>
    </dialog>
  );
}
