/** The credential, asked for when it is needed. However often that is, only one question is under way at a time. */

/** A fixed token, or how to get one that is valid now. May throw or reject: then another try follows later. */
export type Token = string | (() => string | Promise<string>);

export function createTokenSource(token: Token | undefined): () => string | undefined | Promise<string> {
  if (typeof token !== 'function') return () => token;
  let pending: Promise<string> | undefined;
  return () => {
    pending ??= Promise.resolve()
      .then(token)
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
}
