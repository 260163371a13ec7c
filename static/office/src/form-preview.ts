/** A form in the tablet's screens: the frame tells whether the engine opened it, and this page says so. */

interface Told {
  palier: 'preview';
  opened: boolean;
  sentence?: string;
  detail?: string;
}

function isTold(data: unknown): data is Told {
  return typeof data === 'object' && data !== null && (data as { palier?: unknown }).palier === 'preview';
}

export function start(root: HTMLElement): void {
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-${name}]`);
  const frame = root.querySelector('iframe');
  const tell = (told: Told) => {
    part('state')?.setAttribute('hidden', '');
    part('good')?.toggleAttribute('hidden', !told.opened);
    part('bad')?.toggleAttribute('hidden', told.opened);
    const [sentence, detail] = [part('sentence'), part('detail')];
    if (sentence) sentence.textContent = told.sentence ?? '';
    if (detail) {
      detail.textContent = told.detail ?? '';
      detail.closest('details')?.toggleAttribute('hidden', !told.detail);
    }
  };
  addEventListener('message', (event) => {
    if (event.origin === location.origin && event.source === frame?.contentWindow && isTold(event.data)) tell(event.data);
  });
  // The frame may have told before this script was there: it answers to being asked.
  frame?.contentWindow?.postMessage({ palier: 'preview?' }, location.origin);
  root.querySelectorAll<HTMLInputElement>('[name="size"]').forEach((choice) => {
    choice.addEventListener('change', () => frame?.classList.toggle('preview-large', choice.value === 'large'));
  });
}
