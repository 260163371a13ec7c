/**
 * Browsers keep a page that was left alive for a while, to go back to it quickly. A page that holds or shows what is
 * secret leaves nothing there: it is emptied on leaving, and asked for again on coming back.
 */
export function forgetOnLeaving(forget: () => void = () => undefined, comeBack = (): void => { window.location.reload(); }): void {
  window.addEventListener('pagehide', () => {
    forget();
    document.body.replaceChildren();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) comeBack();
  });
}
