import type { Manifest } from "./ground.js";

/** One failure: what is wrong, what makes it so, and what `up` must say of it at once. */
export interface Row {
  /** As the page calls it; a clause. */
  readonly wrong: string;
  /** What is applied before, for all rows at once. */
  readonly objects?: () => readonly Manifest[];
  /** Where its Certificate lies. @default the failures' own namespace */
  readonly namespace?: string;
  /** Name of the Secret and of cert-manager's Certificate. */
  readonly secretName: string;
  /** The other inputs. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whose kubeconfig is used. @default an administrator's */
  readonly cluster?: () => { readonly kubeconfig: string };
  /** What makes it fail, before the Certificate is declared, while it waits, and what takes that back. */
  readonly before?: () => void | Promise<void>;
  readonly meanwhile?: () => Promise<void>;
  readonly after?: () => void;
  /** The true cause, as it must stand in the first two lines. */
  readonly says: RegExp;
  /** The CA's answer is not the ACME server's own. */
  readonly isFake?: true;
}
