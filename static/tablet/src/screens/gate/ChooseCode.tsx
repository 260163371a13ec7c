/** A worker chooses a code, twice. */
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

export function ChooseCode(props: { worker: WorkerCard; onChosen: () => void }) {
  const { tablet } = useLive();
  const [first, setFirst] = createSignal<string | null>(null);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function give(code: string): Promise<void> {
    setTrouble(null);
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
      await tablet.chooseCode(props.worker.id, code);
      props.onChosen();
    } catch (error) {
      setFirst(null);
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="choose-code">
      <p class="pad-lead">{first() === null ? `Choisissez un code d’au moins ${SHORTEST_CODE} chiffres.` : 'Le même code, encore une fois.'}</p>
      <CodePad label={first() === null ? 'Nouveau code' : 'Nouveau code, confirmation'} trouble={trouble()} busy={busy()} action={first() === null ? 'Continuer' : 'Garder ce code'} onCode={(code) => void give(code)} />
    </div>
  );
}
