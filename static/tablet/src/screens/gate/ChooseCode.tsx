/** A worker chooses a code, twice; whoever has one already gives it first. */
import { createSignal } from 'solid-js';

import type { WorkerCard } from '../../domain/tablet';
import { useLive } from '../live';
import { CodePad, SHORTEST_CODE } from '../parts/CodePad';
import { sentenceOf } from '../words';

/** Codes that somebody who finds the tablet tries first. */
function tooSimple(code: string): boolean {
  const steps = new Set(Array.from(code).slice(1).map((digit, index) => Number(digit) - Number(code.charAt(index))));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 2);
}

const STEPS = {
  old: { lead: 'D’abord votre code actuel.', label: 'Code actuel', action: 'Continuer' },
  new: { lead: `Choisissez un code d’au moins ${SHORTEST_CODE} chiffres.`, label: 'Nouveau code', action: 'Continuer' },
  again: { lead: 'Le même code, encore une fois.', label: 'Nouveau code, confirmation', action: 'Garder ce code' },
};

export function ChooseCode(props: { worker: WorkerCard; onChosen: () => void }) {
  const { tablet } = useLive();
  // What was asked of whoever came here stays so until the new code is kept.
  // eslint-disable-next-line solid/reactivity
  const changes = props.worker.hasCode;
  const [old, setOld] = createSignal<string | null>(null);
  const [first, setFirst] = createSignal<string | null>(null);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  const step = () => {
    if (changes && old() === null) return 'old';
    return first() === null ? 'new' : 'again';
  };

  async function give(code: string): Promise<void> {
    setTrouble(null);
    if (step() === 'old') {
      setOld(code);
      return;
    }
    const before = first();
    if (before === null) {
      if (tooSimple(code)) setTrouble('Ce code se devine trop vite. Choisissez d’autres chiffres.');
      else setFirst(code);
      return;
    }
    if (before !== code) {
      setFirst(null);
      setTrouble('Les deux codes sont différents. Choisissez-en un à nouveau.');
      return;
    }
    setBusy(true);
    try {
      await tablet.chooseCode(props.worker.id, code, old());
      props.onChosen();
    } catch (error) {
      setOld(null);
      setFirst(null);
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="choose-code">
      <p class="pad-lead">{STEPS[step()].lead}</p>
      <CodePad label={STEPS[step()].label} trouble={trouble()} busy={busy()} action={STEPS[step()].action} onCode={(code) => void give(code)} />
    </div>
  );
}
