/**
 * The version of the live protocol. Within a version fields and message kinds may be added, and readers ignore what they
 * do not know; anything else is a new version with a new subprotocol name.
 */

/** Name offered in `Sec-WebSocket-Protocol`; it carries the version. */
export const SUBPROTOCOL = 'tallylight.v1';

/** The `v` of `hello` and `welcome`. */
export const PROTOCOL_VERSION = 1;

/** Where the SDK answers unless the host moves it (`basePath`). */
export const DEFAULT_BASE_PATH = '/tallylight';

/** Path of the versioned API below the base path. */
export const API_PATH = '/v1';
