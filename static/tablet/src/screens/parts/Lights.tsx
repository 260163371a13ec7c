/** Where notes are, in words beside a mark: a ring here only, half a dot with a second copy, a full dot at the server. */
import type { ExchangeStatus, Light } from '../../domain/tablet';
import { count } from '../words';

export const LIGHT_NAME: Record<Light, string> = {
  tablet: 'sur cette tablette seulement',
  copy: 'deuxième copie',
  server: 'au serveur',
};

export function LightWords(props: { light: Light }) {
  return (
    <>
      <span class={`light ${props.light}`} /> {LIGHT_NAME[props.light]}
    </>
  );
}

/** What is not at the server, the weakest first. */
export function whereNotesAre({ pending, copied }: Pick<ExchangeStatus, 'pending' | 'copied'>): { light: Light; words: string }[] {
  const alone = pending - copied;
  if (pending === 0) return [{ light: 'server', words: 'Tout est au serveur' }];
  return [
    ...(alone > 0 ? [{ light: 'tablet' as const, words: `${count(alone, 'note', 'notes')} sur cette tablette seulement` }] : []),
    ...(copied > 0 ? [{ light: 'copy' as const, words: `${count(copied, 'note', 'notes')} avec deuxième copie` }] : []),
  ];
}
