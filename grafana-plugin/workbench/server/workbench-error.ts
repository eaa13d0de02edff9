/**
 * The one error of the workbench server. Test `code`. A message says path, expectation, value received, so that a person in
 * a terminal knows which option to change.
 */

/** `CONFIG`: an option is wrong. `PORT_TAKEN`: the port is in use. `NOT_BUILT`: the plugin or the page was not built. */
export type WorkbenchErrorCode = 'CONFIG' | 'PORT_TAKEN' | 'NOT_BUILT';

export class WorkbenchError extends Error {
  override readonly name = 'WorkbenchError';
  readonly code: WorkbenchErrorCode;

  constructor(code: WorkbenchErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
