/** Loads the form engine, and parses the form, ahead of the first interview: call it when the tablet is idle. */
export async function warmInterview(xform?: string): Promise<void> {
  const { prepareForm } = await import('./engine');
  if (xform !== undefined) await prepareForm(xform);
}
