/** What the server told this page about the sheet to type in. */
export interface Worker {
  id: string;
  name: string;
  /** False once the account was closed: they may have knocked all the same. */
  active: boolean;
}

export interface Setup {
  organisation: string;
  /** age recipients: who reads what is sealed, and the server that opens carriers. */
  recipient: string;
  transport: string;
  /** The office, as the device of every entry made here. */
  device: string;
  workers: Worker[];
  form: { id: string; version: string; hash: string } | null;
  round: { id: string; name: string; starts_on: string; ends_on: string };
  entrance: string;
  title: string;
  /** `YYYY-MM-DD` in Europe/Paris. */
  today: string;
  next: string | null;
  addresses: { state: string; entries: string; list: string; next: string | null; review: string; sign_in: string; form?: string };
}

/** Written by our own page: its shape is known. */
export function readSetup(root: HTMLElement): Setup {
  return JSON.parse(root.dataset.setup ?? '') as Setup;
}
