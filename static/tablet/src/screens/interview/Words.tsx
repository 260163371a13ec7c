/** Words of a form: the interviewer's language, and under it, larger, the resident's. */
import { createEffect, createSignal, For, onCleanup, Show } from 'solid-js';

import type { Mark, Translated } from '../../forms/interview';
import { useTalk } from './talk';

export function Words(props: { marks: Mark[]; other: Translated | null }) {
  return (
    <>
      <span class="own-words">
        <Marks marks={props.marks} />
      </span>
      <Show when={props.other}>
        {(other) => (
          <span class="other-words" lang={other().lang || undefined} dir={other().rtl ? 'rtl' : 'ltr'}>
            <Marks marks={other().marks} />
          </span>
        )}
      </Show>
    </>
  );
}

/** In a label only words may stand: blocks are drawn as such, and stay words. */
export function Marks(props: { marks: readonly Mark[] }) {
  return <For each={props.marks}>{(mark) => (typeof mark === 'string' ? mark : <Marked mark={mark} />)}</For>;
}

// A mark is a constant of its text.
/* eslint-disable solid/reactivity, solid/components-return-once */
function Marked(props: { mark: Exclude<Mark, string> }) {
  const { mark, inside } = props.mark;
  if (mark === 'br') return <br />;
  if (mark === 'strong') return <strong><Marks marks={inside} /></strong>;
  if (mark === 'em') return <em><Marks marks={inside} /></em>;
  if (mark === 'u') return <u><Marks marks={inside} /></u>;
  return <span class={`mark-${mark}`}><Marks marks={inside} /></span>;
}
/* eslint-enable solid/reactivity, solid/components-return-once */

/** A picture that the form shows; nothing where this tablet does not have it. */
export function Picture(props: { name: string | null; alt: string }) {
  const { interview } = useTalk();
  const address = createAddress(() => props.name, (name) => interview.media(name));
  return <Show when={address()}>{(url) => <img class="picture" src={url()} alt={props.alt} />}</Show>;
}

export function Sound(props: { name: string | null; label: string }) {
  const { interview } = useTalk();
  const address = createAddress(() => props.name, (name) => interview.media(name));
  return <Show when={address()}>{(url) => <audio controls src={url()} aria-label={props.label} />}</Show>;
}

export function Film(props: { name: string | null; label: string }) {
  const { interview } = useTalk();
  const address = createAddress(() => props.name, (name) => interview.media(name));
  return <Show when={address()}>{(url) => <video class="picture" controls playsinline src={url()} aria-label={props.label} />}</Show>;
}

/** An address of a blob for as long as it is shown. */
export function createAddress<Key>(key: () => Key | null, read: (key: Key) => Promise<Blob | null>): () => string | null {
  const [address, setAddress] = createSignal<string | null>(null);
  createEffect(() => {
    const wanted = key();
    setAddress(null);
    if (wanted === null) return;
    let made: string | null = null;
    let gone = false;
    void read(wanted)
      .then((blob) => {
        if (!blob || gone) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      })
      .catch(() => null);
    onCleanup(() => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    });
  });
  return address;
}
