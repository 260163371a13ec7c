/** Loads the form engine ahead of the first interview: call it when the tablet is idle. */
export async function warmInterview(): Promise<void> {
  await import('./engine');
}
