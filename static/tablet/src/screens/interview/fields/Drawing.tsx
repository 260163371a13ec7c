/** A drawing or a signature, with a finger. */
import { createSignal, onCleanup, onMount } from 'solid-js';

import './drawing.css';

const WIDTH = 1200;
const HEIGHT = 800;

export function Drawing(props: { title: string; onDrawn: (drawing: Blob) => void; onClose: () => void }) {
  let dialog!: HTMLDialogElement;
  let canvas!: HTMLCanvasElement;
  const [blank, setBlank] = createSignal(true);
  let last: { x: number; y: number } | null = null;

  function at(event: PointerEvent): { x: number; y: number } {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * WIDTH, y: ((event.clientY - box.top) / box.height) * HEIGHT };
  }
  function wipe(): void {
    const paper = canvas.getContext('2d');
    if (!paper) return;
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, WIDTH, HEIGHT);
    setBlank(true);
  }
  function draw(event: PointerEvent): void {
    const paper = canvas.getContext('2d');
    if (!last || !paper) return;
    const now = at(event);
    paper.lineWidth = 5;
    paper.lineCap = 'round';
    paper.strokeStyle = '#1b2b4d';
    paper.beginPath();
    paper.moveTo(last.x, last.y);
    paper.lineTo(now.x, now.y);
    paper.stroke();
    last = now;
    setBlank(false);
  }
  async function keep(): Promise<void> {
    const drawing = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png'); });
    if (drawing) props.onDrawn(drawing);
  }
  onMount(() => {
    dialog.showModal();
    wipe();
  });
  onCleanup(() => { dialog.close(); });
  return (
    <dialog class="drawing" ref={dialog} aria-label={props.title} onCancel={(event) => { event.preventDefault(); props.onClose(); }}>
      <h2>{props.title}</h2>
      <canvas
        ref={canvas} width={WIDTH} height={HEIGHT} aria-label="Feuille où dessiner avec le doigt"
        onPointerDown={(event) => { canvas.setPointerCapture(event.pointerId); last = at(event); draw(event); }}
        onPointerMove={draw} onPointerUp={() => (last = null)} onPointerCancel={() => (last = null)}
      />
      <div class="drawing-foot">
        <button type="button" class="button" onClick={() => { props.onClose(); }}>Annuler</button>
        <button type="button" class="button" disabled={blank()} onClick={wipe}>Recommencer</button>
        <button type="button" class="button primary" disabled={blank()} onClick={() => { void keep(); }}>Garder</button>
      </div>
    </dialog>
  );
}
