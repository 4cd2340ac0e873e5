/** Variables of whoever runs this process. */
type Variables = Readonly<Record<string, string | undefined>>;

const waiting: Variables[] = [];

/**
 * Makes the secrets in the variables of whoever runs this process known. They are looked for when something is
 * about to be written down: most commands write nothing. The variables must not be changed until then.
 */
export function knowCaller(env: Variables): void {
  waiting.push(env);
}

/** The variables that were not looked through yet; each are given once. */
export function takeCallers(): readonly Variables[] {
  return waiting.splice(0);
}
