/** A tablet nobody has enrolled yet: how it is done, or how far it is. */
import { Match, Show, Switch } from 'solid-js';

import { Elevation } from '../parts/Elevation';
import './gate.css';

export function Welcome(props: { enrolling: boolean; wasErased: boolean; trouble: string | null; onAgain: (() => void) | null; onGiveUp: (() => void) | null }) {
  return (
    <main class="gate">
      <Elevation />
      <div class="gate-words">
        <h1>Palier</h1>
        <Switch
          fallback={
            <>
              <Show when={props.wasErased} fallback={<p class="lead">Cette tablette n’appartient encore à aucune équipe.</p>}>
                <p class="notice plain" role="status">
                  La coordination a demandé d’effacer cette tablette. Tout ce qu’elle gardait est d’abord parti vers le serveur&nbsp;; plus rien n’est ici.
                </p>
              </Show>
              <p>Pour commencer, scannez avec l’appareil photo le code QR que la coordination affiche, ou ouvrez ici le lien qu’elle vous envoie.</p>
              <Show when={!props.wasErased}>
                <p class="soft">
                  Elle en avait une&nbsp;? Le navigateur a vidé sa mémoire. Ce que le serveur a reçu y reste&nbsp;: demandez à la coordination de la «&nbsp;relier de nouveau&nbsp;»&nbsp;; elle dira alors ce qui manque.
                </p>
              </Show>
            </>
          }
        >
          <Match when={props.enrolling}>
            <p class="lead" role="status">
              La tablette rejoint l’équipe…
            </p>
            <div class="arriving" />
            <p class="soft">Les tournées arrivent. Gardez le réseau encore un instant.</p>
          </Match>
          <Match when={props.trouble}>
            {(trouble) => (
              <>
                <p class="notice danger" role="alert">
                  {trouble()}
                </p>
                <Show when={props.onAgain}>
                  {(again) => (
                    <button type="button" class="button primary wide" onClick={() => { again()(); }}>
                      Réessayer
                    </button>
                  )}
                </Show>
                <Show when={props.onGiveUp}>
                  {(giveUp) => (
                    <button type="button" class="button wide" onClick={() => { giveUp()(); }}>
                      Continuer comme avant
                    </button>
                  )}
                </Show>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </main>
  );
}
