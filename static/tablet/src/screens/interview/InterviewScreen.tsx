import type { Component } from 'solid-js';

import type { Draft, Tablet } from '../../domain/tablet';

export interface InterviewProps {
  tablet: Tablet;
  draft: Draft;
  title: string;
  /** The answers entry is made and durable. */
  onFinished: () => void;
  /** Back to the façade; the draft is kept. */
  onLeave: () => void;
}

/** One group of questions at a time, then what will be kept. */
export const InterviewScreen: Component<InterviewProps> = (props) => (
  <main>
    <h1>{props.title}</h1>
    <button type="button" onClick={() => { props.onLeave(); }}>
      Retour
    </button>
  </main>
);
