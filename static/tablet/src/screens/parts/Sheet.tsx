/** A sheet that rises from the bottom, where the thumb is. A native dialog: focus stays inside, Escape and back close it. */
import { onCleanup, onMount, Show, type ParentProps } from 'solid-js';

import { Icon } from '../icons';
import { Shield, shieldFor } from '../shield';
import './sheet.css';

/** Long enough for the second half of a double tap, short enough for a hurried thumb. */
const SETTLE = 260;

export function Sheet(props: ParentProps<{ title: string; note?: string | undefined; tall?: boolean; onClose: () => void; onRename?: (() => void) | undefined }>) {
  let dialog!: HTMLDialogElement;
  let heading!: HTMLHeadingElement;
  let leaving = false;
  const opener = document.activeElement;
  onMount(() => {
    shieldFor(SETTLE);
    dialog.showModal();
    heading.focus();
  });
  onCleanup(() => {
    shieldFor(SETTLE);
    leaving = true;
    dialog.close();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  });
  return (
    <dialog
      ref={dialog}
      class="sheet"
      classList={{ 'sheet-tall': props.tall === true }}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClose={() => {
        // Chromium closes by itself when back or Escape comes twice without a touch in between: no cancel that could be prevented.
        if (!leaving) props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog) props.onClose();
      }}
    >
      <div class="sheet-inside">
        <header class="sheet-head">
          <div class="sheet-names">
            <h2 id="sheet-title" ref={heading} tabindex="-1">
              {props.title}
            </h2>
            <Show when={props.note}>{(note) => <p class="soft">{note()}</p>}</Show>
          </div>
          <Show when={props.onRename}>
            {(rename) => (
              <button type="button" class="icon-button" aria-label="Renommer" onClick={() => { rename()(); }}>
                <Icon name="pencil" />
              </button>
            )}
          </Show>
          <button type="button" class="icon-button" aria-label="Fermer" onClick={() => { props.onClose(); }}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
      <Shield />
    </dialog>
  );
}
