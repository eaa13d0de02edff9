/** Throws at a message of the wrong shape. Without words: such messages are only counted. */
export function check(isRight: boolean): asserts isRight {
  if (!isRight) throw new TypeError();
}
