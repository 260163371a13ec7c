/** One group of questions at a time, under one thumb; then what will be kept, in words. */
import { createResource, ErrorBoundary, onCleanup, Show, Suspense, type Component } from 'solid-js';

import { SENTENCES, Sentence } from '../../domain/sentences';
import type { Draft, Tablet } from '../../domain/tablet';
import { openInterview, prepareForm } from '../../forms/engine';
import { Icon } from '../icons';
import { sentenceOf } from '../words';
import { Conversation } from './Conversation';
import './interview.css';

export interface InterviewProps {
  tablet: Tablet;
  draft: Draft;
  /** Where we are: the door. */
  title: string;
  /** The answers entry is made and durable. */
  onFinished: () => void;
  /** Back to the façade; the draft is kept. */
  onLeave: () => void;
  /** Another form at the same door comes on screen, instead of the façade. */
  onNext?: (draft: Draft) => void;
}

/** Before a worker's code: no form can be read yet, but the engine can run once. */
export { warmEngine } from '../../forms/engine';

/** The form that is ready: what it is parsed from is not decrypted again for every door. */
let ready: { hash: string; xform: string } | null = null;

/** Gets the next interview ready while nobody waits: call it when the tablet is idle and unlocked. */
export async function prepareInterview(tablet: Tablet, form: string): Promise<void> {
  const current = await tablet.form(form);
  if (!current) return;
  ready = { hash: current.card.hash, xform: current.xform };
  await prepareForm(current.xform, { media: (name) => tablet.formMedia(current.card.hash, name) });
}

async function open(tablet: Tablet, draft: Draft) {
  const xform = ready?.hash === draft.form.hash ? ready.xform : await tablet.formByHash(draft.form.hash);
  if (xform === null) throw new Sentence(SENTENCES.formMissing);
  return openInterview(xform, draft.state, { media: (name) => tablet.formMedia(draft.form.hash, name) });
}

export const InterviewScreen: Component<InterviewProps> = (props) => {
  const [interview] = createResource(() => open(props.tablet, props.draft));
  onCleanup(() => {
    if (interview.state === 'ready') interview().dispose();
  });
  return (
    <ErrorBoundary fallback={(error) => <CannotOpen title={props.title} sentence={sentenceOf(error)} onLeave={() => { props.onLeave(); }} />}>
      <Suspense fallback={<main class="interview" aria-busy="true" />}>
        <Show when={interview()} keyed>
          {(ready) => <Conversation interview={ready} {...props} />}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
};

function CannotOpen(props: { title: string; sentence: string; onLeave: () => void }) {
  return (
    <>
      <header class="top">
        <button type="button" class="icon-button" aria-label="Revenir à la façade" onClick={() => { props.onLeave(); }}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <h1>{props.title}</h1>
        </div>
      </header>
      <main class="interview">
        <p class="notice danger" role="alert">
          {props.sentence}
        </p>
      </main>
    </>
  );
}
