/** Follows long work: asks how far it is, and shows the next page when it ends. Without this script the page reloads itself. */
import { need, show } from './dom';
import { getJson, Refused } from './server';

interface Standing {
  state: string;
  phase: string;
  done: number;
  total: number | null;
  busy: boolean;
  stopping: boolean;
}

const EVERY_MS = 500;
const SAID_EVERY_MS = 10_000;

export function start(root: HTMLElement): void {
  const phase = need(root, '[data-phase]', HTMLElement);
  const bar = need(root, '[data-bar]', HTMLProgressElement);
  const said = need(root, '[data-said]', HTMLElement);
  const cancel = need(root, '[data-cancel]', HTMLElement);
  const steps = [...root.querySelectorAll<HTMLElement>('[data-step]')];
  let lastPhase = '';
  let saidAt = 0;

  const draw = (standing: Standing): void => {
    const text = standing.stopping ? 'Arrêt…' : words(standing);
    phase.textContent = text;
    show(cancel, !standing.stopping);
    if (standing.total) {
      bar.max = standing.total;
      bar.value = standing.done;
    } else {
      bar.removeAttribute('value');
    }
    mark(steps, standing.phase);
    const now = Date.now();
    if (standing.phase !== lastPhase || now - saidAt > SAID_EVERY_MS) {
      said.textContent = text;
      lastPhase = standing.phase;
      saidAt = now;
    }
  };
  const follow = async (): Promise<void> => {
    for (;;) {
      try {
        const standing = (await getJson(root.dataset.progress ?? '')) as Standing;
        if (!standing.busy || standing.state !== root.dataset.state) break;
        draw(standing);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!error.unreachable) break; // signed out, or given up elsewhere: the page itself says so
        phase.textContent = 'Le serveur ne répond pas. Le travail continue s’il tourne toujours…';
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    window.location.reload();
  };
  void follow();
}

/** The steps before this one are done; a phase that is none of them changes nothing. */
function mark(steps: readonly HTMLElement[], phase: string): void {
  const at = steps.findIndex((step) => step.dataset.step === phase);
  if (at < 0) return;
  steps.forEach((step, index) => {
    step.classList.toggle('work-step-done', index < at);
    if (index === at) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
    need(step, 'span', HTMLElement).textContent = index < at ? '✓' : String(index + 1);
  });
}

/** « Lecture : 12 000 sur 40 000 » */
export function words({ phase, done, total }: Pick<Standing, 'phase' | 'done' | 'total'>): string {
  const number = new Intl.NumberFormat('fr-FR');
  if (!phase) return 'Préparation';
  if (!total && !done) return phase;
  return total ? `${phase}\u00a0: ${number.format(done)} sur ${number.format(total)}` : `${phase}\u00a0: ${number.format(done)}`;
}
