/** Sends files piece by piece, and goes on where it was after a lost connection. Without this script the form sends them whole. */
import { make, need, say, show } from './dom';
import { getJson, postJson, putBytes, Refused } from './server';

interface Arrived {
  name: string;
  size: number;
  here: number;
}

const PATIENCE_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 60_000, 60_000, 60_000];
const SAID_EVERY = 10;

export function start(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return;
  const page = new Upload(root);
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    void page.send();
  });
}

class Upload {
  readonly #root: HTMLFormElement;
  readonly #input: HTMLInputElement;
  readonly #wrong: HTMLElement;
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  #id: string;
  #stopped = false;
  #saidAt = -SAID_EVERY;

  constructor(root: HTMLFormElement) {
    this.#root = root;
    this.#input = need(root, 'input[type=file]', HTMLInputElement);
    this.#wrong = need(root, '[data-wrong]', HTMLElement);
    this.#send = need(root, '[data-send]', HTMLButtonElement);
    this.#stop = need(root, '[data-stop]', HTMLButtonElement);
    this.#id = root.dataset.import ?? '';
    // The list below the button tells what was chosen; the browser's own words are in the browser's language.
    need(root, '[data-drop]', HTMLElement).classList.add('import-drop-live');
    this.#input.addEventListener('change', () => { this.#list(); });
    this.#stop.addEventListener('click', () => { this.#stopped = true; });
    this.#wireDrop(need(root, '[data-drop]', HTMLElement));
  }

  async send(): Promise<void> {
    const files = [...(this.#input.files ?? [])];
    say(this.#wrong, '');
    this.#busy(true);
    try {
      const arrived = await this.#begin(files);
      for (const [place, known] of arrived.entries()) await this.#sendFile(place, known, fileFor(known, files), arrived);
      const { page } = (await this.#patiently(() => postJson(`/imports/${this.#id}/lire`, {}))) as { page: string };
      window.location.assign(page);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(this.#wrong, error.message);
      this.#send.textContent = this.#id ? 'Reprendre l’envoi' : this.#send.textContent;
      this.#busy(false);
      this.#send.focus();
    }
  }

  async #begin(files: readonly File[]): Promise<Arrived[]> {
    if (!this.#id) {
      const made = (await postJson(this.#root.dataset.begin ?? '', files.map(({ name, size }) => ({ name, size })))) as { id: string };
      this.#id = made.id;
    }
    return this.#arrived();
  }

  async #arrived(): Promise<Arrived[]> {
    return ((await this.#patiently(() => getJson(`/imports/${this.#id}/fichiers`))) as { files: Arrived[] }).files;
  }

  async #sendFile(place: number, known: Arrived, file: File, all: readonly Arrived[]): Promise<void> {
    const step = Number(this.#root.dataset.piece);
    let position = known.here;
    while (position < file.size) {
      if (this.#stopped) throw new Refused('L’envoi est interrompu. Ce qui est arrivé est gardé un jour.');
      const piece = await file.slice(position, position + step).arrayBuffer().catch(() => {
        throw new Refused(`«\u00a0${known.name}\u00a0» ne peut plus être lu sur cet ordinateur\u00a0: il a changé ou disparu. Choisissez-le à nouveau.`);
      });
      const from = position;
      position = await this.#patiently(async () => {
        const { here } = (await putBytes(`/imports/${this.#id}/fichiers/${place}?position=${from}`, piece)) as { here: number };
        return here;
      });
      known.here = position;
      this.#show(all);
    }
  }

  /** A lost connection is waited out; what the server refuses is not asked again. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (const wait of PATIENCE_MS) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Refused) || !error.unreachable || this.#stopped) throw error;
        this.#words('La connexion est coupée. L’envoi reprend dès qu’elle revient…');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return ask();
  }

  #show(all: readonly Arrived[]): void {
    const size = all.reduce((sum, file) => sum + file.size, 0);
    const here = all.reduce((sum, file) => sum + file.here, 0);
    const percent = size ? Math.floor((100 * here) / size) : 100;
    need(this.#root, 'progress', HTMLProgressElement).value = percent;
    this.#words(`${inWords(here)} sur ${inWords(size)}`);
    if (percent >= this.#saidAt + SAID_EVERY) {
      this.#saidAt = percent;
      need(this.#root, '[data-sending-said]', HTMLElement).textContent = `${percent} % envoyés`;
    }
  }

  #words(text: string): void {
    need(this.#root, '[data-sending-words]', HTMLElement).textContent = text;
  }

  #busy(busy: boolean): void {
    this.#stopped = false;
    this.#send.disabled = busy;
    this.#input.disabled = busy;
    show(this.#stop, busy);
    show(need(this.#root, '[data-sending]', HTMLElement), busy);
    this.#words('Envoi…');
  }

  #list(): void {
    const files = [...(this.#input.files ?? [])];
    const list = need(this.#root, '[data-chosen]', HTMLUListElement);
    list.replaceChildren(
      ...files.map((file) => {
        const item = make('li');
        item.append(make('span', file.name, { class: 'long' }), make('span', inWords(file.size), { class: 'soft' }));
        return item;
      }),
    );
    show(list, files.length > 0);
    say(this.#wrong, '');
  }

  #wireDrop(area: HTMLElement): void {
    const mark = (over: boolean): void => { area.classList.toggle('import-drop-over', over); };
    area.addEventListener('dragover', (event) => {
      event.preventDefault();
      mark(true);
    });
    area.addEventListener('dragleave', () => { mark(false); });
    area.addEventListener('drop', (event) => {
      event.preventDefault();
      mark(false);
      if (!event.dataTransfer || this.#input.disabled) return;
      this.#input.files = event.dataTransfer.files;
      this.#list();
    });
  }
}

/** The chosen file that an interrupted upload began with. */
function fileFor(known: Arrived, files: readonly File[]): File {
  const found = files.find((file) => sameName(file.name, known.name) && file.size === known.size) ?? (known.here === known.size ? new File([], known.name) : undefined);
  if (!found) throw new Refused(`Choisissez aussi «\u00a0${known.name}\u00a0» (${inWords(known.size)})\u00a0: l’envoi a commencé avec lui. Pour un autre fichier, abandonnez celui-ci.`);
  return found;
}

function sameName(chosen: string, kept: string): boolean {
  return chosen.trim() === kept;
}

/** A size in bytes as people say it. */
export function inWords(size: number): string {
  const units: [string, number][] = [['Go', 2 ** 30], ['Mo', 2 ** 20], ['Ko', 2 ** 10]];
  for (const [unit, step] of units) {
    if (size < step) continue;
    const digits = size / step >= 10 ? 0 : 1;
    return `${new Intl.NumberFormat('fr-FR', { maximumFractionDigits: digits }).format(size / step)}\u00a0${unit}`;
  }
  return `${size}\u00a0octet${size > 1 ? 's' : ''}`;
}
