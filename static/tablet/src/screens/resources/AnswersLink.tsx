/** From a door, or from the end of a talk, to what exists nearby. */
import { Show } from 'solid-js';

import type { Tablet } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { count } from '../words';
import { needsIn, publicsIn, reasonAt, type Answers } from './needs';
import { lookForAnswers } from './trip';
import './answers-link.css';

interface At {
  round: string;
  entrance: string;
}

export function AnswersLink(props: { at: At; door: string; visit: string | null }) {
  const { tablet } = useLive();
  return (
    <button type="button" class="button quiet answers-link" onClick={() => { lookForAnswers(tablet, props.at, { ...reasonAt(props.door), visit: props.visit }); }}>
      <Icon name="directory" />
      Trouver une réponse
    </button>
  );
}

/** Only where the answers name a need. */
export function AnswersToNeeds(props: { tablet: Tablet; answers: Answers; at: At & { door: string | null; visit: string | null } }) {
  const needs = () => needsIn(props.answers);
  return (
    <Show when={needs().length > 0}>
      <button
        type="button"
        class="button wide answers-link"
        onClick={() => {
          const { round, entrance, door, visit } = props.at;
          lookForAnswers(props.tablet, { round, entrance }, { needs: needs(), publics: publicsIn(props.answers), door, visit });
        }}
      >
        <Icon name="directory" />
        <span>
          Trouver une réponse <small>{count(needs().length, 'besoin', 'besoins')}</small>
        </span>
      </button>
    </Show>
  );
}
