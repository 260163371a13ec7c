/**
 * A form in the tablet's own screens, for a coordinator who is about to publish it: served by outreach/web/coordination/form_preview.py.
 * The tablet is one that lives in this page's memory. Nothing that is typed here leaves the page.
 */
import '../src/app.css';
import './form.css';

import { createSignal, For, Show } from 'solid-js';
import { render } from 'solid-js/web';

import type { Draft, Tablet } from '../src/domain/tablet';
import { openInterview } from '../src/forms/engine';
import { InterviewScreen } from '../src/screens/interview/InterviewScreen';

type Values = Record<string, string | string[]>;
interface Kept {
  answers: Values;
  identity: Values;
  files: number;
}

const { xform: address = '', media = '', content, opened } = document.body.dataset;
const DRAFT: Draft = { id: 'apercu', entrance: '', round: '', door: '', visit: '', form: { id: '', version: '', hash: '' }, state: '', position: 0 };
const NO_XFORM = 'Le questionnaire n’a pas pu être chargé. Rien n’a été modifié. Rechargez la page.';
const REFUSED = 'La tablette ne peut pas ouvrir ce questionnaire : une de ses formules n’est pas valable. Corrigez-la dans votre fichier et envoyez-le à nouveau.';

async function getXForm(): Promise<string> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new Error(NO_XFORM);
  return response.text();
}

async function getFile(name: string): Promise<Blob | null> {
  const response = await fetch(media + encodeURIComponent(name)).catch(() => null);
  return response?.ok ? response.blob() : null;
}

/** As much of a tablet as an interview asks for. */
function memoryTablet(xform: string, finished: (kept: Kept) => void): Tablet {
  const files = new Map<string, Uint8Array>();
  const done = () => Promise.resolve();
  return {
    formByHash: () => Promise.resolve(xform),
    formMedia: (_hash: string, name: string) => getFile(name),
    saveDraft: done,
    discardDraft: done,
    keepAttachment(_draft: string, bytes: Uint8Array) {
      const id = crypto.randomUUID();
      files.set(id, bytes);
      return Promise.resolve(id);
    },
    attachment: (id: string) => Promise.resolve(files.get(id) ?? null),
    dropAttachment(id: string) {
      files.delete(id);
      return done();
    },
    finishDraft(_draft: Draft, answers: Values, identity: Values, kept: readonly unknown[] = []) {
      finished({ answers, identity, files: kept.length });
      return Promise.resolve('apercu');
    },
  } as unknown as Tablet;
}

function tellOpener(told: { opened: boolean; sentence?: string; detail?: string }): void {
  const message = { palier: 'preview', ...told };
  parent.postMessage(message, location.origin);
  addEventListener('message', (event) => {
    if (event.origin === location.origin && event.source === parent) parent.postMessage(message, location.origin);
  });
}

async function note(): Promise<string | null> {
  if (!opened || !content) return null;
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': token };
  const response = await fetch(opened, { method: 'POST', headers, body: JSON.stringify({ content }) }).catch(() => null);
  if (response?.ok) return null;
  const body = (await response?.json().catch(() => null)) as { sentence?: string } | null;
  return body?.sentence ?? NO_XFORM;
}

/** What the engine itself says, in English: the cause of our own sentence. */
function detailOf(error: unknown): string {
  const words: string[] = [];
  for (let one = error; one instanceof Error && words.length < 4; one = one.cause) words.push(one.message);
  return words.slice(1).join('\n') || words.join('\n');
}

function Values(props: { title: string; values: Values; hint: string }) {
  const entries = () => Object.entries(props.values);
  return (
    <section class="kept">
      <h2>{props.title}</h2>
      <p class="kept-hint">{props.hint}</p>
      <Show when={entries().length > 0} fallback={<p>Rien.</p>}>
        <dl>
          <For each={entries()}>
            {([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd>{typeof value === 'string' ? value : value.join(' · ')}</dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </section>
  );
}

function Preview(props: { xform: string }) {
  const [kept, setKept] = createSignal<Kept | null>(null);
  const [round, setRound] = createSignal(1);
  function again(): void {
    setKept(null);
    setRound((value) => value + 1);
  }
  return (
    <Show
      when={kept()}
      fallback={
        <Show when={round()} keyed>
          {(_) => <InterviewScreen tablet={memoryTablet(props.xform, setKept)} draft={DRAFT} title="Aperçu" onFinished={() => undefined} onLeave={again} />}
        </Show>
      }
    >
      {(result) => (
        <main class="kept-page">
          <h1>Ce que la tablette garderait</h1>
          <p>Rien n’a été gardé ici.</p>
          <Values title="En clair" hint="Avec les chiffres et les cartes, sans porte ni heure." values={result().answers} />
          <Values title="Scellé" hint="Seule la coordination l’ouvre, avec sa phrase secrète." values={result().identity} />
          <Show when={result().files > 0}>
            <p>{result().files === 1 ? 'Et un fichier, scellé.' : `Et ${result().files} fichiers, scellés.`}</p>
          </Show>
          <button type="button" class="button" onClick={again}>
            Recommencer
          </button>
        </main>
      )}
    </Show>
  );
}

const root = document.querySelector('#app');
if (root) {
  try {
    const xform = await getXForm();
    // Once for itself: the engine's own words are what an author needs, and the screens do not show them.
    (await openInterview(xform, null, { media: getFile })).dispose();
    const sentence = await note();
    tellOpener(sentence === null ? { opened: true } : { opened: false, sentence });
    render(() => <Preview xform={xform} />, root);
  } catch (error) {
    const sentence = error instanceof Error && error.message === NO_XFORM ? NO_XFORM : REFUSED;
    tellOpener({ opened: false, sentence, detail: sentence === REFUSED ? detailOf(error) : '' });
    render(() => <main class="kept-page"><h1>Aperçu impossible</h1><p class="notice danger" role="alert">{sentence}</p></main>, root);
  }
}
